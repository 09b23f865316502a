import type { ByteReader } from "../../../base/byte-reader.js";
import { U64_MAX } from "../../../base/u64.js";
import { minimumBalance, type Rent } from "../../../solana/sysvars/rent.js";
import type { VoteState } from "../../../solana/vote-state/vote-state.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import { type Process, requireSigned } from "./invocation.js";
import { deinitialize, requireVoteState } from "./state/account.js";
import { VOTE_ERRORS } from "./vote-error.js";

/** Accounts: the vote account, the receiver, the withdrawer, who signs. */
export function withdraw(fields: ByteReader): Process {
  const lamports = fields.u64();
  return ({ context, account, signers }) => {
    const instruction = context.transaction.currentInstruction;
    instruction.checkNumberOfAccounts(2);
    const { rent, clock } = context.environment.sysvars;
    const state = requireVoteState(account);
    requireSigned(signers, state.authorizedWithdrawer);
    const remaining = account.lamports - lamports;
    if (remaining < 0n) fail("InsufficientFunds");
    if (remaining === 0n) closeAccount(account, state, clock.epoch);
    else checkRemainder(account, state, remaining, rent);
    account.checkedSubLamports(lamports);
    // Released first: both may be one account.
    account.release();
    const receiver = instruction.borrow(1);
    receiver.checkedAddLamports(lamports);
    receiver.release();
  };
}

/** Only an account that owes nothing and earned no credits for a full epoch may end. */
function closeAccount(account: BorrowedAccount, state: VoteState, epoch: bigint): void {
  if (state.pendingDelegatorRewards > 0n) fail("InsufficientFunds");
  const last = state.epochCredits.at(-1);
  if (last !== undefined && epoch < last.epoch + 2n) fail(VOTE_ERRORS.ActiveVoteAccountClose);
  deinitialize(account);
}

/** What stays must keep the account rent exempt and cover what it owes (SIMD-0123). */
function checkRemainder(account: BorrowedAccount, state: VoteState, remaining: bigint, rent: Rent): void {
  const needed = minimumBalance(rent, account.data.length) + state.pendingDelegatorRewards;
  if (needed > U64_MAX) fail("ArithmeticOverflow");
  if (remaining < needed) fail("InsufficientFunds");
}
