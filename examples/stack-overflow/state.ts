import { accountType, borsh, errorCodes } from "callgate/program";

/** Bytes of a question's or an answer's text. */
export const MAX_TEXT_BYTES = 280;
/** What answers bring to their authors' rating. */
export const RATING_PER_VOTE = 1n;
export const RATING_PER_ACCEPTED_ANSWER = 15n;
/** Tokens for an accepted answer, in their smallest units: 10. */
export const REWARD = 10_000_000_000n;

/** Somebody who asks and answers; ["profile", authority] is its address. */
export const Profile = accountType("Profile", { authority: borsh.pubkey, questions: borsh.u64, rating: borsh.u64 });
export const PROFILE_SPACE = 8 + 32 + 8 + 8;

/** A question, and the answer that its author accepted; ["question", authority, its number] is its address. */
export const Question = accountType("Question", {
  authority: borsh.pubkey,
  answers: borsh.u64,
  accepted: borsh.option(borsh.pubkey),
  text: borsh.string,
});
export const QUESTION_SPACE = 8 + 32 + 8 + (1 + 32) + (4 + MAX_TEXT_BYTES);

/** An answer; ["answer", question, its number] is its address. */
export const Answer = accountType("Answer", {
  question: borsh.pubkey,
  author: borsh.pubkey,
  votes: borsh.u64,
  text: borsh.string,
});
export const ANSWER_SPACE = 8 + 32 + 32 + 8 + (4 + MAX_TEXT_BYTES);

/** That somebody voted for an answer: there is one such address, ["vote", answer, voter]. */
export const Vote = accountType("Vote", { answer: borsh.pubkey, voter: borsh.pubkey });
export const VOTE_SPACE = 8 + 32 + 32;

export const errors = errorCodes({
  EmptyText: "A question or an answer has a text",
  TextTooLong: "The text is longer than 280 bytes",
  OwnAnswer: "Nobody votes for an answer of their own, or accepts it",
  AlreadyAccepted: "The question has an accepted answer",
});
