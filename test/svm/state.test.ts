import v8 from "node:v8";
import vm from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { sha256 } from "../../src/crypto/sha256.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { DEFAULT_RENT } from "../../src/solana/sysvars/rent.js";
import { AccountsStore } from "../../src/svm/accounts-store.js";
import { BlockhashQueue } from "../../src/svm/blockhash-queue.js";
import { GENESIS_BLOCKHASH } from "../../src/svm/genesis.js";
import { createSvm } from "../../src/svm/index.js";
import { StatusCache } from "../../src/svm/status-cache.js";
import { TransactionHistory } from "../../src/svm/transaction-history.js";
import { type Snapshot, UndoJournal } from "../../src/svm/undo-journal.js";
import { Random } from "../helpers/random.js";

v8.setFlagsFromString("--expose-gc");
const collectGarbage: () => void = vm.runInNewContext("gc");

const key = (n: number): Uint8Array => {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, Math.imul(n, 0x9e3779b1));
  new DataView(bytes.buffer).setUint32(8, n);
  return bytes;
};
const account = (lamports: bigint, owner = SYSTEM_PROGRAM_ID) => ({
  lamports,
  data: new Uint8Array(0),
  owner,
  executable: false,
  rentEpoch: 0n,
});

describe("the accounts", () => {
  test("take at most 400 bytes each beside key and data", () => {
    const COUNT = 100_000;
    const store = new AccountsStore(new UndoJournal());
    const used = () => {
      collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = used();
    for (let n = 0; n < COUNT; n++) store.store(key(n), account(BigInt(n + 1) << 33n, key(n % 3)));
    const perAccount = (used() - before) / COUNT;
    expect(store.size).toBe(COUNT);
    expect(perAccount - 32).toBeLessThan(400);
  });

  test("go back at a cost that follows the changes, not the accounts", () => {
    const journal = new UndoJournal();
    const store = new AccountsStore(journal);
    for (let n = 0; n < 50_000; n++) store.set(key(n), account(1n));
    const snapshot = journal.mark();
    const record = vi.spyOn(journal, "record");
    for (let round = 0; round < 1000; round++) store.set(key(round % 10), account(BigInt(round + 2)));
    expect(record).toHaveBeenCalledTimes(10);
    journal.rewind(snapshot);
    for (let n = 0; n < 50_000; n++) expect(store.get(key(n))?.lamports).toBe(1n);
  });

  test("of many owners share the keys of the latest", () => {
    const store = new AccountsStore(new UndoJournal());
    for (let n = 0; n < 100; n++) store.store(key(n), account(1n, key(1000 + (n % 40))));
    for (let n = 0; n < 100; n++) expect(store.get(key(n))?.owner).toEqual(key(1000 + (n % 40)));
    store.store(key(1), account(1n, key(77)));
    store.store(key(2), account(1n, key(77)));
    expect(store.get(key(1))?.owner).toBe(store.get(key(2))?.owner);
  });
});

describe("the results", () => {
  const signature = (n: number) => new Uint8Array(64).fill(n);

  test("are the latest ones, by signature", () => {
    const history = new TransactionHistory<number>(3, new UndoJournal());
    for (let n = 0; n < 20; n++) history.add(signature(n), n);
    expect([16, 17, 18, 19].map((n) => history.get(signature(n)))).toEqual([undefined, 17, 18, 19]);
    history.add(signature(17), 170);
    expect([17, 18, 19].map((n) => history.get(signature(n)))).toEqual([170, 18, 19]);
    history.add(signature(20), 20);
    expect([17, 18, 19, 20].map((n) => history.get(signature(n)))).toEqual([170, undefined, 19, 20]);
    history.setCapacity(1);
    expect([17, 19, 20].map((n) => history.get(signature(n)))).toEqual([undefined, undefined, 20]);
    history.setCapacity(0);
    history.add(signature(21), 21);
    expect([20, 21].map((n) => history.get(signature(n)))).toEqual([undefined, undefined]);
  });

  test("since a snapshot are taken back; what was dropped stays dropped", () => {
    const journal = new UndoJournal();
    const history = new TransactionHistory<number>(4, journal);
    for (let n = 0; n < 4; n++) history.add(signature(n), n);
    const snapshot = journal.mark();
    history.add(signature(4), 4);
    history.add(signature(5), 5);
    journal.rewind(snapshot);
    expect([0, 1, 2, 3, 4, 5].map((n) => history.get(signature(n)))).toEqual([
      undefined,
      undefined,
      2,
      3,
      undefined,
      undefined,
    ]);
    for (let n = 6; n < 20; n++) history.add(signature(n), n);
    journal.rewind(snapshot);
    expect([2, 3, 18, 19].map((n) => history.get(signature(n)))).toEqual([undefined, undefined, undefined, undefined]);
    history.add(signature(30), 30);
    expect(history.get(signature(30))).toBe(30);
  });

  test("are those of a plain list, whatever happens to them", () => {
    const random = new Random(42);
    for (let round = 0; round < 30; round++) {
      const journal = new UndoJournal();
      const history = new TransactionHistory<number>(random.below(200), journal);
      let list: [signature: number, result: number][] = [];
      history.setCapacity(150);
      const cut = () => {
        list = list.slice(-150);
      };
      let snapshot: { readonly mark: Snapshot; added: number } | undefined;
      for (let n = 0; n < 1000; n++) {
        if (snapshot !== undefined && random.oneIn(100)) {
          journal.rewind(snapshot.mark);
          list = list.slice(0, Math.max(list.length - snapshot.added, 0));
          snapshot.added = 0;
        } else if (random.oneIn(100)) {
          snapshot = { mark: journal.mark(), added: 0 };
        } else if (random.oneIn(300)) {
          const kept = random.below(list.length + 1);
          history.keepOldest(kept);
          list = list.slice(0, kept);
          snapshot = undefined;
        } else {
          const one = random.below(100);
          history.add(signature(one), n);
          list.push([one, n]);
          cut();
          if (snapshot !== undefined) snapshot.added++;
        }
        const asked = random.below(100);
        expect(history.get(signature(asked))).toBe(list.findLast(([one]) => one === asked)?.[1]);
      }
      expect(history.results()).toEqual(list.map(([, result]) => result));
    }
  });
});

describe("the blockhashes", () => {
  test("begin with the hash of a word, which is written down", () => {
    expect(GENESIS_BLOCKHASH).toEqual(sha256(new TextEncoder().encode("genesis")));
  });

  test("stay valid for as many newer ones as the queue is told", () => {
    const journal = new UndoJournal();
    const queue = new BlockhashQueue(2, journal);
    for (let n = 1; n <= 4; n++) queue.register(key(n));
    expect([1, 2, 3, 4].map((n) => queue.isValid(key(n)))).toEqual([false, true, true, true]);
    expect([2, 3, 4].map((n) => queue.isValid(key(n), 1))).toEqual([false, true, true]);
    expect(queue.recent(2)).toEqual([key(4), key(3)]);
    const snapshot = journal.mark();
    queue.replaceAll(key(5));
    expect([3, 4, 5].map((n) => queue.isValid(key(n)))).toEqual([false, false, true]);
    journal.rewind(snapshot);
    queue.register(key(6));
    expect([2, 3, 4, 5, 6].map((n) => queue.isValid(key(n)))).toEqual([false, true, true, false, true]);
  });
});

describe("processed messages", () => {
  test("are forgotten after two generations of blockhashes at most, one at least", () => {
    const cache = new StatusCache(10, new UndoJournal());
    cache.add(key(1));
    cache.advance(9);
    cache.add(key(2));
    cache.advance(1);
    expect([1, 2].map((n) => cache.has(key(n)))).toEqual([true, true]);
    cache.advance(9);
    expect([1, 2].map((n) => cache.has(key(n)))).toEqual([true, true]);
    cache.advance(1);
    expect([1, 2].map((n) => cache.has(key(n)))).toEqual([false, false]);
  });

  test("are known from when they were added on", () => {
    const cache = new StatusCache(10, new UndoJournal());
    cache.add(key(1));
    const { count } = cache;
    cache.add(key(2));
    cache.advance(10);
    expect([1, 2, 3].map((n) => cache.has(key(n), count))).toEqual([true, false, false]);
    expect([1, 2, 3].map((n) => cache.has(key(n), cache.count))).toEqual([true, true, false]);
  });

  test("come and go with snapshots, across generations", () => {
    const journal = new UndoJournal();
    const cache = new StatusCache(10, journal);
    cache.add(key(1));
    cache.advance(6);
    const snapshot = journal.mark();
    for (let round = 0; round < 2; round++) {
      cache.add(key(2));
      cache.advance(10);
      cache.add(key(3));
      cache.advance(10);
      expect([1, 2, 3].map((n) => cache.has(key(n)))).toEqual([false, false, true]);
      journal.rewind(snapshot);
      expect([1, 2, 3].map((n) => cache.has(key(n)))).toEqual([true, false, false]);
    }
    cache.advance(4);
    cache.advance(10);
    expect(cache.has(key(1))).toBe(false);
  });
});

describe("snapshots", () => {
  test("are good as long as they lie on the way back, as a list of them all has it", () => {
    const random = new Random(6);
    const journal = new UndoJournal();
    const all: Snapshot[] = [];
    let onTheWay: Snapshot[] = [];
    let [reverted, refused] = [0, 0];
    for (let step = 0; step < 3000; step++) {
      if (all.length === 0 || random.below(3) > 0) {
        const snapshot = journal.mark();
        all.push(snapshot);
        onTheWay.push(snapshot);
        continue;
      }
      const snapshot = all[Math.max(0, all.length - 1 - random.below(12))]!;
      const index = onTheWay.indexOf(snapshot);
      if (index < 0) {
        expect(() => journal.rewind(snapshot)).toThrow(/of another VM, or of a state that was reverted/);
        refused++;
      } else {
        journal.rewind(snapshot);
        onTheWay = onTheWay.slice(0, index + 1);
        reverted++;
      }
    }
    expect(Math.min(reverted, refused)).toBeGreaterThan(100);
  });

  test("cannot be forged", () => {
    const journal = new UndoJournal();
    const snapshot = journal.mark();
    const forgeries = [{ ...snapshot }, Object.create(snapshot), new UndoJournal().mark(), null, 1];
    for (const forgery of forgeries) expect(() => journal.rewind(forgery as Snapshot)).toThrow(CallgateError);
    journal.rewind(snapshot);
  });

  test("bring back what derives from sysvars and blockhashes, time and again", () => {
    const svm = createSvm({ programs: false });
    const state = () => [svm.slot, svm.getSysvar("rent"), svm.bank.sysvars.clock, svm.bank.nextDurableNonce];
    const before = state();
    const snapshot = svm.snapshot();
    for (let i = 0; i < 3; i++) {
      svm.setSysvar("rent", { ...DEFAULT_RENT, lamportsPerByte: 1n });
      svm.warpToSlot(svm.slot + 5n);
      expect(state()).not.toEqual(before);
      svm.revert(snapshot);
      expect(state()).toEqual(before);
    }
  });
});
