import type { Random } from "../helpers/random.js";
import { PAYER } from "./world.js";

const boom = (): never => {
  throw new Error("boom");
};

/** Values that no parameter wants, or only at first sight. Made anew at each call: some spoil with use. */
const MAKERS: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => false,
  () => 0,
  () => -0,
  () => 1,
  () => -1,
  () => 0.5,
  () => 2 ** 31,
  () => 2 ** 53,
  () => Number.MAX_SAFE_INTEGER,
  () => 18446744073709552000,
  () => 1e300,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 0n,
  () => 1n,
  () => -1n,
  () => (1n << 64n) - 1n,
  () => 1n << 64n,
  () => 1n << 4000n,
  () => "",
  () => "x",
  () => "0",
  () => "11111111111111111111111111111111",
  () => "1".repeat(100_000),
  () => "clock",
  () => "mainnet",
  () => "litesvm",
  () => "__proto__",
  () => "constructor",
  () => "toString",
  () => "\ud800",
  () => "{}",
  () => "/",
  () => "/nowhere/at-all",
  () => "a\0b",
  () => Symbol("symbol"),
  () => Symbol.iterator,
  () => ({}),
  () => Object.create(null),
  () => [],
  () => [1, 2, 3],
  () => new Array(1000).fill(null),
  () => new Array(2 ** 32 - 1),
  () => ({ length: 2 ** 53 }),
  () => ({ length: -1 }),
  () => ({ length: 32 }),
  () => boom,
  () => () => undefined,
  () => class {},
  () => new Uint8Array(0),
  () => new Uint8Array(31),
  () => new Uint8Array(32),
  () => new Uint8Array(33),
  () => new Uint8Array(64),
  () => PAYER.slice(),
  () => Buffer.from(PAYER),
  () => new Uint8ClampedArray(32),
  () => new Uint16Array(32),
  () => new BigUint64Array(4),
  () => new DataView(new ArrayBuffer(32)),
  () => new ArrayBuffer(32),
  () => new Uint8Array(new SharedArrayBuffer(32)),
  detached,
  resized,
  () => Object.create(Uint8Array.prototype),
  () => Object.create(Uint8Array.prototype, { length: { value: 32 } }),
  () => Object.defineProperty(new Uint8Array(32), "length", { get: boom }),
  () => Object.defineProperty(new Uint8Array(32), "slice", { value: boom }),
  () => new Proxy(new Uint8Array(32), {}),
  () => new Proxy({}, { get: boom }),
  () => new Proxy({}, { has: boom, ownKeys: boom, getOwnPropertyDescriptor: boom, getPrototypeOf: boom }),
  () => new Proxy(boom, { get: boom, apply: boom }),
  () => Proxy.revocable({}, {}).proxy,
  revoked,
  () => new Date(Number.NaN),
  () => /x/,
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => Promise.resolve(1),
  () => new Error("error"),
  () => new WeakMap(),
  () => ({ toString: boom }),
  () => ({ toString: null, valueOf: null }),
  () => ({ [Symbol.toPrimitive]: boom }),
  () => ({ toBytes: boom }),
  () => ({ toBytes: () => undefined }),
  () => ({ toBytes: () => new Uint8Array(31) }),
  () => ({ toBytes: () => PAYER }),
  () => ({ toBytes: () => [...PAYER] }),
  () => ({ toBytes: 5 }),
  () => ({
    get toBytes() {
      return boom();
    },
  }),
  () => ({ toJSON: boom, length: 1 }),
  cyclic,
  deep,
];

function detached(): Uint8Array {
  const bytes = new Uint8Array(32);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

/** Its buffer shrank below it. */
function resized(): Uint8Array {
  const buffer = new (
    ArrayBuffer as unknown as new (
      length: number,
      options: object,
    ) => ArrayBuffer & { resize(n: number): void }
  )(32, { maxByteLength: 64 });
  const bytes = new Uint8Array(buffer, 0, 32);
  buffer.resize(8);
  return bytes;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({ length: 32 }, {});
  revoke();
  return proxy;
}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

function deep(): unknown {
  let value: unknown = [];
  for (let i = 0; i < 20_000; i++) value = [value];
  return value;
}

export function hostileValue(random: Random): unknown {
  return random.pick(MAKERS)();
}

/** Every hostile value once. */
export function hostileValues(): unknown[] {
  return MAKERS.map((make) => make());
}

/** An object like `sound`, with one or two of its fields hostile, missing, or throwing when they are read. */
export function spoiled(random: Random, sound: object): object {
  const spoilt: Record<string, unknown> = { ...sound };
  const names = Object.keys(sound);
  for (let changes = random.below(2); changes >= 0 && names.length > 0; changes--) {
    const name = random.pick(names);
    switch (random.below(5)) {
      case 0:
        delete spoilt[name];
        break;
      case 1:
        Object.defineProperty(spoilt, name, { get: boom, enumerable: true, configurable: true });
        break;
      default:
        Object.defineProperty(spoilt, name, { value: hostileValue(random), enumerable: true, configurable: true });
    }
  }
  return random.oneIn(10) ? new Proxy(spoilt, {}) : spoilt;
}
