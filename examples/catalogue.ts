import type { Stage } from "./support/stage.js";

type Demo = (stage: Stage) => Promise<void>;

/** Every example by the name of its folder: a line of what it shows, and its demonstration. */
export const EXAMPLES: Readonly<
  Record<string, { readonly about: string; readonly demo: () => Promise<{ demo: Demo }> }>
> = {
  "movie-review": {
    about: "reviews and comments bring tokens, which the program mints with its own address's signature",
    demo: () => import("./movie-review/demo.js"),
  },
  "student-intro": {
    about: "students introduce themselves and get tokens: the same checks as movie-review's, declared",
    demo: () => import("./student-intro/demo.js"),
  },
  "stack-overflow": {
    about: "questions, answers, votes and ratings; an accepted answer brings tokens, which the program mints",
    demo: () => import("./stack-overflow/demo.js"),
  },
  "transfer-sol": {
    about: "a user's SOL and a PDA's SOL move through the System program",
    demo: () => import("./transfer-sol/demo.js"),
  },
  "acme-and-token": {
    about: "one program calls another on the client's behalf, and the runtime checks what each changed",
    demo: () => import("./acme-and-token/demo.js"),
  },
  "create-pda-account": {
    about: "a program creates an account at a derived address, also where somebody sent lamports beforehand",
    demo: () => import("./create-pda-account/demo.js"),
  },
  escrow: {
    about: "a program signs for tokens in escrow, with seeds that need no bump and with one",
    demo: () => import("./escrow/demo.js"),
  },
  swap: {
    about: "two tokens are changed for each other by calls to the Token program alone",
    demo: () => import("./swap/demo.js"),
  },
  "custom-program-call": {
    about: "one program calls another with data in borsh; the callee is in TypeScript, or machine code",
    demo: () => import("./custom-program-call/demo.js"),
  },
  wager: {
    about: "two users stake on a game, an arbiter names the winner, and the program pays",
    demo: () => import("./wager/demo.js"),
  },
  vault: {
    about: "tokens in a vault that only its program signs for, against shares",
    demo: () => import("./vault/demo.js"),
  },
  "call-depth": {
    about: "chains of calls up to the limit of depth, and one past it",
    demo: () => import("./call-depth/demo.js"),
  },
  recursion: {
    about: "a program calls itself, which is allowed, and is called back, which is not",
    demo: () => import("./recursion/demo.js"),
  },
  auction: {
    about: "bids in escrow, refunds for who is outbid, the item for the winner",
    demo: () => import("./auction/demo.js"),
  },
  "several-pda-signers": {
    about: "two derived addresses sign in one call, and the limits of signers and seeds",
    demo: () => import("./several-pda-signers/demo.js"),
  },
  "privilege-leakage": {
    about: "a program that hands a user's signature to a program of the caller's choice, and its safe twins",
    demo: () => import("./privilege-leakage/demo.js"),
  },
  "vault-aggregator": {
    about: "deposits are routed to three strategies behind one interface; one of them is hostile",
    demo: () => import("./vault-aggregator/demo.js"),
  },
  "order-matching": {
    about: "bids and asks meet by price and time, and tokens change hands between vault and balances",
    demo: () => import("./order-matching/demo.js"),
  },
  "seed-collisions": {
    about: "seeds that run together give two names one address; separators and hashes keep them apart",
    demo: () => import("./seed-collisions/demo.js"),
  },
  "stored-bumps": {
    about: "bumps found once and stored: what that saves, and what a bump of the caller's choice costs",
    demo: () => import("./stored-bumps/demo.js"),
  },
  "account-and-program-checks": {
    about: "a bank that checks before each call, one that forgets two checks, and a callee's error that nobody catches",
    demo: () => import("./account-and-program-checks/demo.js"),
  },
  lending: {
    about: "dollars are lent on gold, whose price an oracle returns when it is called",
    demo: () => import("./lending/demo.js"),
  },
  "prediction-market": {
    about: "stakes on what will happen, and a pot for those who were right",
    demo: () => import("./prediction-market/demo.js"),
  },
};
