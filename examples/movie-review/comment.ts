import {
  type AccountInfo,
  deserializeUnchecked,
  findProgramAddress,
  msg,
  nextAccountInfo,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  serialize,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";
import { mintReward, TOKEN } from "./mint.js";
import { Comment, CommentCounter, commentSeeds, counterSeeds, reviewError } from "./state.js";

/** Writes the next comment on a review, and mints 5 tokens to the commenter. */
export function addComment(
  programId: Pubkey,
  accounts: readonly AccountInfo[],
  { comment }: { readonly comment: string },
): void {
  msg("Adding Comment...");
  msg(`Comment: ${comment}`);

  const iterator = accounts.values();
  const commenter = nextAccountInfo(iterator);
  const pdaReview = nextAccountInfo(iterator);
  const pdaCounter = nextAccountInfo(iterator);
  const pdaComment = nextAccountInfo(iterator);
  const tokenMint = nextAccountInfo(iterator);
  const mintAuth = nextAccountInfo(iterator);
  const userAta = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  const tokenProgram = nextAccountInfo(iterator);

  // The lesson takes any counter and leaves the signature to the System program.
  if (!commenter.isSigner) throw new ProgramError("MissingRequiredSignature");
  requirePda(pdaCounter, counterSeeds(pdaReview.key), programId);
  if (!pubkeyEqual(pdaCounter.owner, programId)) {
    throw reviewError("UninitializedAccount", "Review does not exist");
  }
  const counter = deserializeUnchecked(CommentCounter, pdaCounter.data);

  const count = counter.counter;
  const seeds = commentSeeds(pdaReview.key, count);
  const bump = requirePda(pdaComment, seeds, programId);
  const value = {
    discriminator: "comment",
    isInitialized: true,
    review: pdaReview.key,
    commenter: commenter.key,
    comment,
    count,
  };
  createAccount({
    payer: commenter,
    account: pdaComment,
    systemProgram,
    space: Comment.encode(value).length,
    owner: programId,
    seeds: [...seeds, Uint8Array.of(bump)],
  });
  msg("Created Comment Account");
  serialize(Comment, value, pdaComment.data);
  msg(`Comment Count: ${count}`);
  serialize(CommentCounter, { ...counter, counter: count + 1n }, pdaCounter.data);

  mintReward(programId, { user: commenter, tokenMint, mintAuth, userAta, tokenProgram }, 5n * TOKEN);
}

/** The bump of an address that must be the one that the seeds lead to. */
function requirePda(account: AccountInfo, seeds: Uint8Array[], programId: Pubkey): number {
  const [address, bump] = findProgramAddress(seeds, programId);
  if (pubkeyEqual(address, account.key)) return bump;
  throw reviewError("InvalidPDA", "Invalid seeds for PDA");
}
