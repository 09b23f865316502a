import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallgateError } from "../../../src/base/errors.js";
import {
  epochAndSlotIndex,
  epochOf,
  firstSlotInEpoch,
  leaderScheduleEpoch,
  makeEpochSchedule,
  slotsInEpoch,
} from "../../../src/solana/sysvars/epoch-schedule.js";
import { u64 } from "../arbitraries.js";
import { newAgave } from "../oracle.js";

test("the default is Agave's", () => {
  const agave = newAgave().getEpochSchedule();
  expect(makeEpochSchedule()).toEqual({
    slotsPerEpoch: agave.slotsPerEpoch,
    leaderScheduleSlotOffset: agave.leaderScheduleSlotOffset,
    warmup: agave.warmup,
    firstNormalEpoch: agave.firstNormalEpoch,
    firstNormalSlot: agave.firstNormalSlot,
  });
});

test("mainnet has no warmup", () => {
  const mainnet = makeEpochSchedule(432_000n, 432_000n, false);
  expect(mainnet).toMatchObject({ firstNormalEpoch: 0n, firstNormalSlot: 0n });
  expect(epochAndSlotIndex(mainnet, 447_120_000n)).toEqual([1035n, 0n]);
  expect(epochAndSlotIndex(mainnet, 447_119_999n)).toEqual([1034n, 431_999n]);
  expect(leaderScheduleEpoch(mainnet, 447_120_000n)).toBe(1036n);
});

// The walk of solana-epoch-schedule's own test.
test("epochs follow each other and double until they are normal", () => {
  for (let slotsPerEpoch = 32n; slotsPerEpoch <= 512n; slotsPerEpoch += 7n) {
    const schedule = makeEpochSchedule(slotsPerEpoch, slotsPerEpoch / 2n, true);
    expect([firstSlotInEpoch(schedule, 0n), slotsInEpoch(schedule, 0n)]).toEqual([0n, 32n]);
    let leaders = 0n;
    let epoch = 0n;
    let slots = 32n;
    for (let slot = 0n; slot < 2n * slotsPerEpoch; slot++) {
      const nextLeaders = leaderScheduleEpoch(schedule, slot);
      if (nextLeaders !== leaders) expect(nextLeaders).toBe(++leaders);
      const [nextEpoch, index] = epochAndSlotIndex(schedule, slot);
      if (nextEpoch !== epoch) {
        expect(nextEpoch).toBe(++epoch);
        expect(firstSlotInEpoch(schedule, epoch)).toBe(slot);
        expect(firstSlotInEpoch(schedule, epoch - 1n) + slotsInEpoch(schedule, epoch - 1n)).toBe(slot);
        const nextSlots = slotsInEpoch(schedule, epoch);
        if (nextSlots !== slots && nextSlots !== slotsPerEpoch) expect(nextSlots).toBe(slots * 2n);
        slots = nextSlots;
      }
      expect(index < slots).toBe(true);
    }
    expect(leaders > 0n && epoch > 0n).toBe(true);
    expect(slots).toBe(slotsPerEpoch);
  }
});

describe("any schedule", () => {
  const schedule = fc.record({
    slotsPerEpoch: fc.oneof(u64, fc.constant(0n), fc.bigInt({ min: 1n, max: 100n })),
    leaderScheduleSlotOffset: u64,
    warmup: fc.boolean(),
    firstNormalEpoch: fc.oneof(u64, fc.bigInt({ min: 0n, max: 70n })),
    firstNormalSlot: u64,
  });
  test("gives u64s and never throws", () => {
    fc.assert(
      fc.property(schedule, u64, (schedule, n) => {
        const results = [
          ...epochAndSlotIndex(schedule, n),
          slotsInEpoch(schedule, n),
          leaderScheduleEpoch(schedule, n),
          firstSlotInEpoch(schedule, n),
        ];
        for (const result of results) expect(result).toBe(BigInt.asUintN(64, result));
      }),
      { numRuns: 1000 },
    );
  });
});

test("a schedule at odds with itself warms up through its first normal epoch", () => {
  const schedule = { ...makeEpochSchedule(), firstNormalEpoch: 3n, firstNormalSlot: 1000n };
  expect([2n, 3n, 4n].map((epoch) => firstSlotInEpoch(schedule, epoch))).toEqual([96n, 224n, 433_000n]);
  expect([2n, 3n].map((epoch) => slotsInEpoch(schedule, epoch))).toEqual([128n, 432_000n]);
});

test("a slot lies in its epoch", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 32n, max: 10n ** 6n }),
      fc.boolean(),
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      (slots, warmup, slot) => {
        const schedule = makeEpochSchedule(slots, slots, warmup);
        const [epoch, index] = epochAndSlotIndex(schedule, slot);
        expect(epochOf(schedule, slot)).toBe(epoch);
        expect(firstSlotInEpoch(schedule, epoch) + index).toBe(slot);
        expect(index < slotsInEpoch(schedule, epoch)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

test("epochs have at least 32 slots", () => expect(() => makeEpochSchedule(31n)).toThrow(CallgateError));
