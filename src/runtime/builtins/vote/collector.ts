import type { ByteReader } from "../../../base/byte-reader.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { minimumBalance, type Rent } from "../../../solana/sysvars/rent.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InstructionContext } from "../../instruction-context.js";
import { readCommissionKind } from "./instruction-data.js";
import { type Process, requireSigned } from "./invocation.js";
import { requireVoteState, writeVoteState } from "./state/account.js";

/** The account that is to collect commission, borrowed; undefined for the vote account itself, which is borrowed. */
export type NewCollector = BorrowedAccount | undefined;

export function readCollector(
  instruction: InstructionContext,
  voteAccount: BorrowedAccount,
  index: number,
): NewCollector {
  return pubkeyEqual(instruction.keyOfAccount(index), voteAccount.key) ? undefined : instruction.borrow(index);
}

/**
 * The collector's key. Unless it is the vote account it must be the system program's, rent-exempt, and writable, which
 * reserved accounts never are (SIMD-0232; Agave: vote_state/mod.rs, `validate_and_resolve_key`).
 */
export function collectorKey(collector: NewCollector, voteAccount: BorrowedAccount, rent: Rent): Pubkey {
  if (collector === undefined) return voteAccount.key;
  if (!pubkeyEqual(collector.owner, SYSTEM_PROGRAM_ID)) fail("InvalidAccountOwner");
  if (collector.lamports < minimumBalance(rent, collector.data.length)) fail("InsufficientFunds");
  if (!collector.isWritable) fail("InvalidArgument");
  return collector.key;
}

/** Accounts: the vote account, the new collector, the withdrawer, who signs (SIMD-0232). */
export function updateCommissionCollector(fields: ByteReader): Process {
  const kind = readCommissionKind(fields);
  return ({ context, account, signers }) => {
    const { features, sysvars } = context.environment;
    if (!features.customCommissionCollector) fail("InvalidInstructionData");
    const instruction = context.transaction.currentInstruction;
    instruction.checkNumberOfAccounts(3);
    const collector = readCollector(instruction, account, 1);
    const { rent } = sysvars;
    const state = requireVoteState(account);
    requireSigned(signers, state.authorizedWithdrawer);
    const key = collectorKey(collector, account, rent);
    if (kind === "InflationRewards") state.inflationRewardsCollector = key;
    else state.blockRevenueCollector = key;
    writeVoteState(account, state);
    collector?.release();
  };
}
