import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  account,
  borsh,
  close,
  hasOne,
  init,
  instruction,
  pda,
  program,
  pubkeyEqual,
  SYSTEM_PROGRAM_ID,
  signer,
  TOKEN_PROGRAM_ID,
  writable,
} from "callgate/program";
import { mintReward, rewardAuthority, rewardMint } from "../support/reward-token.js";
import {
  Answer,
  errors,
  Profile,
  Question,
  RATING_PER_ACCEPTED_ANSWER,
  RATING_PER_VOTE,
  REWARD,
  VOTE_SPACE,
  Vote,
} from "./state.js";

const voteAddress = pda(["vote", { account: "answer" }, { account: "authority" }]);
const profileOfAuthor = pda(["profile", { account: "answer", field: "author" }]);

/** Votes for an answer, once; its author's rating rises. */
export const upvote = instruction({
  accounts: {
    authority: [signer, writable],
    answer: [account(Answer), writable],
    profile: [account(Profile), writable, profileOfAuthor],
    vote: [account(Vote), init({ payer: "authority", space: VOTE_SPACE }), voteAddress],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { authority, answer, profile, vote } }) {
    if (pubkeyEqual(answer.value.author, authority.key)) throw errors.OwnAnswer();
    vote.value = { answer: answer.key, voter: authority.key };
    answer.value.votes += 1n;
    profile.value.rating += RATING_PER_VOTE;
  },
});

/** Takes a vote back, with the lamports that its account held. */
export const withdrawVote = instruction({
  accounts: {
    authority: [signer, writable],
    answer: [account(Answer), writable],
    profile: [account(Profile), writable, profileOfAuthor],
    vote: [account(Vote), voteAddress, close("authority")],
  },
  handler({ accounts: { answer, profile } }) {
    answer.value.votes -= 1n;
    profile.value.rating -= RATING_PER_VOTE;
  },
});

/** The questioner says which answer is right; its author gets tokens, and a higher rating. */
export const accept = instruction({
  accounts: {
    authority: [signer, writable],
    question: [account(Question), writable, hasOne("authority")],
    answer: [account(Answer), hasOne("question"), hasOne("author")],
    author: [],
    profile: [account(Profile), writable, profileOfAuthor],
    tokenMint: [writable, rewardMint],
    mintAuth: [rewardAuthority],
    authorAta: [writable],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
    tokenProgram: [program(TOKEN_PROGRAM_ID)],
    associatedTokenProgram: [program(ASSOCIATED_TOKEN_PROGRAM_ID)],
  },
  handler({ accounts, bumps }) {
    const { authority, question, answer, author, profile, authorAta } = accounts;
    if (question.value.accepted !== null) throw errors.AlreadyAccepted();
    if (pubkeyEqual(author.key, authority.key)) throw errors.OwnAnswer();
    question.value.accepted = answer.key;
    profile.value.rating += RATING_PER_ACCEPTED_ANSWER;
    mintReward({ ...accounts, payer: authority, user: author, userAta: authorAta }, bumps.mintAuth, REWARD);
  },
});

/** Returns the rating of a user: other programs may ask for it. */
export const rating = instruction({
  accounts: { profile: [account(Profile)] },
  returns: borsh.u64,
  handler: ({ accounts: { profile } }) => profile.value.rating,
});
