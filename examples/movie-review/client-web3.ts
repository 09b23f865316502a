import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import {
  type AccountMeta,
  type PublicKey,
  SYSVAR_RENT_PUBKEY,
  SystemProgram,
  TransactionInstruction,
} from "@solana/web3.js";
import { borshText, derive, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";
import type { MovieReview } from "./client.js";

/** The same with web3.js v1: makes the mint of the program's token. */
export function initializeMint(programId: PublicKey, initializer: PublicKey): TransactionInstruction {
  const keys = [
    writableSigner(initializer),
    writable(derive(programId, "token_mint")),
    readonly(derive(programId, "token_auth")),
    readonly(SystemProgram.programId),
    readonly(TOKEN_PROGRAM_ID),
    readonly(SYSVAR_RENT_PUBKEY),
  ];
  return new TransactionInstruction({ programId, keys, data: Buffer.of(3) });
}

/** Writes a review. */
export function addMovieReview(programId: PublicKey, reviewer: PublicKey, review: MovieReview): TransactionInstruction {
  const pda = derive(programId, reviewer, review.title);
  const keys = [
    writableSigner(reviewer),
    writable(pda),
    writable(derive(programId, pda, "comment")),
    ...rewardAccounts(programId, reviewer),
  ];
  return new TransactionInstruction({ programId, keys, data: reviewData(0, review) });
}

/** Writes another rating and description into a review. */
export function updateMovieReview(
  programId: PublicKey,
  reviewer: PublicKey,
  review: MovieReview,
): TransactionInstruction {
  const pda = derive(programId, reviewer, review.title);
  const keys = [signer(reviewer), writable(pda)];
  return new TransactionInstruction({ programId, keys, data: reviewData(1, review) });
}

/** Writes comment number `count`, the next, on a review. */
export function addComment(
  programId: PublicKey,
  commenter: PublicKey,
  { review, count, comment }: { readonly review: PublicKey; readonly count: bigint; readonly comment: string },
): TransactionInstruction {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(count);
  const keys = [
    writableSigner(commenter),
    readonly(review),
    writable(derive(programId, review, "comment")),
    writable(derive(programId, review, number)),
    ...rewardAccounts(programId, commenter),
  ];
  return new TransactionInstruction({ programId, keys, data: Buffer.concat([Buffer.of(2), borshText(comment)]) });
}

function rewardAccounts(programId: PublicKey, wallet: PublicKey): AccountMeta[] {
  const mint = derive(programId, "token_mint");
  return [
    writable(mint),
    readonly(derive(programId, "token_auth")),
    writable(getAssociatedTokenAddressSync(mint, wallet)),
    readonly(SystemProgram.programId),
    readonly(TOKEN_PROGRAM_ID),
  ];
}

function reviewData(variant: number, { title, rating, description }: MovieReview): Buffer {
  return Buffer.concat([Buffer.of(variant), borshText(title), Buffer.of(rating), borshText(description)]);
}
