import { borsh, msg, ProgramError, type Pubkey } from "callgate/program";

/** The program's own errors, by their numbers. */
export const ReviewError = {
  UninitializedAccount: 0,
  InvalidPDA: 1,
  InvalidDataLength: 2,
  InvalidRating: 3,
  IncorrectAccountError: 4,
} as const;

/** Logs what was wrong; one of the program's errors, to throw. */
export function reviewError(name: keyof typeof ReviewError, message: string): ProgramError {
  msg(message);
  return new ProgramError(ReviewError[name], message);
}

/** A review of a movie; [reviewer, title] is its address. */
export const Review = borsh.struct("MovieAccountState", {
  discriminator: borsh.string,
  isInitialized: borsh.bool,
  reviewer: borsh.pubkey,
  rating: borsh.u8,
  title: borsh.string,
  description: borsh.string,
});

/** How many comments a review has; [review, "comment"] is its address. */
export const CommentCounter = borsh.struct("MovieCommentCounter", {
  discriminator: borsh.string,
  isInitialized: borsh.bool,
  counter: borsh.u64,
});

/** A comment on a review; [review, its number as a big-endian u64] is its address. */
export const Comment = borsh.struct("MovieComment", {
  discriminator: borsh.string,
  isInitialized: borsh.bool,
  review: borsh.pubkey,
  commenter: borsh.pubkey,
  comment: borsh.string,
  count: borsh.u64,
});

/** Bytes of every review's account, so that a longer description fits in later. */
export const REVIEW_SPACE = 1000;
export const COUNTER_SPACE = 4 + "counter".length + 1 + 8;
/** A seed has 32 bytes at most, and the title is one. */
export const MAX_TITLE_BYTES = 32;

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function reviewSeeds(reviewer: Pubkey, title: string): Uint8Array[] {
  return [reviewer, utf8(title)];
}

export function counterSeeds(review: Pubkey): Uint8Array[] {
  return [review, utf8("comment")];
}

export function commentSeeds(review: Pubkey, count: bigint): Uint8Array[] {
  return [review, borsh.u64.encode(count).reverse()];
}
