import { account, borsh, init, instruction, pda, program, SYSTEM_PROGRAM_ID, signer, writable } from "callgate/program";
import {
  ANSWER_SPACE,
  Answer,
  errors,
  MAX_TEXT_BYTES,
  PROFILE_SPACE,
  Profile,
  QUESTION_SPACE,
  Question,
} from "./state.js";

const ownProfile = pda(["profile", { account: "authority" }]);

/** Makes the user's profile. */
export const register = instruction({
  accounts: {
    authority: [signer, writable],
    profile: [account(Profile), init({ payer: "authority", space: PROFILE_SPACE }), ownProfile],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { authority, profile } }) {
    profile.value = { authority: authority.key, questions: 0n, rating: 0n };
  },
});

/** Asks; the user's questions are numbered. */
export const ask = instruction({
  args: { text: borsh.string },
  accounts: {
    authority: [signer, writable],
    profile: [account(Profile), writable, ownProfile],
    question: [
      account(Question),
      init({ payer: "authority", space: QUESTION_SPACE }),
      pda(["question", { account: "authority" }, { account: "profile", field: "questions" }]),
    ],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { authority, profile, question } }, { text }) {
    requireText(text);
    question.value = { authority: authority.key, answers: 0n, accepted: null, text };
    profile.value.questions += 1n;
  },
});

/** Answers a question; its answers are numbered. */
export const answer = instruction({
  args: { text: borsh.string },
  accounts: {
    authority: [signer, writable],
    profile: [account(Profile), ownProfile],
    question: [account(Question), writable],
    answer: [
      account(Answer),
      init({ payer: "authority", space: ANSWER_SPACE }),
      pda(["answer", { account: "question" }, { account: "question", field: "answers" }]),
    ],
    systemProgram: [program(SYSTEM_PROGRAM_ID)],
  },
  handler({ accounts: { authority, question, answer } }, { text }) {
    requireText(text);
    answer.value = { question: question.key, author: authority.key, votes: 0n, text };
    question.value.answers += 1n;
  },
});

function requireText(text: string): void {
  if (text === "") throw errors.EmptyText();
  if (new TextEncoder().encode(text).length > MAX_TEXT_BYTES) throw errors.TextTooLong();
}
