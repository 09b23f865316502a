import type { JsonObject } from "../../base/json.js";
import { addressesOf, type Call, instruction, type Parser, variants } from "./call.js";
import { bincodeString, type Fields, i64, omitNull, oneOf, option, pubkey, readU32, struct, u64 } from "./fields.js";
import { accounts, args, optionalAccounts } from "./parts.js";

const authorityType = oneOf(readU32, ["Staker", "Withdrawer"]);
const seed: Fields = { authorityType, authoritySeed: bincodeString, authorityOwner: pubkey };
const lamports = args({ lamports: u64 });
const lockup = (more: Fields) =>
  args({ lockup: struct({ unixTimestamp: omitNull(option(i64)), epoch: omitNull(option(u64)), ...more }) });
const custodian = optionalAccounts("custodian");

/** Agave, transaction-status/src/parse_stake.rs; solana-stake-interface, `StakeInstruction`. */
export const parseStake: Parser = variants(readU32, [
  instruction(
    "initialize",
    accounts("stakeAccount", "rentSysvar"),
    args({
      authorized: struct({ staker: pubkey, withdrawer: pubkey }),
      lockup: struct({ unixTimestamp: i64, epoch: u64, custodian: pubkey }),
    }),
  ),
  instruction(
    "authorize",
    accounts("stakeAccount", "clockSysvar", "authority"),
    custodian,
    args({ newAuthority: pubkey, authorityType }),
  ),
  instruction(
    "delegate",
    accounts(
      "stakeAccount",
      "voteAccount",
      "clockSysvar",
      "stakeHistorySysvar",
      "stakeConfigAccount",
      "stakeAuthority",
    ),
  ),
  instruction("split", accounts("stakeAccount", "newSplitAccount", "stakeAuthority"), lamports),
  instruction(
    "withdraw",
    accounts("stakeAccount", "destination", "clockSysvar", "stakeHistorySysvar", "withdrawAuthority"),
    custodian,
    lamports,
  ),
  instruction("deactivate", accounts("stakeAccount", "clockSysvar", "stakeAuthority")),
  instruction("setLockup", accounts("stakeAccount", "custodian"), lockup({ custodian: omitNull(option(pubkey)) })),
  instruction("merge", accounts("destination", "source", "clockSysvar", "stakeHistorySysvar", "stakeAuthority")),
  instruction(
    "authorizeWithSeed",
    accounts("stakeAccount", "authorityBase"),
    optionalAccounts("clockSysvar"),
    custodian,
    args({ newAuthorized: pubkey, ...seed }),
  ),
  instruction("initializeChecked", accounts("stakeAccount", "rentSysvar", "staker", "withdrawer")),
  instruction(
    "authorizeChecked",
    accounts("stakeAccount", "clockSysvar", "authority", "newAuthority"),
    custodian,
    args({ authorityType }),
  ),
  instruction(
    "authorizeCheckedWithSeed",
    accounts("stakeAccount", "authorityBase", "clockSysvar", "newAuthorized"),
    custodian,
    args(seed),
  ),
  instruction("setLockupChecked", accounts("stakeAccount", "custodian"), lockup({}), newCustodian),
  instruction("getMinimumDelegation"),
  instruction("deactivateDelinquent", accounts("stakeAccount", "voteAccount", "referenceVoteAccount")),
  instruction(
    "redelegate",
    accounts("stakeAccount", "newStakeAccount", "voteAccount", "stakeConfigAccount", "stakeAuthority"),
  ),
  instruction("moveStake", accounts("source", "destination", "stakeAuthority"), lamports),
  instruction("moveLamports", accounts("source", "destination", "stakeAuthority"), lamports),
]);

/** The custodian to be signs, if there is to be one. */
function newCustodian(call: Call): void {
  const [custodian] = addressesOf(call.takeAccounts(Math.min(call.accountsLeft, 1)));
  call.info.lockup = { ...(call.info.lockup as JsonObject), custodian };
}
