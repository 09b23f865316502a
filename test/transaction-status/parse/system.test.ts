import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { ADDRESS, ADDRESS2, bincodeString, expectKnown, KEY, KEY2, U64_MAX, u32, u64 } from "./known.js";

// As in Agave's transaction-status/src/parse_system.rs, mod test.

const seed = "test_seed";
const lamports = 55n;
const space = 128n;

expectKnown(SYSTEM_PROGRAM_ID, "system", [
  {
    type: "createAccount",
    data: [u32(0), u64(lamports), u64(space), KEY],
    accounts: ["source", "newAccount"],
    info: { lamports, space, owner: ADDRESS },
  },
  { type: "assign", data: [u32(1), KEY], accounts: ["account"], info: { owner: ADDRESS } },
  {
    type: "transfer",
    data: [u32(2), u64(U64_MAX)],
    accounts: ["source", "destination"],
    info: { lamports: U64_MAX },
  },
  {
    type: "createAccountWithSeed",
    data: [u32(3), KEY, bincodeString(seed), u64(lamports), u64(space), KEY2],
    accounts: ["source", "newAccount"],
    info: { base: ADDRESS, seed, lamports, space, owner: ADDRESS2 },
  },
  {
    type: "advanceNonce",
    data: [u32(4)],
    accounts: ["nonceAccount", "recentBlockhashesSysvar", "nonceAuthority"],
  },
  {
    type: "withdrawFromNonce",
    data: [u32(5), u64(lamports)],
    accounts: ["nonceAccount", "destination", "recentBlockhashesSysvar", "rentSysvar", "nonceAuthority"],
    info: { lamports },
  },
  {
    type: "initializeNonce",
    data: [u32(6), KEY],
    accounts: ["nonceAccount", "recentBlockhashesSysvar", "rentSysvar"],
    info: { nonceAuthority: ADDRESS },
  },
  {
    type: "authorizeNonce",
    data: [u32(7), KEY],
    accounts: ["nonceAccount", "nonceAuthority"],
    info: { newAuthorized: ADDRESS },
  },
  { type: "allocate", data: [u32(8), u64(space)], accounts: ["account"], info: { space } },
  {
    type: "allocateWithSeed",
    data: [u32(9), KEY, bincodeString(seed), u64(space), KEY2],
    accounts: ["account", "-"],
    info: { base: ADDRESS, seed, space, owner: ADDRESS2 },
  },
  {
    type: "assignWithSeed",
    data: [u32(10), KEY, bincodeString(seed), KEY2],
    accounts: ["account", "-"],
    info: { base: ADDRESS, seed, owner: ADDRESS2 },
  },
  {
    type: "transferWithSeed",
    data: [u32(11), u64(lamports), bincodeString(seed), KEY],
    accounts: ["source", "sourceBase", "destination"],
    info: { lamports, sourceSeed: seed, sourceOwner: ADDRESS },
  },
  { type: "upgradeNonce", data: [u32(12)], accounts: ["nonceAccount"] },
  {
    type: "createAccountAllowPrefund",
    data: [u32(13), u64(lamports), u64(space), KEY],
    accounts: ["newAccount", "source"],
    info: { lamports, space, owner: ADDRESS },
  },
  {
    type: "createAccountAllowPrefund",
    data: [u32(13), u64(0n), u64(space), KEY],
    accounts: ["newAccount"],
    info: { space, owner: ADDRESS },
  },
]);
