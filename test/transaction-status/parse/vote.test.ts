import { VOTE_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  ADDRESS,
  ADDRESS2,
  bincodeString,
  expectKnown,
  KEY,
  KEY2,
  none,
  some,
  U64_MAX,
  u8,
  u16,
  u32,
  u64,
} from "./known.js";

// As in Agave's transaction-status/src/parse_vote.rs, mod test.

const seed = "test_seed";
const blsPubkey = Uint8Array.from({ length: 48 }, (_, i) => i);
const blsProof = Uint8Array.from({ length: 96 }, (_, i) => 255 - i);
const timestamp = 1_600_000_000n;

const voting = ["voteAccount", "voteAuthority"];
const votingWithSysvars = ["voteAccount", "slotHashesSysvar", "clockSysvar", "voteAuthority"];

const vote = [u64(2n), u64(2n), u64(4n), KEY, none];
const shownVote = { slots: [2n, 4n], hash: ADDRESS, timestamp: null };

/** Two lockouts, no root. */
const update = [u64(2n), u64(5n), u32(3), u64(9n), u32(1), none, KEY, some(u64(timestamp))];
const compactUpdate = [u64(U64_MAX), u8(2), u8(5), u8(3), u8(4), u8(1), KEY, some(u64(timestamp))];
const shownUpdate = {
  lockouts: [
    { slot: 5n, confirmation_count: 3 },
    { slot: 9n, confirmation_count: 1 },
  ],
  root: null,
  hash: ADDRESS,
  timestamp,
};

/** Root 1000; a distance that takes two bytes. */
const tower = [u64(1000n), u8(1), Uint8Array.of(0xac, 0x02), u8(31), KEY, none, KEY2];
const shownTower = {
  lockouts: [{ slot: 1300n, confirmation_count: 31 }],
  root: 1000n,
  hash: ADDRESS,
  timestamp: null,
  blockId: ADDRESS2,
};

expectKnown(VOTE_PROGRAM_ID, "vote", [
  {
    type: "initialize",
    data: [u32(0), KEY, KEY, KEY2, u8(10)],
    accounts: ["voteAccount", "rentSysvar", "clockSysvar", "node"],
    info: { authorizedVoter: ADDRESS, authorizedWithdrawer: ADDRESS2, commission: 10 },
  },
  {
    type: "authorize",
    data: [u32(1), KEY, u32(0)],
    accounts: ["voteAccount", "clockSysvar", "authority"],
    info: { newAuthority: ADDRESS, authorityType: "Voter" },
  },
  {
    type: "authorize",
    data: [u32(1), KEY, u32(2), blsPubkey, blsProof],
    accounts: ["voteAccount", "clockSysvar", "authority"],
    info: {
      newAuthority: ADDRESS,
      authorityType: { VoterWithBLS: { bls_proof_of_possession: [...blsProof], bls_pubkey: [...blsPubkey] } },
    },
  },
  { type: "vote", data: [u32(2), ...vote], accounts: votingWithSysvars, info: { vote: shownVote } },
  {
    type: "withdraw",
    data: [u32(3), u64(100n)],
    accounts: ["voteAccount", "destination", "withdrawAuthority"],
    info: { lamports: 100n },
  },
  {
    type: "updateValidatorIdentity",
    data: [u32(4)],
    accounts: ["voteAccount", "newValidatorIdentity", "withdrawAuthority"],
  },
  {
    type: "updateCommission",
    data: [u32(5), u8(42)],
    accounts: ["voteAccount", "withdrawAuthority"],
    info: { commission: 42 },
  },
  {
    type: "voteSwitch",
    data: [u32(6), ...vote, KEY2],
    accounts: votingWithSysvars,
    info: { vote: shownVote, hash: ADDRESS2 },
  },
  {
    type: "authorizeChecked",
    data: [u32(7), u32(1)],
    accounts: ["voteAccount", "clockSysvar", "authority", "newAuthority"],
    info: { authorityType: "Withdrawer" },
  },
  { type: "updatevotestate", data: [u32(8), ...update], accounts: voting, info: { voteStateUpdate: shownUpdate } },
  {
    type: "updatevotestateswitch",
    data: [u32(9), ...update, KEY2],
    accounts: voting,
    info: { voteStateUpdate: shownUpdate, hash: ADDRESS2 },
  },
  {
    type: "authorizeWithSeed",
    data: [u32(10), u32(0), KEY, bincodeString(seed), KEY2],
    accounts: ["voteAccount", "clockSysvar", "authorityBaseKey"],
    info: { authorityType: "Voter", authorityOwner: ADDRESS, authoritySeed: seed, newAuthority: ADDRESS2 },
  },
  {
    type: "authorizeCheckedWithSeed",
    data: [u32(11), u32(1), KEY, bincodeString(seed)],
    accounts: ["voteAccount", "clockSysvar", "authorityBaseKey", "newAuthority"],
    info: { authorityType: "Withdrawer", authorityOwner: ADDRESS, authoritySeed: seed },
  },
  {
    type: "compactupdatevotestate",
    data: [u32(12), ...compactUpdate],
    accounts: voting,
    info: { voteStateUpdate: shownUpdate },
  },
  {
    type: "compactupdatevotestateswitch",
    data: [u32(13), ...compactUpdate, KEY2],
    accounts: voting,
    info: { voteStateUpdate: shownUpdate, hash: ADDRESS2 },
  },
  { type: "towersync", data: [u32(14), ...tower], accounts: voting, info: { towerSync: shownTower } },
  {
    type: "towersyncswitch",
    data: [u32(15), ...tower, KEY2],
    accounts: voting,
    info: { towerSync: shownTower, hash: ADDRESS2 },
  },
  {
    type: "initializeV2",
    data: [u32(16), KEY, KEY, blsPubkey, blsProof, KEY2, u16(500), u16(10_000)],
    accounts: ["voteAccount", "node", "inflationRewardsCollector", "blockRevenueCollector"],
    info: {
      authorizedVoter: ADDRESS,
      authorizedVoterBlsPubkey: Buffer.from(blsPubkey).toString("base64"),
      authorizedVoterBlsProofOfPossession: Buffer.from(blsProof).toString("base64"),
      authorizedWithdrawer: ADDRESS2,
      inflationRewardsCommissionBps: 500,
      blockRevenueCommissionBps: 10_000,
    },
  },
  {
    type: "updateCommissionCollector",
    data: [u32(17), u32(0)],
    accounts: ["voteAccount", "newCollector", "withdrawAuthority"],
    info: { commissionKind: "InflationRewards" },
  },
  {
    type: "updateCommissionBps",
    data: [u32(18), u16(1234), u32(1)],
    accounts: ["voteAccount", "withdrawAuthority"],
    info: { commissionBps: 1234, commissionKind: "BlockRevenue" },
  },
  {
    type: "depositDelegatorRewards",
    data: [u32(19), u64(7n)],
    accounts: ["voteAccount", "source"],
    info: { deposit: 7n },
  },
]);
