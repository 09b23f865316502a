import type { ByteReader } from "../../../base/byte-reader.js";
import { U64_MAX } from "../../../base/u64.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import type { Clock } from "../../../solana/sysvars/clock.js";
import type { VoteState } from "../../../solana/vote-state/vote-state.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { clockWithAccountCheck } from "../../sysvar-cache.js";
import { deriveAddress } from "../system/address.js";
import {
  type DerivedAuthority,
  readDerivedAuthority,
  readPubkey,
  readVoteAuthorize,
  type VoteAuthorize,
} from "./instruction-data.js";
import { hasSigned, type Process, requireSigned, type VoteInvocation } from "./invocation.js";
import { verifyProofOfPossession } from "./proof-of-possession.js";
import { requireVoteState, writeVoteState } from "./state/account.js";
import { getAndUpdateAuthorizedVoter } from "./state/authorized-voter.js";
import { VOTE_ERRORS } from "./vote-error.js";

/** Accounts: the vote account, the clock sysvar, the present authority, who signs. */
export function authorize(fields: ByteReader): Process {
  const newAuthority = readPubkey(fields);
  const kind = readVoteAuthorize(fields);
  return ({ context, account, signers }) => {
    const clock = clockWithAccountCheck(context, 1);
    replaceAuthority(context, account, newAuthority, kind, signers, clock);
  };
}

/** Accounts: the vote account, the clock sysvar, the present authority, the new one; both sign. */
export function authorizeChecked(fields: ByteReader): Process {
  const kind = readVoteAuthorize(fields);
  return ({ context, account, signers }) => {
    const newAuthority = signingAuthority(context);
    const clock = clockWithAccountCheck(context, 1);
    replaceAuthority(context, account, newAuthority, kind, signers, clock);
  };
}

/** Accounts: the vote account, the clock sysvar, the base of the present authority, who signs. */
export function authorizeWithSeed(fields: ByteReader): Process {
  const derived = readDerivedAuthority(fields);
  const newAuthority = readPubkey(fields);
  return (invocation) => {
    invocation.context.transaction.currentInstruction.checkNumberOfAccounts(3);
    replaceDerivedAuthority(invocation, derived, newAuthority);
  };
}

/** Accounts: the vote account, the clock sysvar, the base of the present authority, the new one; both sign. */
export function authorizeCheckedWithSeed(fields: ByteReader): Process {
  const derived = readDerivedAuthority(fields);
  return (invocation) => replaceDerivedAuthority(invocation, derived, signingAuthority(invocation.context));
}

/** The fourth account, which signs. */
function signingAuthority(context: InvokeContext): Pubkey {
  const instruction = context.transaction.currentInstruction;
  instruction.checkNumberOfAccounts(4);
  const authority = instruction.keyOfAccount(3);
  if (!instruction.isSigner(3)) fail("MissingRequiredSignature");
  return authority;
}

/** The base signs for the derived key, and nobody else counts. */
function replaceDerivedAuthority(
  { context, account }: VoteInvocation,
  { authorize: kind, owner, seed }: DerivedAuthority,
  newAuthority: Pubkey,
): void {
  const instruction = context.transaction.currentInstruction;
  const clock = clockWithAccountCheck(context, 1);
  const signers = instruction.isSigner(2) ? [deriveAddress({ base: instruction.keyOfAccount(2), seed, owner })] : [];
  replaceAuthority(context, account, newAuthority, kind, signers, clock);
}

/** Agave: vote_state/mod.rs, `authorize`. */
function replaceAuthority(
  context: InvokeContext,
  account: BorrowedAccount,
  newAuthority: Pubkey,
  authorize: VoteAuthorize,
  signers: readonly Pubkey[],
  clock: Clock,
): void {
  const blsEnabled = context.environment.features.blsPubkeyManagementInVoteAccount;
  const state = requireVoteState(account);
  if (authorize.kind === "Withdrawer") {
    requireSigned(signers, state.authorizedWithdrawer);
    state.authorizedWithdrawer = newAuthority;
  } else if (authorize.kind === "Voter") {
    // A voter with a BLS key hands over to one with a BLS key (SIMD-0387).
    if (blsEnabled && state.blsPubkeyCompressed !== undefined) fail("InvalidInstructionData");
    setNewAuthorizedVoter(state, newAuthority, signers, clock);
  } else {
    if (!blsEnabled) fail("InvalidInstructionData");
    verifyProofOfPossession(context, account.key, authorize.bls);
    setNewAuthorizedVoter(state, newAuthority, signers, clock);
    state.blsPubkeyCompressed = authorize.bls.blsPubkey;
  }
  writeVoteState(account, state);
}

/** From the first epoch whose leaders are not known yet; the withdrawer or the voter of this epoch must have signed. */
function setNewAuthorizedVoter(state: VoteState, newVoter: Pubkey, signers: readonly Pubkey[], clock: Clock): void {
  if (clock.leaderScheduleEpoch === U64_MAX) fail("InvalidAccountData");
  const targetEpoch = clock.leaderScheduleEpoch + 1n;
  const voter = getAndUpdateAuthorizedVoter(state, clock.epoch);
  if (!hasSigned(signers, state.authorizedWithdrawer)) requireSigned(signers, voter);
  if (state.authorizedVoters.contains(targetEpoch)) fail(VOTE_ERRORS.TooSoonToReauthorize);
  state.authorizedVoters.insert(targetEpoch, newVoter);
}
