import { expect, test } from "vitest";
import { parseAccountData } from "../../src/account-decoder/parse-account-data.js";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { writeJson } from "../../src/base/json.js";
import { U64_MAX } from "../../src/base/u64.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { encodeClock } from "../../src/solana/sysvars/clock.js";
import { encodeEpochRewards } from "../../src/solana/sysvars/epoch-rewards.js";
import { encodeEpochSchedule } from "../../src/solana/sysvars/epoch-schedule.js";
import { encodeFees } from "../../src/solana/sysvars/fees.js";
import { encodeLastRestartSlot } from "../../src/solana/sysvars/last-restart-slot.js";
import { encodeRecentBlockhashes } from "../../src/solana/sysvars/recent-blockhashes.js";
import { encodeRent } from "../../src/solana/sysvars/rent.js";
import { encodeSlotHashes } from "../../src/solana/sysvars/slot-hashes.js";
import { addSlot, encodeSlotHistory, newSlotHistory } from "../../src/solana/sysvars/slot-history.js";
import { encodeStakeHistory } from "../../src/solana/sysvars/stake-history.js";
import { key } from "./token-fixtures.js";

const parse = (id: Pubkey, data: Uint8Array) => parseAccountData(id, ids.SYSVAR_PROGRAM_ID, data);
const HASH = addressFromPubkey(key(1));

/** Agave: account-decoder/src/parse_sysvar.rs, test_parse_sysvars: its values, and ones that no two fields share. */
const SYSVARS: readonly [type: string, id: Pubkey, data: Uint8Array, info: string][] = [
  [
    "clock",
    ids.SYSVAR_CLOCK_ID,
    encodeClock({ slot: 1n, epochStartTimestamp: -2n, epoch: 3n, leaderScheduleEpoch: 4n, unixTimestamp: 5n }),
    '{"epoch":3,"epochStartTimestamp":-2,"leaderScheduleEpoch":4,"slot":1,"unixTimestamp":5}',
  ],
  [
    "epochSchedule",
    ids.SYSVAR_EPOCH_SCHEDULE_ID,
    encodeEpochSchedule({
      slotsPerEpoch: 12n,
      leaderScheduleSlotOffset: 0n,
      warmup: false,
      firstNormalEpoch: 1n,
      firstNormalSlot: 13n,
    }),
    '{"firstNormalEpoch":1,"firstNormalSlot":13,"leaderScheduleSlotOffset":0,"slotsPerEpoch":12,"warmup":false}',
  ],
  [
    "fees",
    ids.SYSVAR_FEES_ID,
    encodeFees({ lamportsPerSignature: 5000n }),
    '{"feeCalculator":{"lamportsPerSignature":"5000"}}',
  ],
  [
    "recentBlockhashes",
    ids.SYSVAR_RECENT_BLOCKHASHES_ID,
    encodeRecentBlockhashes([{ blockhash: key(1), lamportsPerSignature: 10n }]),
    `[{"blockhash":"${HASH}","feeCalculator":{"lamportsPerSignature":"10"}}]`,
  ],
  [
    "rent",
    ids.SYSVAR_RENT_ID,
    encodeRent({ lamportsPerByte: 10n, exemptionThreshold: 1, burnPercent: 50 }),
    '{"lamportsPerByte":"10"}',
  ],
  ["rewards", ids.SYSVAR_REWARDS_ID, new ByteWriter(8).f64(3).finish(), '{"validatorPointValue":3.0}'],
  [
    "slotHashes",
    ids.SYSVAR_SLOT_HASHES_ID,
    encodeSlotHashes([{ slot: 1n, hash: key(1) }]),
    `[{"hash":"${HASH}","slot":1}]`,
  ],
  [
    "slotHistory",
    ids.SYSVAR_SLOT_HISTORY_ID,
    encodeSlotHistory(addSlot(addSlot(newSlotHistory(), 42n), 64n)),
    `{"bits":"1${"0".repeat(41)}1${"0".repeat(21)}1${"0".repeat(1_048_576 - 65)}","nextSlot":65}`,
  ],
  [
    "stakeHistory",
    ids.SYSVAR_STAKE_HISTORY_ID,
    encodeStakeHistory([{ epoch: 1n, effective: 10n, activating: 2n, deactivating: U64_MAX }]),
    `[{"epoch":1,"stakeHistory":{"activating":2,"deactivating":${U64_MAX},"effective":10}}]`,
  ],
  [
    "lastRestartSlot",
    ids.SYSVAR_LAST_RESTART_SLOT_ID,
    encodeLastRestartSlot({ lastRestartSlot: 1282n }),
    '{"lastRestartSlot":1282}',
  ],
  [
    "epochRewards",
    ids.SYSVAR_EPOCH_REWARDS_ID,
    encodeEpochRewards({
      distributionStartingBlockHeight: 42n,
      numPartitions: 7n,
      parentBlockhash: key(1),
      totalPoints: 2n ** 127n,
      totalRewards: 100n,
      distributedRewards: 20n,
      active: true,
    }),
    `{"active":true,"distributedRewards":"20","distributionStartingBlockHeight":42,"numPartitions":7,` +
      `"parentBlockhash":"${HASH}","totalPoints":"${2n ** 127n}","totalRewards":"100"}`,
  ],
];

test.each(SYSVARS)("%s", (type, id, data, info) => {
  expect(writeJson(parse(id, data) ?? null)).toBe(
    `{"program":"sysvar","parsed":{"info":${info},"type":"${type}"},"space":${data.length}}`,
  );
  const padded = new Uint8Array([...data, 0, 0, 0]);
  expect(parse(id, padded)?.parsed).toEqual(parse(id, data)?.parsed);
  expect(parse(id, data.subarray(0, -1))).toBeUndefined();
  expect(parse(key(7), data)).toBeUndefined();
});

test("the bits of slots in the order of the slots", () => {
  const bits = new BigUint64Array(16_384);
  bits[1] = 1n << 63n;
  expect(writeJson(parse(ids.SYSVAR_SLOT_HISTORY_ID, encodeSlotHistory({ bits, nextSlot: 0n })) ?? null)).toContain(
    `"bits":"${"0".repeat(127)}1${"0".repeat(64)}`,
  );
});

test("no history of fewer slots, no point value that is no number", () => {
  expect(
    parse(ids.SYSVAR_SLOT_HISTORY_ID, encodeSlotHistory({ bits: new BigUint64Array(16_383), nextSlot: 1n })),
  ).toBeUndefined();
  expect(writeJson(parse(ids.SYSVAR_REWARDS_ID, new ByteWriter(8).f64(Number.NaN).finish()) ?? null)).toContain(
    '{"validatorPointValue":null}',
  );
});

test.each([
  ["the Instructions sysvar", ids.SYSVAR_INSTRUCTIONS_ID],
  ["the Stake config", ids.STAKE_CONFIG_ID],
])("%s is not parsed", (_name, id) => {
  expect(parse(id, new Uint8Array(100))).toBeUndefined();
});
