// Bytes and JSON that no well-behaved client sends, chosen by a seed.

/** Repeatable random choices (mulberry32). */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed | 0;
  }

  below(limit) {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  oneIn(count) {
    return this.below(count) === 0;
  }

  pick(from) {
    return from[this.below(from.length)];
  }

  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Short most of the time, long now and then. */
  length(longest) {
    return this.below(this.pick([4, 4, 20, 100, longest]) + 1);
  }
}

const KEY = "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T";
const SIGNATURE = "1".repeat(64);
const TEXTS = [KEY, SIGNATURE, "", "\u0000", "__proto__", "constructor", "finalized", "all", "base64", "jsonParsed"];
const NUMBERS = ["0", "-0", "1", "-1", "1.5", "1e309", "18446744073709551615", "18446744073709551616", "9".repeat(400)];

/** The text of some JSON. */
function randomJson(random, depth = 4) {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return random.pick(["null", "true", "false"]);
    case 1:
      return random.pick(NUMBERS);
    case 2:
      return String(random.below(1000));
    case 3:
    case 4:
      return JSON.stringify(random.pick(TEXTS));
    case 5:
      return JSON.stringify(random.bytes(random.length(500)).toString("latin1"));
    case 6:
      return `[${randomList(random, depth)}]`;
    default:
      return `{${randomMembers(random, depth)}}`;
  }
}

function randomList(random, depth) {
  return Array.from({ length: random.below(5) }, () => randomJson(random, depth - 1)).join(",");
}

const MEMBERS = ["commitment", "encoding", "filters", "dataSlice", "offset", "length", "memcmp", "bytes", "dataSize"];
const MORE_MEMBERS = ["mentions", "minContextSlot", "limit", "before", "until", "addresses", "accounts", "__proto__"];

function randomMembers(random, depth) {
  const member = () => `${JSON.stringify(random.pick([...MEMBERS, ...MORE_MEMBERS]))}:${randomJson(random, depth - 1)}`;
  return Array.from({ length: random.below(5) }, member).join(",");
}

/** A call of one of some methods, with whatever parameters; its id is always one that is echoed. */
export function randomCall(random, methods) {
  const params = random.oneIn(8) ? "" : `,"params":${random.oneIn(6) ? randomJson(random) : likelyParams(random)}`;
  return `{"jsonrpc":"2.0","id":${random.below(1000)},"method":${JSON.stringify(random.pick(methods))}${params}}`;
}

function likelyParams(random) {
  const first = random.pick([
    `"${KEY}"`,
    `"${SIGNATURE}"`,
    `["${KEY}"]`,
    '"all"',
    `{"mentions":["${KEY}"]}`,
    randomJson(random),
  ]);
  const count = random.below(4);
  return `[${[first, ...Array.from({ length: 2 }, () => randomJson(random))].slice(0, count).join(",")}]`;
}

/** Text that is JSON, nearly JSON, or a lot of it. */
export function randomText(random, methods) {
  const call = () => randomCall(random, methods);
  switch (random.below(9)) {
    case 0:
      return randomJson(random);
    case 1:
      return `[${Array.from({ length: random.length(300) }, call).join(",")}]`;
    case 2:
      return damaged(random, call());
    case 3:
      return random.pick(["[", '{"a":', "[[{"]).repeat(random.length(10_000));
    case 4:
      return `{"jsonrpc":${randomJson(random, 0)},"id":${randomJson(random, 1)},"method":${randomJson(random, 0)}}`;
    case 5:
      return `[${"[],".repeat(random.length(5_000))}1]`;
    default:
      return call();
  }
}

/** A text of which some characters are others, missing or there twice. */
export function damaged(random, text) {
  const at = random.below(text.length + 1);
  const rest = text.slice(at + random.below(4));
  return text.slice(0, at) + random.pick(["", '"', "\\", "{", "]", ",", "\u0000", "\ud800", text.slice(at)]) + rest;
}
