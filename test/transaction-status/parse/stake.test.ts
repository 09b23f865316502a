import { STAKE_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { ADDRESS, ADDRESS2, ADDRESSES, bincodeString, expectKnown, KEY, KEY2, none, some, u32, u64 } from "./known.js";

// As in Agave's transaction-status/src/parse_stake.rs, mod test.

const unixTimestamp = 1_234_567_890n;
const epoch = 11n;
const lamports = 55n;
const seed = "test_seed";
const WITHDRAWER = u32(1);

const withCustodian = { hasOptionalAccounts: true };

expectKnown(STAKE_PROGRAM_ID, "stake", [
  {
    type: "initialize",
    data: [u32(0), KEY, KEY2, u64(-1n), u64(epoch), KEY],
    accounts: ["stakeAccount", "rentSysvar"],
    info: {
      authorized: { staker: ADDRESS, withdrawer: ADDRESS2 },
      lockup: { unixTimestamp: -1n, epoch, custodian: ADDRESS },
    },
  },
  {
    type: "authorize",
    data: [u32(1), KEY, u32(0)],
    accounts: ["stakeAccount", "clockSysvar", "authority"],
    info: { newAuthority: ADDRESS, authorityType: "Staker" },
  },
  {
    type: "authorize",
    data: [u32(1), KEY, WITHDRAWER],
    accounts: ["stakeAccount", "clockSysvar", "authority", "custodian"],
    info: { newAuthority: ADDRESS, authorityType: "Withdrawer" },
    ...withCustodian,
  },
  {
    type: "delegate",
    data: [u32(2)],
    accounts: [
      "stakeAccount",
      "voteAccount",
      "clockSysvar",
      "stakeHistorySysvar",
      "stakeConfigAccount",
      "stakeAuthority",
    ],
  },
  {
    type: "split",
    data: [u32(3), u64(lamports)],
    accounts: ["stakeAccount", "newSplitAccount", "stakeAuthority"],
    info: { lamports },
  },
  {
    type: "withdraw",
    data: [u32(4), u64(lamports)],
    accounts: ["stakeAccount", "destination", "clockSysvar", "stakeHistorySysvar", "withdrawAuthority"],
    info: { lamports },
  },
  {
    type: "withdraw",
    data: [u32(4), u64(lamports)],
    accounts: ["stakeAccount", "destination", "clockSysvar", "stakeHistorySysvar", "withdrawAuthority", "custodian"],
    info: { lamports },
    ...withCustodian,
  },
  { type: "deactivate", data: [u32(5)], accounts: ["stakeAccount", "clockSysvar", "stakeAuthority"] },
  {
    type: "setLockup",
    data: [u32(6), some(u64(unixTimestamp)), some(u64(epoch)), some(KEY)],
    accounts: ["stakeAccount", "custodian"],
    info: { lockup: { unixTimestamp, epoch, custodian: ADDRESS } },
  },
  {
    type: "setLockup",
    data: [u32(6), none, some(u64(epoch)), none],
    accounts: ["stakeAccount", "custodian"],
    info: { lockup: { epoch } },
  },
  {
    type: "merge",
    data: [u32(7)],
    accounts: ["destination", "source", "clockSysvar", "stakeHistorySysvar", "stakeAuthority"],
  },
  {
    type: "authorizeWithSeed",
    data: [u32(8), KEY, u32(0), bincodeString(seed), KEY2],
    accounts: ["stakeAccount", "authorityBase"],
    info: { newAuthorized: ADDRESS, authorityType: "Staker", authoritySeed: seed, authorityOwner: ADDRESS2 },
  },
  {
    type: "authorizeWithSeed",
    data: [u32(8), KEY, WITHDRAWER, bincodeString(seed), KEY2],
    accounts: ["stakeAccount", "authorityBase", "clockSysvar", "custodian"],
    info: { newAuthorized: ADDRESS, authorityType: "Withdrawer", authoritySeed: seed, authorityOwner: ADDRESS2 },
    ...withCustodian,
  },
  {
    type: "initializeChecked",
    data: [u32(9)],
    accounts: ["stakeAccount", "rentSysvar", "staker", "withdrawer"],
  },
  {
    type: "authorizeChecked",
    data: [u32(10), WITHDRAWER],
    accounts: ["stakeAccount", "clockSysvar", "authority", "newAuthority"],
    info: { authorityType: "Withdrawer" },
  },
  {
    type: "authorizeChecked",
    data: [u32(10), u32(0)],
    accounts: ["stakeAccount", "clockSysvar", "authority", "newAuthority", "custodian"],
    info: { authorityType: "Staker" },
    ...withCustodian,
  },
  {
    type: "authorizeCheckedWithSeed",
    data: [u32(11), u32(0), bincodeString(seed), KEY2],
    accounts: ["stakeAccount", "authorityBase", "clockSysvar", "newAuthorized"],
    info: { authorityType: "Staker", authoritySeed: seed, authorityOwner: ADDRESS2 },
  },
  {
    type: "authorizeCheckedWithSeed",
    data: [u32(11), u32(0), bincodeString(""), KEY2],
    accounts: ["stakeAccount", "authorityBase", "clockSysvar", "newAuthorized", "custodian"],
    info: { authorityType: "Staker", authoritySeed: "", authorityOwner: ADDRESS2 },
    ...withCustodian,
  },
  {
    type: "setLockupChecked",
    data: [u32(12), some(u64(unixTimestamp)), none],
    accounts: ["stakeAccount", "custodian"],
    info: { lockup: { unixTimestamp } },
  },
  {
    type: "setLockupChecked",
    data: [u32(12), none, none],
    accounts: ["stakeAccount", "custodian", "-"],
    info: { lockup: { custodian: ADDRESSES[2] } },
    ...withCustodian,
  },
  { type: "getMinimumDelegation", data: [u32(13)], accounts: [] },
  {
    type: "deactivateDelinquent",
    data: [u32(14)],
    accounts: ["stakeAccount", "voteAccount", "referenceVoteAccount"],
  },
  {
    type: "redelegate",
    data: [u32(15)],
    accounts: ["stakeAccount", "newStakeAccount", "voteAccount", "stakeConfigAccount", "stakeAuthority"],
  },
  {
    type: "moveStake",
    data: [u32(16), u64(lamports)],
    accounts: ["source", "destination", "stakeAuthority"],
    info: { lamports },
  },
  {
    type: "moveLamports",
    data: [u32(17), u64(lamports)],
    accounts: ["source", "destination", "stakeAuthority"],
    info: { lamports },
  },
]);
