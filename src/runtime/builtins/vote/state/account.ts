import { decodeVoteState, isUninitialized } from "../../../../solana/vote-state/decode.js";
import { encodeVoteState } from "../../../../solana/vote-state/encode.js";
import { VOTE_ACCOUNT_BYTES, type VoteState } from "../../../../solana/vote-state/vote-state.js";
import type { BorrowedAccount } from "../../../borrowed-account.js";
import { fail } from "../../../failure.js";

// How instructions reach the state of a vote account (Agave: programs/vote/src/vote_state/{mod,handler}.rs).

/** The state of an initialized account, or why there is none (`get_vote_state_handler_checked`). */
export function readVoteState(account: BorrowedAccount): VoteState | "InvalidAccountData" | "UninitializedAccount" {
  const versioned = decodeVoteState(account.data, account.key);
  if (versioned === undefined || versioned.version === "Uninitialized") return "InvalidAccountData";
  return isUninitialized(versioned) ? "UninitializedAccount" : versioned.state;
}

/** The state of an initialized account. */
export function requireVoteState(account: BorrowedAccount): VoteState {
  const state = readVoteState(account);
  return typeof state === "string" ? fail(state) : state;
}

/** Demands an account of the right length that holds no state yet. */
export function checkUninitialized(account: BorrowedAccount): void {
  if (account.data.length !== VOTE_ACCOUNT_BYTES) fail("InvalidAccountData");
  const versioned = decodeVoteState(account.data, account.key) ?? fail("InvalidAccountData");
  if (!isUninitialized(versioned)) fail("AccountAlreadyInitialized");
}

/** Stores the state as version 4; an account of an older, shorter version grows first (`set_vote_account_state`). */
export function writeVoteState(account: BorrowedAccount, state: VoteState): void {
  if (account.data.length < VOTE_ACCOUNT_BYTES) growAccount(account);
  const data = account.dataMut();
  const bytes = encodeVoteState(state);
  if (bytes.length > data.length) fail("AccountDataTooSmall");
  data.set(bytes);
}

/** Whatever forbids it, the error is the same. */
function growAccount(account: BorrowedAccount): void {
  const allowed = account.isRentExemptAtDataLength(VOTE_ACCOUNT_BYTES) && account.canDataBeResized(VOTE_ACCOUNT_BYTES);
  if (!allowed) fail("AccountNotRentExempt");
  account.setDataLength(VOTE_ACCOUNT_BYTES);
}

/** Leaves nothing but zeros (SIMD-0185). */
export function deinitialize(account: BorrowedAccount): void {
  account.dataMut().fill(0);
}
