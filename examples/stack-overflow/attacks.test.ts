import { type Address, type Instruction, type KeyPairSigner, lamports } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { expect, test } from "vitest";
import type { ExpectedError } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { tokenAddress } from "../support/tokens.js";
import type { AnswerAddresses } from "./client.js";
import { read, type Scene, scene } from "./scene.js";
import { Answer, errors, Profile } from "./state.js";

/** Who pays, and what they send. */
type Sent = readonly [payer: KeyPairSigner, instruction: Instruction];
type Make = (scene: Scene) => Promise<Sent>;
type Of<T> = (scene: Scene) => T;

const HAS_ONE = { Custom: 2001 };
const SEEDS = { Custom: 2006 };
const NOT_SIGNER = { Custom: 3010 };
const PROGRAM_ID = { Custom: 3008 };
const WRONG_TYPE = { Custom: 3002 };
const NOT_INITIALIZED = { Custom: 3012 };
const IN_USE = { Custom: 0 };

const ofBen: Of<AnswerAddresses> = (scene) => scene.ofBen;
const upvote = (of: Of<AnswerAddresses>): Make => {
  return async (it) => [it.mallory, await it.forum.upvote(it.mallory, of(it))];
};
const withdraw: Make = async (it) => [it.mallory, await it.forum.withdrawVote(it.mallory, it.ofBen)];
const accept = (who: Of<KeyPairSigner>, of: Of<AnswerAddresses>): Make => {
  return async (it) => [who(it), await it.forum.accept(who(it), of(it))];
};
const acceptByAna = accept(({ ana }) => ana, ofBen);
const registerEve: Make = async ({ stage, forum }) => {
  const eve = await stage.person("Eve");
  return [eve, await forum.register(eve)];
};
const ask =
  (text: string): Make =>
  async (it) => [it.mallory, await it.forum.ask(it.mallory, 0n, text)];
const answer = (text: string): Make => {
  return async (it) => [it.mallory, await it.forum.answer(it.mallory, it.question, 3n, text)];
};

/** The same with another account in the place of the one at `index`. */
function changed(make: Make, index: number, of: Of<Address | Promise<Address>>): Make {
  return async (it) => {
    const [payer, instruction] = await make(it);
    return [payer, withAccount(instruction, instruction.accounts![index]!.address, await of(it))];
  };
}

/** Ben pays for it; the user has not signed. */
function unsigned(make: Make): Make {
  return async (it) => {
    const [user, instruction] = await make(it);
    return [it.ben, withoutSignature(instruction, user.address)];
  };
}

/** What comes before, sent by who pays for it. */
function after(before: readonly Make[], make: Make): Make {
  return async (it) => {
    for (const each of before) {
      const [payer, instruction] = await each(it);
      await it.stage.prepare(payer, [instruction]);
    }
    return make(it);
  };
}

const profileOf = (who: Of<KeyPairSigner>) => (it: Scene) => it.forum.findProfile(who(it).address);
const programItself = ({ program }: Scene) => program;

test.each<[string, ExpectedError, Make]>([
  ["register: a second time, for a rating from anew", IN_USE, async (it) => [it.ben, await it.forum.register(it.ben)]],
  ["register: Eve has not signed", NOT_SIGNER, unsigned(registerEve)],
  ["register: a false System program", PROGRAM_ID, changed(registerEve, 2, programItself)],

  ["ask: Mallory has not signed", NOT_SIGNER, unsigned(ask("Why?"))],
  [
    "ask: with Ben's profile",
    SEEDS,
    changed(
      ask("Why?"),
      1,
      profileOf(({ ben }) => ben),
    ),
  ],
  ["ask: at the address of Ana's question", SEEDS, changed(ask("Why?"), 2, ({ question }) => question)],
  ["ask: a false System program", PROGRAM_ID, changed(ask("Why?"), 3, programItself)],
  ["ask: nothing", { Custom: errors.EmptyText.code }, ask("")],
  ["ask: 281 bytes", { Custom: errors.TextTooLong.code }, ask(`${"ä".repeat(140)}?`)],

  ["answer: Mallory has not signed", NOT_SIGNER, unsigned(answer("So"))],
  [
    "answer: without a profile",
    NOT_INITIALIZED,
    async ({ stage, forum, question }) => {
      const eve = await stage.person("Eve");
      return [eve, await forum.answer(eve, question, 3n, "So")];
    },
  ],
  ["answer: an answer", WRONG_TYPE, changed(answer("So"), 2, (it) => it.ofBen.answer)],
  ["answer: over Ben's answer", SEEDS, changed(answer("So"), 3, (it) => it.ofBen.answer)],
  [
    "answer: with Ben's profile",
    SEEDS,
    changed(
      answer("So"),
      1,
      profileOf(({ ben }) => ben),
    ),
  ],
  ["answer: a false System program", PROGRAM_ID, changed(answer("So"), 4, programItself)],
  ["answer: nothing", { Custom: errors.EmptyText.code }, answer("")],
  ["answer: 281 bytes", { Custom: errors.TextTooLong.code }, answer("x".repeat(281))],

  ["vote: Mallory has not signed", NOT_SIGNER, unsigned(upvote(ofBen))],
  ["vote: twice", IN_USE, after([upvote(ofBen)], upvote(ofBen))],
  ["vote: for an answer of her own", { Custom: errors.OwnAnswer.code }, upvote(({ ofMallory }) => ofMallory)],
  [
    "vote: for Ben's answer, for a rating of her own",
    SEEDS,
    changed(
      upvote(ofBen),
      2,
      profileOf(({ mallory }) => mallory),
    ),
  ],
  [
    "vote: in an account that is not hers",
    SEEDS,
    changed(upvote(ofBen), 3, (it) => it.forum.findVote(it.ofBen.answer, it.ana.address)),
  ],
  ["vote: a false System program", PROGRAM_ID, changed(upvote(ofBen), 4, programItself)],
  ["vote: for a question", WRONG_TYPE, changed(upvote(ofBen), 1, ({ question }) => question)],

  ["withdraw: a vote that was not given", NOT_INITIALIZED, withdraw],
  ["withdraw: twice", NOT_INITIALIZED, after([upvote(ofBen), withdraw], withdraw)],
  ["withdraw: Mallory has not signed", NOT_SIGNER, after([upvote(ofBen)], unsigned(withdraw))],
  [
    "withdraw: Ana's vote, for its lamports",
    SEEDS,
    after(
      [async (it) => [it.ana, await it.forum.upvote(it.ana, it.ofBen)]],
      changed(withdraw, 3, (it) => it.forum.findVote(it.ofBen.answer, it.ana.address)),
    ),
  ],
  [
    "withdraw: from another answer",
    SEEDS,
    after(
      [upvote(ofBen)],
      changed(withdraw, 1, (it) => it.ofAna.answer),
    ),
  ],
  [
    "withdraw: from another rating",
    SEEDS,
    after(
      [upvote(ofBen)],
      changed(
        withdraw,
        2,
        profileOf(({ ana }) => ana),
      ),
    ),
  ],

  ["accept: Ana has not signed", NOT_SIGNER, unsigned(acceptByAna)],
  [
    "accept: by somebody else than the questioner",
    HAS_ONE,
    accept(
      ({ mallory }) => mallory,
      (it) => it.ofMallory,
    ),
  ],
  [
    "accept: an answer of her own, for tokens",
    { Custom: errors.OwnAnswer.code },
    accept(
      ({ ana }) => ana,
      (it) => it.ofAna,
    ),
  ],
  ["accept: a second time", { Custom: errors.AlreadyAccepted.code }, after([acceptByAna], acceptByAna)],
  [
    "accept: a second answer",
    { Custom: errors.AlreadyAccepted.code },
    after(
      [acceptByAna],
      accept(
        ({ ana }) => ana,
        (it) => it.ofMallory,
      ),
    ),
  ],
  [
    "accept: an answer to another question",
    HAS_ONE,
    after([ask("Why?")], async (it) => {
      const question = await it.forum.findQuestion(it.mallory.address, 0n);
      return [it.mallory, await it.forum.accept(it.mallory, { ...it.ofBen, question })];
    }),
  ],
  [
    "accept: Ben's answer as if it were Mallory's",
    HAS_ONE,
    accept(
      ({ ana }) => ana,
      (it) => ({ ...it.ofBen, author: it.mallory.address }),
    ),
  ],
  [
    "accept: for another rating",
    SEEDS,
    changed(
      acceptByAna,
      4,
      profileOf(({ mallory }) => mallory),
    ),
  ],
  ["accept: a false mint", SEEDS, changed(acceptByAna, 5, ({ mallory }) => mallory.address)],
  ["accept: another mint authority", SEEDS, changed(acceptByAna, 6, ({ mallory }) => mallory.address)],
  [
    "accept: for Mallory's token account",
    "InvalidSeeds",
    changed(acceptByAna, 7, (it) => tokenAddress(it.tokenMint, it.mallory.address)),
  ],
  ["accept: a false System program", PROGRAM_ID, changed(acceptByAna, 8, programItself)],
  ["accept: a false Token program", PROGRAM_ID, changed(acceptByAna, 9, programItself)],
  ["accept: a false Associated Token program", PROGRAM_ID, changed(acceptByAna, 10, programItself)],

  [
    "rating: of what is no profile",
    WRONG_TYPE,
    changed(
      async (it) => [it.ana, await it.forum.rating(it.ben.address)],
      0,
      ({ question }) => question,
    ),
  ],
  ["initialise: a second mint", IN_USE, async (it) => [it.mallory, await it.forum.initializeMint(it.mallory)]],
])("attack: %s", async (_, error, make) => {
  const it = await scene();
  const [payer, instruction] = await make(it);
  const before = await it.tokens(it.mallory.address);
  await it.stage.fails("attack", payer, [instruction], error);
  expect(await it.tokens(it.mallory.address)).toBe(before);
  expect(read(it, Profile, await it.forum.findProfile(it.mallory.address)).rating).toBe(0n);
});

test("attack: a vote that is withdrawn and kept alive with lamports in the same transaction counts no more", async () => {
  const it = await scene();
  const { stage, forum, mallory } = it;
  const vote = await forum.findVote(it.ofBen.answer, mallory.address);
  const [, give] = await upvote(ofBen)(it);
  const [, take] = await withdraw(it);
  const keep = getTransferSolInstruction({ source: mallory, destination: vote, amount: lamports(2_000_000n) });
  await stage.prepare(mallory, [give]);
  await stage.succeeds("withdraw", mallory, [take, keep]);
  expect(read(it, Answer, it.ofBen.answer).votes).toBe(0n);
  await stage.fails("withdraw what is empty", mallory, [take], { Custom: 3007 });
  await stage.succeeds("vote again", mallory, [give]);
  expect(read(it, Answer, it.ofBen.answer).votes).toBe(1n);
});
