import { VOTE_PROGRAM_ID } from "./program-ids.js";
import { pubkeyEqual } from "./pubkey.js";
import type { Transaction } from "./transaction.js";

/**
 * Whether a transaction is a vote and nothing else: legacy, one or two signatures, one instruction (solana-transaction,
 * `is_simple_vote_transaction_impl`).
 */
export function isSimpleVoteTransaction({ signatures, message }: Transaction): boolean {
  if (signatures.length > 2 || message.version !== "legacy" || message.instructions.length !== 1) return false;
  const programId = message.accountKeys[message.instructions[0]!.programIdIndex];
  return programId !== undefined && pubkeyEqual(programId, VOTE_PROGRAM_ID);
}
