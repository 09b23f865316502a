import v8 from "node:v8";
import vm from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { PubkeyMap } from "../../src/solana/pubkey-map.js";
import { fewPubkeys, pubkey } from "./arbitraries.js";

v8.setFlagsFromString("--expose-gc");
const collectGarbage: () => void = vm.runInNewContext("gc");

const hex = (key: Uint8Array) => Buffer.from(key).toString("hex");

type Step = ["set", Uint8Array, number] | ["delete", Uint8Array] | ["clear"];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(fc.constant("set" as const), fc.oneof(fewPubkeys, pubkey), fc.nat()) },
  { weight: 6, arbitrary: fc.tuple(fc.constant("delete" as const), fewPubkeys) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("clear" as const)) },
);

function expectSame(map: PubkeyMap<number>, model: Map<string, number>): void {
  expect(map.size).toBe(model.size);
  expect(new Map([...map].map(([key, value]) => [hex(key), value]))).toEqual(model);
  expect([...map.keys()].map(hex).sort()).toEqual([...model.keys()].sort());
  expect([...map.values()].sort()).toEqual([...model.values()].sort());
}

test("behaves as a Map of hex strings", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const map = new PubkeyMap<number>();
      const model = new Map<string, number>();
      for (const step of steps) {
        if (step[0] === "set") {
          map.set(step[1], step[2]);
          model.set(hex(step[1]), step[2]);
        } else if (step[0] === "delete") {
          expect(map.delete(step[1])).toBe(model.delete(hex(step[1])));
        } else {
          map.clear();
          model.clear();
        }
        for (let n = 0; n < 8; n++) {
          const key = new Uint8Array(32).fill(n);
          expect(map.get(key)).toBe(model.get(hex(key)));
          expect(map.has(key)).toBe(model.has(hex(key)));
        }
      }
      expectSame(map, model);
    }),
    { numRuns: 300 },
  );
});

test("a clone goes its own way", () => {
  fc.assert(
    fc.property(fc.array(pubkey, { maxLength: 50 }), (keys) => {
      const map = new PubkeyMap<number>();
      const model = new Map<string, number>();
      keys.forEach((key, i) => {
        map.set(key, i);
        model.set(hex(key), i);
      });
      const copy = map.clone();
      for (const key of keys) map.delete(key);
      expect(map.size).toBe(0);
      expectSame(copy, model);
    }),
  );
});

test("does not keep the caller's bytes", () => {
  const map = new PubkeyMap<number>();
  const key = new Uint8Array(32).fill(1);
  map.set(key, 1);
  key[0] = 9;
  expect(map.has(key)).toBe(false);
  expect(map.get(new Uint8Array(32).fill(1))).toBe(1);
});

test("reads keys that are views, unaligned", () => {
  const map = new PubkeyMap<number>();
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => i);
  map.set(bytes.subarray(3, 35), 7);
  expect(map.get(bytes.slice(3, 35))).toBe(7);
});

test.each([[0], [31], [33]])("refuses a key of %i bytes", (length) => {
  const map = new PubkeyMap<number>();
  expect(() => map.get(new Uint8Array(length))).toThrow(CallgateError);
  expect(() => map.set(new Uint8Array(length), 1)).toThrow(CallgateError);
});

/** Keys that a weak hash would pile up: all zeros but one word, or one changing byte. */
test("spreads keys that differ in one place only", () => {
  const map = new PubkeyMap<number>();
  const count = 50_000;
  const start = performance.now();
  for (let word = 0; word < 8; word++) {
    for (let n = 0; n < count / 8; n++) {
      const key = new Uint8Array(32);
      new DataView(key.buffer).setUint32(word * 4, n << 12, true);
      map.set(key, n);
    }
  }
  expect(map.size).toBe(count - 7);
  // Half a second is two hundred times what it takes; a pile would be quadratic.
  expect(performance.now() - start).toBeLessThan(2000);
});

test("takes a million entries with at most 60 bytes each beside the key", () => {
  const count = 1_000_000;
  const key = new Uint8Array(32);
  const view = new DataView(key.buffer);
  const setKey = (n: number) => {
    view.setUint32(4, n * 2654435761, true);
    view.setUint32(28, n, true);
  };
  collectGarbage();
  const before = process.memoryUsage();
  const map = new PubkeyMap<number>();
  for (let n = 0; n < count; n++) {
    setKey(n);
    map.set(key, n);
  }
  collectGarbage();
  const after = process.memoryUsage();
  expect(map.size).toBe(count);
  for (let n = 0; n < count; n += 997) {
    setKey(n);
    expect(map.get(key)).toBe(n);
  }
  const bytes = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  expect(bytes / count - 32).toBeLessThanOrEqual(60);
  expect(bytes / count).toBeGreaterThan(32);
});

test("cutTo takes back what was added last", () => {
  const keys = Array.from({ length: 40 }, (_, i) => new Uint8Array(32).fill(i));
  const map = new PubkeyMap<number>();
  keys.forEach((key, i) => {
    map.set(key, i);
  });
  map.cutTo(25);
  map.cutTo(30);
  expect([...map.values()]).toEqual(Array.from({ length: 25 }, (_, i) => i));
  expect(keys.map((key) => map.has(key))).toEqual(keys.map((_, i) => i < 25));
});
