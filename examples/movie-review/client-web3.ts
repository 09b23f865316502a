import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import {
  type AccountMeta,
  PublicKey,
  SYSVAR_RENT_PUBKEY,
  SystemProgram,
  TransactionInstruction,
} from "@solana/web3.js";
import type { MovieReview } from "./client.js";

/** The same with web3.js v1: makes the mint of the program's token. */
export function initializeMint(programId: PublicKey, initializer: PublicKey): TransactionInstruction {
  const keys = [
    user(initializer),
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
  const pda = derive(programId, reviewer.toBytes(), review.title);
  const keys = [
    user(reviewer),
    writable(pda),
    writable(derive(programId, pda.toBytes(), "comment")),
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
  const pda = derive(programId, reviewer.toBytes(), review.title);
  const keys = [{ pubkey: reviewer, isSigner: true, isWritable: false }, writable(pda)];
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
    user(commenter),
    readonly(review),
    writable(derive(programId, review.toBytes(), "comment")),
    writable(derive(programId, review.toBytes(), number)),
    ...rewardAccounts(programId, commenter),
  ];
  return new TransactionInstruction({ programId, keys, data: Buffer.concat([Buffer.of(2), text(comment)]) });
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
  return Buffer.concat([Buffer.of(variant), text(title), Buffer.of(rating), text(description)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function derive(programId: PublicKey, ...seeds: readonly (string | Uint8Array)[]): PublicKey {
  return PublicKey.findProgramAddressSync(
    seeds.map((seed) => Buffer.from(seed)),
    programId,
  )[0];
}

function user(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: true, isWritable: true };
}

function writable(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: true };
}

function readonly(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: false };
}
