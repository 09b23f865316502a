import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addSlotHash, type SlotHashes, slotHashPosition } from "../../../src/solana/sysvars/slot-hashes.js";
import {
  addSlot,
  checkSlot,
  newestSlot,
  newSlotHistory,
  oldestSlot,
} from "../../../src/solana/sysvars/slot-history.js";
import { addStakeHistory, type StakeHistory, stakeHistoryAt } from "../../../src/solana/sysvars/stake-history.js";
import { Agave } from "../oracle.js";

describe("slot hashes", () => {
  const hash = (n: number) => new Uint8Array(32).fill(n);
  test("stay sorted, newest first, and at most 512", () => {
    let hashes: SlotHashes = [];
    for (const slot of [5n, 1n, 3n, 3n, 9n]) hashes = addSlotHash(hashes, slot, hash(Number(slot)));
    expect(hashes.map(({ slot }) => slot)).toEqual([9n, 5n, 3n, 1n]);
    hashes = addSlotHash(hashes, 3n, hash(200));
    expect(hashes[2]).toEqual({ slot: 3n, hash: hash(200) });
    for (let slot = 10n; slot < 1000n; slot++) hashes = addSlotHash(hashes, slot, hash(0));
    expect([hashes.length, hashes[0].slot, hashes[511].slot]).toEqual([512, 999n, 488n]);
    expect(addSlotHash(hashes, 1n, hash(1))).toEqual(hashes);
  });
  test("are found", () => {
    const slots = [9n, 5n, 3n, 1n];
    const hashes = slots.map((slot) => ({ slot, hash: hash(1) }));
    for (let slot = 0n; slot < 11n; slot++) expect(slotHashPosition(hashes, slot)).toBe(slots.indexOf(slot));
    expect(slotHashPosition([], 1n)).toBe(-1);
  });
});

test("stake history is kept as Agave keeps it", () => {
  const epochs = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 700n }), fc.bigInt({ min: 0n, max: 9n })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(fc.boolean(), epochs, (long, entries) => {
      const agave = new Agave.StakeHistory();
      let ours: StakeHistory = [];
      const all = long
        ? [...Array.from({ length: 520 }, (_, i): [bigint, bigint] => [BigInt(i + 100), 1n]), ...entries]
        : entries;
      for (const [epoch, effective] of all) {
        agave.add(epoch, new Agave.StakeHistoryEntry(effective, 1n, 2n));
        ours = addStakeHistory(ours, { epoch, effective, activating: 1n, deactivating: 2n });
      }
      for (let epoch = 0n; epoch <= 701n; epoch += 1n) {
        expect(stakeHistoryAt(ours, epoch)?.effective).toBe(agave.get(epoch)?.effective);
      }
    }),
    { numRuns: 15 },
  );
});

const CHECKS = ["Future", "TooOld", "Found", "NotFound"];

test("slot history is kept as Agave keeps it", () => {
  const step = fc.oneof(
    fc.bigInt({ min: 1n, max: 300n }),
    fc.bigInt({ min: 1_048_500n, max: 1_048_700n }),
    fc.bigInt({ min: 2n * 1_048_576n, max: 2n ** 40n }),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 5 }),
      fc.array(fc.bigInt({ min: -2n, max: 1_048_900n }), { minLength: 40 }),
      (steps, probes) => {
        const agave = Agave.SlotHistory.default();
        let ours = newSlotHistory();
        let slot = 0n;
        for (const step of steps) {
          slot += step;
          agave.add(slot);
          ours = addSlot(ours, slot);
        }
        expect(ours.nextSlot).toBe(agave.nextSlot);
        expect([oldestSlot(ours), newestSlot(ours)]).toEqual([agave.oldest(), agave.newest()]);
        expect(ours.bits).toEqual(new BigUint64Array(agave.bits));
        for (const probe of probes) {
          const probed = slot - probe < 0n ? 0n : slot - probe;
          expect(checkSlot(ours, probed)).toBe(CHECKS[agave.check(probed)]);
        }
      },
    ),
    { numRuns: 12 },
  );
});
