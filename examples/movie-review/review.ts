import {
  type AccountInfo,
  addressOf,
  deserializeUnchecked,
  findProgramAddress,
  msg,
  nextAccountInfo,
  ProgramError,
  type Pubkey,
  pubkeyEqual,
  serialize,
  type ValueOf,
} from "callgate/program";
import { createAccount } from "../support/create-account.js";
import { mintReward, TOKEN } from "./mint.js";
import {
  COUNTER_SPACE,
  CommentCounter,
  counterSeeds,
  MAX_TITLE_BYTES,
  REVIEW_SPACE,
  Review,
  reviewError,
  reviewSeeds,
  utf8,
} from "./state.js";

interface ReviewPayload {
  readonly title: string;
  readonly rating: number;
  readonly description: string;
}

/** Writes a review at [reviewer, title], begins its count of comments, and mints 10 tokens to the reviewer. */
export function addMovieReview(programId: Pubkey, accounts: readonly AccountInfo[], payload: ReviewPayload): void {
  const { title, rating, description } = payload;
  msg("Adding movie review...");
  msg(`Title: ${title}`);
  msg(`Rating: ${rating}`);
  msg(`Description: ${description}`);

  const iterator = accounts.values();
  const initializer = nextAccountInfo(iterator);
  const pdaAccount = nextAccountInfo(iterator);
  const pdaCounter = nextAccountInfo(iterator);
  const tokenMint = nextAccountInfo(iterator);
  const mintAuth = nextAccountInfo(iterator);
  const userAta = nextAccountInfo(iterator);
  const systemProgram = nextAccountInfo(iterator);
  const tokenProgram = nextAccountInfo(iterator);
  requireSigner(initializer);

  if (utf8(title).length > MAX_TITLE_BYTES) throw reviewError("InvalidDataLength", "Title is longer than 32 bytes");
  const seeds = reviewSeeds(initializer.key, title);
  const [pda, bump] = findProgramAddress(seeds, programId);
  if (!pubkeyEqual(pda, pdaAccount.key)) {
    msg("Invalid seeds for PDA");
    throw new ProgramError("InvalidArgument");
  }
  if (rating > 5 || rating < 1) throw reviewError("InvalidRating", "Rating cannot be higher than 5");
  const review = {
    discriminator: "review",
    isInitialized: true,
    reviewer: initializer.key,
    rating,
    title,
    description,
  };
  requireRoom(review);

  const common = { payer: initializer, systemProgram, owner: programId };
  createAccount({ ...common, account: pdaAccount, space: REVIEW_SPACE, seeds: [...seeds, Uint8Array.of(bump)] });
  msg(`PDA created: ${addressOf(pda)}`);
  msg("serializing account");
  serialize(Review, review, pdaAccount.data);
  msg("state account serialized");

  msg("create comment counter");
  const [counter, counterBump] = findProgramAddress(counterSeeds(pda), programId);
  if (!pubkeyEqual(counter, pdaCounter.key)) {
    msg("Invalid seeds for PDA");
    throw new ProgramError("InvalidArgument");
  }
  const counterSigner = [...counterSeeds(pda), Uint8Array.of(counterBump)];
  createAccount({ ...common, account: pdaCounter, space: COUNTER_SPACE, seeds: counterSigner });
  msg("comment counter created");
  msg("comment count: 0");
  serialize(CommentCounter, { discriminator: "counter", isInitialized: true, counter: 0n }, pdaCounter.data);

  mintReward(programId, { user: initializer, tokenMint, mintAuth, userAta, tokenProgram }, 10n * TOKEN);
}

/** Writes another rating and description into a review; its title is part of its address and stays. */
export function updateMovieReview(programId: Pubkey, accounts: readonly AccountInfo[], payload: ReviewPayload): void {
  const { rating, description } = payload;
  msg("Updating movie review...");

  const iterator = accounts.values();
  const initializer = nextAccountInfo(iterator);
  const pdaAccount = nextAccountInfo(iterator);
  if (!pubkeyEqual(pdaAccount.owner, programId)) throw new ProgramError("IllegalOwner");
  requireSigner(initializer);

  msg("unpacking state account");
  const review = deserializeUnchecked(Review, pdaAccount.data);
  msg(`review title: ${review.title}`);
  if (!isAddressOf(review, initializer, pdaAccount, programId))
    throw reviewError("InvalidPDA", "Invalid seeds for PDA");
  if (rating > 5 || rating < 1) throw reviewError("InvalidRating", "Invalid Rating");
  const updated = { ...review, rating, description };
  requireRoom(updated);

  tell("before", review);
  tell("after", updated);
  msg("serializing account");
  serialize(Review, updated, pdaAccount.data);
  msg("state account serialized");
}

/** Whether it is a review, not another account of the program, and lies where its reviewer and title lead. */
function isAddressOf(
  { discriminator, title }: ValueOf<typeof Review>,
  reviewer: AccountInfo,
  account: AccountInfo,
  programId: Pubkey,
): boolean {
  if (discriminator !== "review") return false;
  const [pda] = findProgramAddress(reviewSeeds(reviewer.key, title), programId);
  return pubkeyEqual(pda, account.key);
}

function requireSigner(user: AccountInfo): void {
  if (user.isSigner) return;
  msg("Missing required signature");
  throw new ProgramError("MissingRequiredSignature");
}

function requireRoom(review: ValueOf<typeof Review>): void {
  if (Review.encode(review).length <= REVIEW_SPACE) return;
  throw reviewError("InvalidDataLength", "Data length is larger than 1000 bytes");
}

function tell(when: string, { title, rating, description }: ValueOf<typeof Review>): void {
  msg(`Review ${when} update:`);
  msg(`Title: ${title}`);
  msg(`Rating: ${rating}`);
  msg(`Description: ${description}`);
}
