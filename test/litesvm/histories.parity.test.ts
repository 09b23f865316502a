import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as ours from "../../src/litesvm/index.js";
import { FEATURES } from "../../src/solana/features.js";
import { anything, bytes, key, RUNS, sameNew, sameSet, u64, u64s } from "./support/arbitraries.js";
import { type Library, plain, same } from "./support/both.js";

const FULL_WORDS = 16_384;

describe("SlotHistory", () => {
  /** A full one whose slots are random. */
  const slots = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 3_000_000n }), fc.bigInt({ min: 0n, max: 40n }), u64), {
    maxLength: 8,
  });
  const queries = fc.array(fc.oneof(fc.bigInt({ min: 0n, max: 3_000_000n }), fc.bigInt({ min: 0n, max: 50n }), u64));

  test("added and checked slots", () => {
    fc.assert(
      fc.property(slots, queries, (added, asked) =>
        same(({ SlotHistory }) => {
          const history = SlotHistory.default();
          for (const slot of added) history.add(slot);
          const checks = asked.map((slot) => history.check(slot));
          return [checks, history.oldest(), history.newest(), history.nextSlot, wordsOf(history.bits)];
        }),
      ),
      { numRuns: 30 },
    );
  });

  test("any arguments", () => {
    const wrong = [anything.filter((value) => !(value instanceof BigUint64Array)), fc.oneof(u64, anything)] as const;
    fc.assert(
      fc.property(fc.tuple(...wrong), (args) => sameNew("SlotHistory", args)),
      RUNS,
    );
    fc.assert(
      fc.property(anything, (slot) => same(({ SlotHistory }) => SlotHistory.default().add(slot as bigint))),
      RUNS,
    );
    fc.assert(
      fc.property(anything, (slot) => same(({ SlotHistory }) => SlotHistory.default().check(slot as bigint))),
      RUNS,
    );
    fc.assert(
      fc.property(fc.oneof(u64, anything), (slot) =>
        same(({ SlotHistory }) => {
          const history = SlotHistory.default();
          history.nextSlot = slot as bigint;
          return [history.nextSlot, history.oldest(), history.newest()];
        }),
      ),
      RUNS,
    );
  });

  test("any words, set and given", () => {
    const words = fc.array(
      u64.filter((word) => word >= 0n && word < 2n ** 64n),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(words, (values) =>
        same(({ SlotHistory }) => {
          const given = BigUint64Array.from(values);
          const history = new SlotHistory(given, BigInt(values.length * 64));
          given[0] = 77n;
          history.bits[0] = 78n;
          const checks = values.map((_, index) => history.check(BigInt(index * 61)));
          const set = SlotHistory.default();
          set.bits = history.bits;
          return [checks, wordsOf(history.bits), wordsOf(set.bits), set.nextSlot];
        }),
      ),
      RUNS,
    );
  });

  test("as text", () => {
    same(({ SlotHistory }) => {
      const history = SlotHistory.default();
      for (const slot of [5n, 64n, 1000n, 1_048_575n]) history.add(slot);
      return history.toString();
    });
  });

  test("bits that are not there", () => {
    const short = new ours.SlotHistory(new BigUint64Array(2), 500n);
    for (const run of [() => short.check(200n), () => short.add(501n), () => short.toString()]) {
      expect(run).toThrow(expect.objectContaining({ code: "slot-history-too-short" }));
    }
    expect(short.check(100n)).toBe(ours.SlotHistoryCheck.NotFound);
    expect(() => new ours.SlotHistory(new BigUint64Array(FULL_WORDS - 1), 5n).add(2n ** 64n - 1n)).toThrow(
      "bit 1048575",
    );
  });
});

/** The words that are not 0, with their indexes. */
function wordsOf(words: BigUint64Array): unknown {
  return [words.length, ...[...words.entries()].filter(([, word]) => word !== 0n)];
}

describe("StakeHistory", () => {
  const make = (library: Library) => new library.StakeHistoryEntry(1n, 2n, 3n);

  test("entries", () => {
    fc.assert(
      fc.property(u64s(3), (args) => sameNew("StakeHistoryEntry", args)),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 4 }), (args) => sameNew("StakeHistoryEntry", args)),
      RUNS,
    );
  });

  test.each(["effective", "activating", "deactivating"] as const)("an entry's %s", (name) => {
    fc.assert(
      fc.property(fc.oneof(u64, anything), (value) => sameSet(make, name, value)),
      RUNS,
    );
  });

  test("added and asked for", () => {
    const epoch = fc.bigInt({ min: 0n, max: 12n });
    const added = fc.array(fc.tuple(epoch, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), { maxLength: 12 });
    fc.assert(
      fc.property(added, (entries) =>
        same(({ StakeHistory, StakeHistoryEntry }) => {
          const history = new StakeHistory();
          for (const [epoch, lamports] of entries) history.add(epoch, new StakeHistoryEntry(lamports, epoch, 1n));
          return Array.from({ length: 16 }, (_, epoch) => history.get(BigInt(epoch)));
        }),
      ),
      RUNS,
    );
  });

  test("more than 512 entries", () => {
    same(({ StakeHistory, StakeHistoryEntry }) => {
      const history = new StakeHistory();
      for (let epoch = 0n; epoch < 515n; epoch++) history.add(epoch, new StakeHistoryEntry(epoch, 0n, 0n));
      return [0n, 2n, 3n, 514n, 515n].map((epoch) => history.get(epoch));
    });
  });

  test("an entry is copied", () => {
    same(({ StakeHistory, StakeHistoryEntry }) => {
      const history = new StakeHistory();
      const entry = new StakeHistoryEntry(1n, 2n, 3n);
      history.add(1n, entry);
      entry.effective = 9n;
      history.get(1n)!.effective = 8n;
      return history.get(1n);
    });
  });

  test("wrong arguments", () => {
    const pair = fc.tuple(fc.oneof(u64, anything), anything);
    fc.assert(
      fc.property(pair, ([epoch, entry]) =>
        same(({ StakeHistory }) => new StakeHistory().add(epoch as bigint, entry as ours.StakeHistoryEntry)),
      ),
      RUNS,
    );
    fc.assert(
      fc.property(anything, (epoch) => same(({ StakeHistory }) => new StakeHistory().get(epoch as bigint))),
      RUNS,
    );
  });
});

describe("ComputeBudget", () => {
  const make = (library: Library) => new library.ComputeBudget();
  const names = Object.entries(Object.getOwnPropertyDescriptors(ours.ComputeBudget.prototype))
    .filter(([, { get }]) => get !== undefined)
    .map(([name]) => name as keyof ours.ComputeBudget);

  test("what it is at first", () => {
    expect(names).toHaveLength(42);
    same(make);
  });

  test.each(names)("%s", (name) => {
    const value = fc.oneof(u64, anything, fc.double());
    fc.assert(
      fc.property(value, (value) => sameSet(make, name, value)),
      { numRuns: 30 },
    );
  });
});

describe("CompiledInstruction", () => {
  test("any arguments", () => {
    const index = fc.oneof(fc.nat(255), fc.constantFrom(256, -1, 2.7, Number.NaN, 2 ** 32 + 9));
    fc.assert(
      fc.property(fc.tuple(index, bytes, bytes), (args) => sameNew("CompiledInstruction", args)),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 4 }), (args) => sameNew("CompiledInstruction", args)),
      RUNS,
    );
  });
});

describe("FeatureSet", () => {
  const known = fc.constantFrom(...FEATURES.map(({ id }) => id));
  const id = fc.oneof(known, key);
  const step = fc.tuple(fc.constantFrom("activate", "deactivate"), id, u64);

  test("activated and deactivated", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 10 }), (all, steps) =>
        same(({ FeatureSet }) => {
          const features = all ? FeatureSet.allEnabled() : new FeatureSet();
          for (const [name, id, slot] of steps) features[name as "activate"](id, slot);
          return [
            features,
            steps.map(([, id]) => [features.isActive(id), features.activatedSlot(id)]),
            sorted(features.getActiveFeatures()),
            sorted(features.getInactiveFeatures()),
            textsOf(features),
          ];
        }),
      ),
      { numRuns: 25 },
    );
  });

  test("ids are 32 bytes", () => {
    const features = new ours.FeatureSet();
    for (const run of [
      () => features.isActive(new Uint8Array(31)),
      () => features.activatedSlot(new Uint8Array(33)),
      () => features.activate(new Uint8Array(0), 5n),
      () => features.deactivate(new Uint8Array(64)),
    ]) {
      expect(run).toThrow(expect.objectContaining({ code: "invalid-pubkey" }));
    }
    expect(() => features.isActive("text" as unknown as Uint8Array)).toThrow(
      expect.objectContaining({ code: "InvalidArg" }),
    );
    same(({ FeatureSet }) => new FeatureSet().activate(new Uint8Array(32), 5 as unknown as bigint));
  });
});

function sorted(ids: readonly Uint8Array[]): unknown {
  return ids.map(plain).sort();
}

/** The text, with what is in braces in order. */
function textsOf(features: ours.FeatureSet): unknown {
  const [, active, inactive, snapshot] = /active: \{(.*?)\}, inactive: \{(.*?)\}, snapshot: (.*)$/.exec(
    String(features),
  )!;
  return [active!.split(", ").sort(), inactive!.split(", ").sort(), snapshot];
}
