import { PublicKey } from "@solana/web3.js";
import { getMintDecoder } from "@solana-program/token";
import { addressOf, borsh, CpiContext, entrypoint, msg, pubkey } from "callgate/program";
import { expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { stackOverflow } from "./program.js";
import { read, readAll, type Scene, scene } from "./scene.js";
import { Answer, Profile, Question, RATING_PER_ACCEPTED_ANSWER, REWARD, Vote } from "./state.js";

async function ratingOf({ stage, forum, ana }: Scene, user: Scene["ana"]): Promise<bigint> {
  const { returnData } = await stage.succeeds("rating", ana, [await forum.rating(user.address)]);
  return borsh.u64.read(returnData!.data, 0)[0];
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(7);
});

test("questions and answers are stored, and numbered", async () => {
  const it = await scene();
  const { stage, forum, ana, question, ofMallory, mallory } = it;
  await stage.succeeds("ask", ana, [await forum.ask(ana, 1n, "And who pays?")]);
  expect(read(it, Profile, await forum.findProfile(ana.address)).questions).toBe(2n);
  expect(read(it, Question, await forum.findQuestion(ana.address, 1n))).toEqual({
    authority: pubkey(ana.address),
    answers: 0n,
    accepted: null,
    text: "And who pays?",
  });
  expect(read(it, Question, question).answers).toBe(3n);
  expect(read(it, Answer, ofMallory.answer)).toEqual({
    question: pubkey(question),
    author: pubkey(mallory.address),
    votes: 0n,
    text: "With a pen",
  });
});

test.each(["mainnet", "solana-1.10"] as const)(
  "%s: the accepted answer brings 10 tokens and a rating",
  async (features) => {
    const it = await scene({ features });
    const { stage, forum, ana, ben, mallory, question, ofBen } = it;
    await stage.succeeds("vote", mallory, [await forum.upvote(mallory, ofBen)]);
    await stage.succeeds("accept", ana, [await forum.accept(ana, ofBen)]);
    expect(addressOf(read(it, Question, question).accepted!)).toBe(ofBen.answer);
    expect(await it.tokens(ben.address)).toBe(REWARD);
    expect(await ratingOf(it, ben)).toBe(16n);
    expect(await ratingOf(it, ana)).toBe(0n);
  },
);

test("a vote may be taken back, with its lamports, and given again", async () => {
  const it = await scene();
  const { stage, forum, ana, ben, ofBen } = it;
  const vote = await forum.findVote(ofBen.answer, ana.address);
  await stage.succeeds("vote", ana, [await forum.upvote(ana, ofBen)]);
  expect(read(it, Answer, ofBen.answer).votes).toBe(1n);
  const before = stage.svm.getBalance(ana.address);
  const { fee } = await stage.succeeds("withdraw", ana, [await forum.withdrawVote(ana, ofBen)]);
  expect(stage.svm.getBalance(ana.address)).toBe(before - fee + stage.svm.minimumBalanceForRentExemption(72));
  expect(stage.svm.getAccount(vote)).toBeNull();
  expect([read(it, Answer, ofBen.answer).votes, await ratingOf(it, ben)]).toEqual([0n, 0n]);
  await stage.succeeds("vote again", ana, [await forum.upvote(ana, ofBen)]);
  expect(read(it, Answer, ofBen.answer).votes).toBe(1n);
});

test("another program asks for a rating by a call, and gets it as return data", async () => {
  const it = await scene();
  const { stage, forum, program, ana, ben, ofBen } = it;
  await stage.prepare(ana, [await forum.accept(ana, ofBen)]);
  const club = entrypoint((_, [profile, forumProgram]) => {
    if (profile === undefined || forumProgram === undefined) return;
    msg(`rating: ${stackOverflow.cpi.rating(CpiContext.new(forumProgram, { profile }))}`);
  });
  const profile = await forum.findProfile(ben.address);
  const enter = {
    programAddress: stage.program("club", club),
    accounts: [
      { address: profile, role: 0 },
      { address: program, role: 0 },
    ],
  };
  const { logs } = await stage.succeeds("enter", ben, [enter]);
  expect(logs).toContain("Program log: rating: 15");
});

test("both clients make the same instructions", async () => {
  const { program, forum, ana, question, ofBen } = await scene();
  const other = new web3.Forum(new PublicKey(program));
  const user = web3Keypair("Ana").publicKey;
  const key = new PublicKey(question);
  const keys = { question: key, answer: new PublicKey(ofBen.answer), author: web3Keypair("Ben").publicKey };
  const pairs = [
    [await forum.initializeMint(ana), other.initializeMint(user)],
    [await forum.register(ana), other.register(user)],
    [await forum.ask(ana, 258n, "Où?"), other.ask(user, 258n, "Où?")],
    [await forum.answer(ana, question, 258n, "Là"), other.answer(user, key, 258n, "Là")],
    [await forum.upvote(ana, ofBen), other.upvote(user, keys)],
    [await forum.withdrawVote(ana, ofBen), other.withdrawVote(user, keys)],
    [await forum.accept(ana, ofBen), other.accept(user, keys)],
    [await forum.rating(ana.address), other.rating(user)],
  ] as const;
  for (const [kit, web] of pairs) expectSameInstruction(kit, web);
});

test("10,000 random inputs: votes, numbers, ratings and tokens agree", async () => {
  const it = await scene({ signatureVerification: false });
  const { stage, program, forum, ana, ben, mallory, question, ofBen, ofMallory, ofAna } = it;
  await stage.prepare(ana, [await forum.upvote(ana, ofMallory)]);
  const eve = await stage.person("Eve");
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      await forum.register(eve),
      await forum.ask(ben, 0n, "Why?"),
      await forum.answer(mallory, question, 3n, "No"),
      await forum.upvote(ana, ofBen),
      await forum.upvote(mallory, ofBen),
      await forum.withdrawVote(ana, ofMallory),
      await forum.accept(ana, ofBen),
      await forum.accept(ana, ofAna),
    ],
    accounts: [program, await forum.findProfile(ben.address), await forum.findProfile(mallory.address)],
    invariant: () => requireConsistent(it),
  });
  expect(tally.get("success")).toBeGreaterThan(500);
  expect(tally.size).toBeGreaterThan(12);
});

function requireConsistent(it: Scene): void {
  const questions = readAll(it, Question);
  const answers = readAll(it, Answer).map((each) => ({ ...each, author: addressOf(each.author) }));
  const votes = readAll(it, Vote).map(({ answer }) => addressOf(answer));
  const accepted = questions.flatMap((each) => (each.accepted === null ? [] : [addressOf(each.accepted)]));

  for (const { address, votes: counted } of answers) {
    expect(counted).toBe(BigInt(votes.filter((answer) => answer === address).length));
  }
  for (const question of questions) {
    const own = answers.filter((answer) => addressOf(answer.question) === question.address);
    expect(question.answers).toBe(BigInt(own.length));
  }
  for (const profile of readAll(it, Profile)) {
    const authority = addressOf(profile.authority);
    const own = answers.filter(({ author }) => author === authority);
    const right = own.filter(({ address }) => accepted.includes(address)).length;
    const voted = own.reduce((sum, answer) => sum + answer.votes, 0n);
    expect(profile.rating).toBe(voted + RATING_PER_ACCEPTED_ANSWER * BigInt(right));
    expect(profile.questions).toBe(BigInt(questions.filter((each) => addressOf(each.authority) === authority).length));
  }
  const { supply } = getMintDecoder().decode(it.stage.dataOf(it.tokenMint));
  expect(supply).toBe(REWARD * BigInt(accepted.length));
}
