import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as ids from "../../../src/solana/program-ids.js";
import { CLOCK_BYTES, decodeClock, encodeClock } from "../../../src/solana/sysvars/clock.js";
import {
  decodeEpochRewards,
  EPOCH_REWARDS_BYTES,
  encodeEpochRewards,
  NO_EPOCH_REWARDS,
} from "../../../src/solana/sysvars/epoch-rewards.js";
import {
  decodeEpochSchedule,
  EPOCH_SCHEDULE_BYTES,
  encodeEpochSchedule,
  makeEpochSchedule,
} from "../../../src/solana/sysvars/epoch-schedule.js";
import { decodeFees, encodeFees, FEES_BYTES } from "../../../src/solana/sysvars/fees.js";
import {
  decodeLastRestartSlot,
  encodeLastRestartSlot,
  LAST_RESTART_SLOT_BYTES,
} from "../../../src/solana/sysvars/last-restart-slot.js";
import {
  decodeRecentBlockhashes,
  encodeRecentBlockhashes,
  RECENT_BLOCKHASHES_BYTES,
} from "../../../src/solana/sysvars/recent-blockhashes.js";
import { decodeRent, encodeRent, RENT_BYTES } from "../../../src/solana/sysvars/rent.js";
import { decodeSlotHashes, encodeSlotHashes, SLOT_HASHES_BYTES } from "../../../src/solana/sysvars/slot-hashes.js";
import {
  decodeSlotHistory,
  encodeSlotHistory,
  newSlotHistory,
  SLOT_HISTORY_BYTES,
} from "../../../src/solana/sysvars/slot-history.js";
import {
  decodeStakeHistory,
  encodeStakeHistory,
  STAKE_HISTORY_BYTES,
} from "../../../src/solana/sysvars/stake-history.js";
import { i64, pubkey, u64 } from "../arbitraries.js";
import { Agave, newAgave } from "../oracle.js";

interface Codec {
  readonly id: Uint8Array;
  readonly decode: (data: Uint8Array) => unknown;
  readonly encode: (value: never) => Uint8Array;
  readonly value: fc.Arbitrary<unknown>;
  /** Bytes of the sysvar account; what is encoded never takes more. */
  readonly bytes: number;
  readonly fixedSize: boolean;
}

const hash = pubkey;
const codecs: Record<string, Codec> = {
  clock: {
    id: ids.SYSVAR_CLOCK_ID,
    decode: decodeClock,
    encode: encodeClock,
    value: fc.record({ slot: u64, epochStartTimestamp: i64, epoch: u64, leaderScheduleEpoch: u64, unixTimestamp: i64 }),
    bytes: CLOCK_BYTES,
    fixedSize: true,
  },
  rent: {
    id: ids.SYSVAR_RENT_ID,
    decode: decodeRent,
    encode: encodeRent,
    value: fc.record({ lamportsPerByte: u64, exemptionThreshold: fc.double(), burnPercent: fc.nat(255) }),
    bytes: RENT_BYTES,
    fixedSize: true,
  },
  epochSchedule: {
    id: ids.SYSVAR_EPOCH_SCHEDULE_ID,
    decode: decodeEpochSchedule,
    encode: encodeEpochSchedule,
    value: fc.record({
      slotsPerEpoch: u64,
      leaderScheduleSlotOffset: u64,
      warmup: fc.boolean(),
      firstNormalEpoch: u64,
      firstNormalSlot: u64,
    }),
    bytes: EPOCH_SCHEDULE_BYTES,
    fixedSize: true,
  },
  epochRewards: {
    id: ids.SYSVAR_EPOCH_REWARDS_ID,
    decode: decodeEpochRewards,
    encode: encodeEpochRewards,
    value: fc.record({
      distributionStartingBlockHeight: u64,
      numPartitions: u64,
      parentBlockhash: hash,
      totalPoints: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
      totalRewards: u64,
      distributedRewards: u64,
      active: fc.boolean(),
    }),
    bytes: EPOCH_REWARDS_BYTES,
    fixedSize: true,
  },
  lastRestartSlot: {
    id: ids.SYSVAR_LAST_RESTART_SLOT_ID,
    decode: decodeLastRestartSlot,
    encode: encodeLastRestartSlot,
    value: fc.record({ lastRestartSlot: u64 }),
    bytes: LAST_RESTART_SLOT_BYTES,
    fixedSize: true,
  },
  fees: {
    id: ids.SYSVAR_FEES_ID,
    decode: decodeFees,
    encode: encodeFees,
    value: fc.record({ lamportsPerSignature: u64 }),
    bytes: FEES_BYTES,
    fixedSize: true,
  },
  slotHashes: {
    id: ids.SYSVAR_SLOT_HASHES_ID,
    decode: decodeSlotHashes,
    encode: encodeSlotHashes,
    value: fc.array(fc.record({ slot: u64, hash })),
    bytes: SLOT_HASHES_BYTES,
    fixedSize: false,
  },
  stakeHistory: {
    id: ids.SYSVAR_STAKE_HISTORY_ID,
    decode: decodeStakeHistory,
    encode: encodeStakeHistory,
    value: fc.array(fc.record({ epoch: u64, effective: u64, activating: u64, deactivating: u64 })),
    bytes: STAKE_HISTORY_BYTES,
    fixedSize: false,
  },
  recentBlockhashes: {
    id: ids.SYSVAR_RECENT_BLOCKHASHES_ID,
    decode: decodeRecentBlockhashes,
    encode: encodeRecentBlockhashes,
    value: fc.array(fc.record({ blockhash: hash, lamportsPerSignature: u64 }), { maxLength: 150 }),
    bytes: RECENT_BLOCKHASHES_BYTES,
    fixedSize: false,
  },
  slotHistory: {
    id: ids.SYSVAR_SLOT_HISTORY_ID,
    decode: decodeSlotHistory,
    encode: encodeSlotHistory,
    value: fc.record({ bits: fc.bigUint64Array({ maxLength: 20 }), nextSlot: u64 }),
    bytes: SLOT_HISTORY_BYTES,
    fixedSize: false,
  },
};

const agave = newAgave();
// Something other than zeros in each.
agave.setClock(new Agave.Clock(11n, -12n, 13n, 14n, -15n));
agave.setEpochRewards(
  new Agave.EpochRewards(1n, 2n, "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi", 2n ** 100n, 4n, 5n, true),
);
agave.setLastRestartSlot(77n);
const stakes = new Agave.StakeHistory();
for (let epoch = 0n; epoch < 5n; epoch++) stakes.add(epoch, new Agave.StakeHistoryEntry(epoch + 1n, 2n, 3n));
agave.setStakeHistory(stakes);
agave.setSlotHashes([9n, 8n, 3n].map((slot) => ({ slot, hash: "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi" })));

describe.each(Object.entries(codecs))("%s", (name, { id, decode, encode, value, bytes, fixedSize }) => {
  test("reads Agave's account and writes it again", () => {
    const data = new Uint8Array(agave.getAccount(id)?.data() ?? expect.fail("no account"));
    expect(data.length).toBeLessThanOrEqual(bytes);
    const decoded = decode(data) ?? expect.fail("not decoded");
    const encoded = encode(decoded as never);
    expect(data.subarray(0, encoded.length)).toEqual(encoded);
    expect(data.subarray(encoded.length).every((byte) => byte === 0)).toBe(true);
  });
  test("reads back what it writes, whatever follows", () => {
    fc.assert(
      fc.property(value, fc.uint8Array({ maxLength: 3 }), (value, tail) => {
        const encoded = encode(value as never);
        if (fixedSize) expect(encoded.length).toBe(bytes);
        expect(decode(new Uint8Array([...encoded, ...tail]))).toEqual(value);
      }),
    );
  });
  test("refuses data that ends too soon", () => {
    fc.assert(
      fc.property(value, fc.nat(), (value, at) => {
        const encoded = encode(value as never);
        expect(decode(encoded.subarray(0, at % encoded.length))).toBeUndefined();
      }),
    );
  });
  test("never throws", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (data) => void decode(data)));
    expect(decode(new Uint8Array(20).fill(0xff)), name).toSatisfy((v) => v === undefined || fixedSize);
  });
});

test("bools are 0 or 1", () => {
  const schedule = encodeEpochSchedule(makeEpochSchedule());
  schedule[16] = 2;
  expect(decodeEpochSchedule(schedule)).toBeUndefined();
  const rewards = encodeEpochRewards(NO_EPOCH_REWARDS);
  rewards[80] = 2;
  expect(decodeEpochRewards(rewards)).toBeUndefined();
});

test("Agave's values mean the same here", () => {
  const read = (id: Uint8Array) => new Uint8Array(agave.getAccount(id)?.data() ?? []);
  expect(decodeClock(read(ids.SYSVAR_CLOCK_ID))).toEqual({
    slot: 11n,
    epochStartTimestamp: -12n,
    epoch: 13n,
    leaderScheduleEpoch: 14n,
    unixTimestamp: -15n,
  });
  expect(decodeEpochRewards(read(ids.SYSVAR_EPOCH_REWARDS_ID))).toMatchObject({
    distributionStartingBlockHeight: 1n,
    numPartitions: 2n,
    totalPoints: 2n ** 100n,
    totalRewards: 4n,
    distributedRewards: 5n,
    active: true,
  });
  expect(decodeLastRestartSlot(read(ids.SYSVAR_LAST_RESTART_SLOT_ID))).toEqual({ lastRestartSlot: 77n });
  expect(decodeStakeHistory(read(ids.SYSVAR_STAKE_HISTORY_ID))?.[0]).toEqual({
    epoch: 4n,
    effective: 5n,
    activating: 2n,
    deactivating: 3n,
  });
  expect(decodeSlotHashes(read(ids.SYSVAR_SLOT_HASHES_ID))?.map(({ slot }) => slot)).toEqual([9n, 8n, 3n]);
  expect(encodeSlotHistory(newSlotHistory())).toEqual(read(ids.SYSVAR_SLOT_HISTORY_ID));
  expect(encodeSlotHistory(newSlotHistory()).length).toBe(SLOT_HISTORY_BYTES);
});
