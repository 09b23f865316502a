import { expect, test } from "vitest";
import { parseAccountData } from "../../src/account-decoder/parse-account-data.js";
import { writeJson } from "../../src/base/json.js";
import { VOTE_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import type { VoteState } from "../../src/solana/vote-state/vote-state.js";
import {
  encodeState,
  landed,
  NODE,
  OTHER,
  VOTE_ACCOUNT,
  VOTER,
  voteState,
  WITHDRAWER,
} from "../runtime/builtins/vote-fixtures.js";

const STATE = voteState({
  votes: [landed(7n, 3, 2), landed(9n, 1, 0)],
  rootSlot: 5n,
  voters: [
    [4n, OTHER],
    [2n, VOTER],
  ],
  epochCredits: [{ epoch: 1n, credits: 18_446_744_073_709_551_615n, previousCredits: 0n }],
  lastTimestamp: { slot: 9n, timestamp: -5n },
});

const parse = (data: Uint8Array) => parseAccountData(VOTE_ACCOUNT, VOTE_PROGRAM_ID, data);

function infoText(fields: Record<string, string>): string {
  const info = {
    authorizedVoters: `[{"authorizedVoter":"${addressFromPubkey(VOTER)}","epoch":2},{"authorizedVoter":"${addressFromPubkey(OTHER)}","epoch":4}]`,
    authorizedWithdrawer: `"${addressFromPubkey(WITHDRAWER)}"`,
    blockRevenueCollector: `"${addressFromPubkey(NODE)}"`,
    blockRevenueCommissionBps: "10000",
    blsPubkeyCompressed: "null",
    commission: "10",
    epochCredits: '[{"credits":"18446744073709551615","epoch":1,"previousCredits":"0"}]',
    inflationRewardsCollector: `"${addressFromPubkey(VOTE_ACCOUNT)}"`,
    inflationRewardsCommissionBps: "1000",
    lastTimestamp: '{"slot":9,"timestamp":-5}',
    nodePubkey: `"${addressFromPubkey(NODE)}"`,
    pendingDelegatorRewards: '"0"',
    priorVoters: "[]",
    rootSlot: "5",
    votes: '[{"confirmationCount":3,"latency":2,"slot":7},{"confirmationCount":1,"latency":0,"slot":9}]',
    ...fields,
  };
  const members = Object.entries(info).map(([name, text]) => `"${name}":${text}`);
  return `{"program":"vote","parsed":{"info":{${members.join(",")}},"type":"vote"},"space":3762}`;
}

function paddedText(data: Uint8Array) {
  const account = new Uint8Array(3762);
  account.set(data);
  return writeJson(parse(account) ?? null);
}

test.each([
  ["V4", {}],
  ["V3", {}],
  [
    "V1_14_11",
    { votes: '[{"confirmationCount":3,"latency":0,"slot":7},{"confirmationCount":1,"latency":0,"slot":9}]' },
  ],
] as const)("version %s", (version, fields) => {
  expect(paddedText(encodeState(version, STATE))).toBe(infoText(fields));
});

test("what only version 4 has", () => {
  const state: VoteState = {
    ...STATE,
    rootSlot: undefined,
    blsPubkeyCompressed: new Uint8Array(48).fill(1),
    pendingDelegatorRewards: 77n,
    inflationRewardsCommissionBps: 999,
    blockRevenueCommissionBps: 1,
    inflationRewardsCollector: OTHER,
  };
  expect(paddedText(encodeState("V4", state))).toBe(
    infoText({
      blockRevenueCommissionBps: "1",
      blsPubkeyCompressed: '"38tG9JgrC3GQWvHtm7XnDt4smvAaYqLjyySAcdBw1FmJ9UrJte8XrDcj2L2GWMycc"',
      inflationRewardsCollector: `"${addressFromPubkey(OTHER)}"`,
      inflationRewardsCommissionBps: "999",
      pendingDelegatorRewards: '"77"',
      rootSlot: "null",
    }),
  );
});

test.each([
  [0, 0],
  [1, 1],
  [100, 1],
  [101, 2],
  [25_500, 255],
  [65_535, 255],
])("%d basis points are %d percent", (inflationRewardsCommissionBps, commission) => {
  const account = parse(encodeState("V4", { ...STATE, inflationRewardsCommissionBps }));
  expect(account?.parsed).toMatchObject({ info: { commission } });
});

test.each([
  ["zeros", new Uint8Array(3762)],
  ["bad data", new Uint8Array(4)],
  ["another version", Uint8Array.of(4, 0, 0, 0)],
  ["one that is cut off", encodeState("V4", STATE).subarray(0, -1)],
  ["an old one that is cut off", encodeState("V1_14_11", STATE).subarray(0, -1)],
])("%s", (_name, data) => {
  expect(parse(data)).toBeUndefined();
});
