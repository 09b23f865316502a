import { type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";

/** What every vote instruction runs on. */
export interface VoteInvocation {
  readonly context: InvokeContext;
  /** The vote account, borrowed; instructions that borrow it anew release it. */
  readonly account: BorrowedAccount;
  /** The keys of all accounts that sign the instruction. */
  readonly signers: readonly Pubkey[];
}

/** Carries out an instruction whose fields were read before. */
export type Process = (invocation: VoteInvocation) => void;

export function hasSigned(signers: readonly Pubkey[], authority: Pubkey): boolean {
  return signers.some((signer) => pubkeyEqual(signer, authority));
}

/** Agave: vote_state/mod.rs, `verify_authorized_signer`. */
export function requireSigned(signers: readonly Pubkey[], authority: Pubkey): void {
  if (!hasSigned(signers, authority)) fail("MissingRequiredSignature");
}
