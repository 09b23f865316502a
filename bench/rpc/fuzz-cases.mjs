// The kinds of bad input: each makes the bytes that one connection sends, or a text and what may come back.
import { damaged, randomCall, randomText } from "./fuzz-bytes.mjs";

const TYPE = "Content-Type: application/json";

/** Whole requests over HTTP, whose replies are JSON-RPC. */
export function httpText(random, methods) {
  const body = randomText(random, methods);
  return { kind: "http-json", body: Buffer.from(body) };
}

/** Bytes to a port that expects HTTP. */
export function httpBytes(random, methods) {
  return { kind: "http-bytes", bytes: makeHttp(random, methods) };
}

function makeHttp(random, methods) {
  const request = (head, body) => Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), Buffer.from(body)]);
  const body = randomCall(random, methods);
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const good = `POST / HTTP/1.1\r\nHost: localhost\r\n${TYPE}\r\n${length}`;
  switch (random.below(13)) {
    case 0:
      return random.bytes(random.length(3_000));
    case 1:
      return Buffer.from(damaged(random, `${good}\r\n\r\n${body}`), "latin1");
    case 2: {
      const whole = request(good, body);
      return whole.subarray(0, random.below(whole.length));
    }
    case 3:
      return request(`${good}\r\nX: ${"x".repeat(random.length(40_000))}`, body);
    case 4:
      return request(`${good}${"\r\nX: y".repeat(random.length(4_000))}`, body);
    case 5:
      return request(good, random.bytes(Buffer.byteLength(body)));
    case 6:
      return request(
        `POST / HTTP/1.1\r\nHost: localhost\r\n${TYPE}\r\nContent-Length: ${random.pick(["-1", "9".repeat(30), "1x", "", "7, 7", "60000"])}`,
        body,
      );
    case 7:
      return request(
        `POST / HTTP/1.1\r\nHost: localhost\r\n${TYPE}\r\nTransfer-Encoding: chunked`,
        chunks(random, body),
      );
    case 8:
      return Buffer.concat(Array.from({ length: random.length(50) }, () => request(good, body)));
    case 9:
      return request(
        `${random.pick(["GET", "PUT", "OPTIONS", "TRACE", "CONNECT", "HEAD", "PRI", "x"])} ${random.pick(["/", "*", "/health", "http://a/", "/\u00ff", `/${"a".repeat(random.length(9_000))}`])} HTTP/${random.pick(["1.1", "1.0", "0.9", "2.0", "9.9"])}\r\nHost: localhost`,
        "",
      );
    case 10:
      return request(`${good}\r\nHost: other`, body);
    case 11:
      return request(`${good}\r\nExpect: ${random.pick(["100-continue", "everything"])}`, body);
    default:
      return request(
        `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${random.pick(["websocket", "h2c", ""])}\r\nSec-WebSocket-Version: ${random.below(20)}\r\nSec-WebSocket-Key: ${random.bytes(random.length(30)).toString("base64")}`,
        random.bytes(random.length(50)),
      );
  }
}

function chunks(random, body) {
  switch (random.below(4)) {
    case 0:
      return `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    case 1:
      return `${random.pick(["-1", "xyz", "f".repeat(20), ""])}\r\n${body}\r\n0\r\n\r\n`;
    case 2:
      return `1;${"x".repeat(random.length(20_000))}\r\na\r\n0\r\n\r\n`;
    default:
      return "1\r\na\r\n".repeat(random.length(2_000));
  }
}

/** A text to a WebSocket; in frames that need not be well made. */
export function frames(random, methods) {
  const count = 1 + random.below(4);
  return { kind: "frames", bytes: Buffer.concat(Array.from({ length: count }, () => makeFrame(random, methods))) };
}

const TEXT = 1;
const BINARY = 2;

function makeFrame(random, methods) {
  const text = Buffer.from(randomText(random, methods).slice(0, random.pick([200, 4_096, 10_000])));
  switch (random.below(10)) {
    case 0:
      return random.bytes(random.length(200));
    case 1:
      return frame({ opcode: random.below(16), payload: random.bytes(random.length(200)), reserved: random.below(8) });
    case 2: {
      const at = random.below(text.length + 1);
      const rest = frame({ opcode: random.oneIn(4) ? TEXT : 0, payload: text.subarray(at) });
      return Buffer.concat([frame({ opcode: TEXT, payload: text.subarray(0, at), isFinal: false }), rest]);
    }
    case 3:
      return Buffer.concat(
        Array.from({ length: random.length(3_000) }, (_, i) =>
          frame({ opcode: i && 0, payload: text.subarray(0, 2), isFinal: false }),
        ),
      );
    case 4:
      return frame({ opcode: random.pick([8, 9, 10]), payload: random.bytes(random.length(200)) });
    case 5:
      return frame({ opcode: TEXT, payload: text, isMasked: false });
    case 6:
      return frame({
        opcode: TEXT,
        payload: text.subarray(0, 10),
        claimedBytes: random.pick([11, 5_000, 2 ** 31, 2 ** 53, 2 ** 60]),
      });
    case 7:
      return frame({ opcode: TEXT, payload: random.bytes(random.length(5_000)) });
    default:
      return frame({ opcode: random.pick([TEXT, TEXT, BINARY]), payload: text });
  }
}

/** A WebSocket frame (RFC 6455, 5.2), from a client unless it is not masked. */
function frame({ opcode, payload, isFinal = true, isMasked = true, reserved = 0, claimedBytes = payload.length }) {
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const mask = isMasked ? 0x80 : 0;
  const header =
    claimedBytes < 126 ? Buffer.of(first, mask | claimedBytes) : Buffer.alloc(claimedBytes < 65_536 ? 4 : 10);
  if (claimedBytes >= 126) {
    header[0] = first;
    header[1] = mask | (claimedBytes < 65_536 ? 126 : 127);
    if (claimedBytes < 65_536) header.writeUInt16BE(claimedBytes, 2);
    else header.writeBigUInt64BE(BigInt(claimedBytes), 2);
  }
  if (!isMasked) return Buffer.concat([header, payload]);
  const key = Buffer.of(1, 2, 3, 4);
  return Buffer.concat([header, key, payload.map((byte, i) => byte ^ key[i & 3])]);
}
