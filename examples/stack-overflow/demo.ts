import { PublicKey } from "@solana/web3.js";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { findProgramMint, tokenAddress } from "../support/tokens.js";
import { Forum } from "./client.js";
import * as web3 from "./client-web3.js";
import { stackOverflow } from "./program.js";
import { errors } from "./state.js";

const ALREADY_IN_USE = { Custom: 0 };

/** Ana asks, Ben answers, Mia votes for the answer, and Ana accepts it: Ben gets tokens and a rating. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("stack-overflow", stackOverflow);
  const forum = new Forum(program);
  const [ana, ben, mia] = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Mia")]);
  const { tokenMint, mintAuth } = await findProgramMint(program);
  const question = await forum.findQuestion(ana.address, 0n);
  const [answer, own] = await Promise.all([forum.findAnswer(question, 0n), forum.findAnswer(question, 1n)]);
  stage.name(tokenMint, "mint of stack-overflow");
  stage.name(mintAuth, "mint authority of stack-overflow");
  stage.name(question, "Ana's question");
  stage.name(answer, "Ben's answer");
  stage.name(own, "Ana's answer");
  stage.name(await forum.findVote(answer, mia.address), "Mia's vote for Ben's answer");
  for (const { address } of [ana, ben]) {
    stage.name(await tokenAddress(tokenMint, address), `tokens of ${stage.nameOf(address)}`);
    stage.name(await forum.findProfile(address), `profile of ${stage.nameOf(address)}`);
  }

  await stage.prepare(ana, [await forum.initializeMint(ana), await forum.register(ana)]);
  await stage.prepare(ben, [await forum.register(ben)]);

  const asked = await forum.ask(ana, 0n, "How does a program sign?");
  await stage.succeeds("Ana asks a question", ana, [asked]);

  const answered = await forum.answer(ben, question, 0n, "With the seeds of an address that derives from its id");
  await stage.succeeds("Ben answers it", ben, [answered]);

  const ofBen = { question, answer, author: ben.address };
  await stage.succeeds("Mia votes for Ben's answer", mia, [await forum.upvote(mia, ofBen)]);
  await stage.fails("Mia votes for it again", mia, [await forum.upvote(mia, ofBen)], ALREADY_IN_USE);

  const ofAna = { question, answer: own, author: ana.address };
  await stage.prepare(ana, [await forum.answer(ana, question, 1n, "It does not")]);
  const selfish = await forum.accept(ana, ofAna);
  await stage.fails("Ana accepts an answer of her own", ana, [selfish], { Custom: errors.OwnAnswer.code });

  await stage.succeeds("Ana accepts Ben's answer; the program mints 10 tokens to him", ana, [
    await forum.accept(ana, ofBen),
  ]);

  const again = new web3.Forum(new PublicKey(program)).rating(new PublicKey(ben.address));
  stage.succeedsWithWeb3("What is Ben's rating? Asked with web3.js v1", [web3Keypair("Mia")], [again]);
}
