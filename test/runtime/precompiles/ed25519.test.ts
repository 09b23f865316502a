import { describe, expect, test } from "vitest";
import { getPublicKey, sign } from "../../../src/crypto/ed25519.js";
import { ED25519_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { key } from "../harness.js";
import { ERROR, recordsData, signedData, verdict, withOneBitChanged } from "./precompile-case.js";

const message = new TextEncoder().encode("program to program");
const signed = (secretKey: Uint8Array, text = message) => ({
  signature: sign(text, secretKey),
  publicKey: getPublicKey(secretKey),
  message: text,
});
const one = signed(key(1));
const run = (...datas: Uint8Array[]) => verdict(ED25519_PROGRAM_ID, ...datas);
const with32 = (bytes: Uint8Array, offset: number, part: Uint8Array) => {
  const copy = bytes.slice();
  copy.set(part, offset);
  return copy;
};
/** Little-endian bytes of a number. */
const le32 = (value: bigint) => Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;
const integer = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

describe("the ed25519 precompile", () => {
  test("accepts signatures over data of its own and of other instructions", () => {
    expect(run(signedData([one]))).toBeUndefined();
    expect(run(signedData([one, signed(key(2)), signed(key(3), new Uint8Array(0))]))).toBeUndefined();
    expect(run(signedData([one], 0))).toBeUndefined();
    const payload = Uint8Array.from([...one.signature, ...one.publicKey, ...message]);
    const record = {
      signature: { offset: 0, instruction: 1 },
      publicKey: { offset: 64, instruction: 1 },
      message: { offset: 96, instruction: 1, size: message.length },
    };
    // The second instruction's data are no records.
    expect(run(recordsData([record]), payload)).toEqual(ERROR.InvalidInstructionDataSize);
  });

  test("wants its data whole", () => {
    expect(run(new Uint8Array(0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(Uint8Array.of(0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(Uint8Array.of(0, 9))).toBeUndefined();
    expect(run(Uint8Array.of(0, 0, 0))).toEqual(ERROR.InvalidInstructionDataSize);
    const record = recordsData([{ signature: at(99), publicKey: at(99), message: { ...at(99), size: 0 } }]);
    expect(run(record.subarray(0, 15))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(record)).toEqual(ERROR.InvalidDataOffsets);
    expect(run(record.with(0, 2))).toEqual(ERROR.InvalidInstructionDataSize);
  });

  test("refuses parts outside of the data, one byte outside too", () => {
    const data = signedData([one]);
    expect(run(data.subarray(0, -1))).toEqual(ERROR.InvalidDataOffsets);
    expect(run(signedData([one], 1))).toEqual(ERROR.InvalidDataOffsets);
    const end = data.length;
    expect(run(recordsDataLike({ signature: at(end - 64) }))).toEqual(ERROR.InvalidSignature);
    expect(run(recordsDataLike({ signature: at(end - 63) }))).toEqual(ERROR.InvalidDataOffsets);
    expect(run(recordsDataLike({ publicKey: at(end - 31) }))).toEqual(ERROR.InvalidDataOffsets);
    expect(run(recordsDataLike({ message: { ...at(0xffff), size: 0xffff } }))).toEqual(ERROR.InvalidDataOffsets);
  });

  test("refuses a public key that is no point, after the high bits of s, before the message", () => {
    const bad = { ...one, publicKey: notOnCurve() };
    expect(run(signedData([bad]))).toEqual(ERROR.InvalidPublicKey);
    const highS = one.signature.with(63, one.signature[63]! | 0x20);
    expect(run(signedData([{ ...bad, signature: highS }]))).toEqual(ERROR.InvalidSignature);
    const messageOutside = signedData([bad]);
    new DataView(messageOutside.buffer).setUint16(2 + 8, 0xfff0, true);
    expect(run(messageOutside)).toEqual(ERROR.InvalidPublicKey);
  });

  test("refuses s at or above the group's order", () => {
    const s = integer(one.signature.subarray(32));
    for (const high of [s + L, L, 2n ** 253n - 1n]) {
      expect(run(signedData([{ ...one, signature: with32(one.signature, 32, le32(high)) }]))).toEqual(
        ERROR.InvalidSignature,
      );
    }
  });

  test("refuses keys and R of small order, canonical or not", () => {
    for (const y of [0n, 1n, P - 1n, P, P + 1n, 2n ** 255n, 2n ** 255n + 1n]) {
      // The equation holds for s = 0 and R = A = the identity.
      const signature = with32(new Uint8Array(64), 0, le32(y));
      expect(run(signedData([{ signature, publicKey: le32(y), message }]))).toEqual(ERROR.InvalidSignature);
      expect(run(signedData([{ ...one, signature: with32(one.signature, 0, le32(y)) }]))).toEqual(
        ERROR.InvalidSignature,
      );
    }
  });

  test("agrees with LiteSVM wherever one bit changes", () => {
    for (const data of withOneBitChanged(signedData([one, signed(key(2))]))) run(data);
  });

  test("agrees with LiteSVM on public keys that are not canonical", () => {
    for (let y = P; y < 2n ** 255n; y++) {
      for (const sign of [0n, 2n ** 255n]) run(signedData([{ ...one, publicKey: le32(y + sign) }]));
    }
  });
});

function at(offset: number) {
  return { offset, instruction: 0xffff };
}

/** The data of one valid record with some places changed. */
function recordsDataLike(changes: Partial<Parameters<typeof recordsData>[0][0]>): Uint8Array {
  const start = 16;
  const record = {
    signature: at(start),
    publicKey: at(start + 64),
    message: { ...at(start + 96), size: message.length },
    ...changes,
  };
  return recordsData([record], Uint8Array.from([...one.signature, ...one.publicKey, ...message]));
}

/** 2 is no y coordinate. */
function notOnCurve(): Uint8Array {
  return le32(2n);
}
