import { defineProgram } from "callgate/program";
import { initializeMint } from "../support/reward-token.js";
import { accept, rating, upvote, withdrawVote } from "./judgement.js";
import { answer, ask, register } from "./posts.js";
import { errors } from "./state.js";

/** Questions, answers, and votes for answers; who gives the right one gets tokens. */
export const stackOverflow = defineProgram({
  name: "stack_overflow",
  errors,
  instructions: { initializeMint, register, ask, answer, upvote, withdrawVote, accept, rating },
});
