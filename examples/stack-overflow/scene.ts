import type { Address, KeyPairSigner } from "@solana/kit";
import type { SvmOptions } from "callgate";
import { type AccountType, deserializeUnchecked } from "callgate/program";
import { Stage } from "../support/stage.js";
import { findProgramMint, tokenAddress, tokensOf } from "../support/tokens.js";
import { Forum } from "./client.js";
import { stackOverflow } from "./program.js";

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Where the tests begin: Ana asks, Ben and Mallory answer, and Ana's own answer is the third. */
export async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const program = stage.program("stack-overflow", stackOverflow);
  const forum = new Forum(program);
  const [ana, ben, mallory] = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Mallory")]);
  await stage.prepare(ana, [await forum.initializeMint(ana)]);
  for (const each of [ana, ben, mallory]) await stage.prepare(each, [await forum.register(each)]);
  await stage.prepare(ana, [await forum.ask(ana, 0n, "How does a program sign?")]);
  const question = await forum.findQuestion(ana.address, 0n);
  const answer = async (author: KeyPairSigner, number: bigint, text: string) => {
    await stage.prepare(author, [await forum.answer(author, question, number, text)]);
    return { question, answer: await forum.findAnswer(question, number), author: author.address };
  };
  const ofBen = await answer(ben, 0n, "With seeds");
  const ofMallory = await answer(mallory, 1n, "With a pen");
  const ofAna = await answer(ana, 2n, "So!");
  const { tokenMint, mintAuth } = await findProgramMint(program);
  const tokens = async (of: Address) => tokensOf(stage, await tokenAddress(tokenMint, of));
  return { stage, program, forum, ana, ben, mallory, question, ofBen, ofMallory, ofAna, tokenMint, mintAuth, tokens };
}

/** The value of an account of the program. */
export function read<T>({ stage }: Pick<Scene, "stage">, type: AccountType<T>, address: Address): T {
  return deserializeUnchecked(type.codec, stage.dataOf(address).subarray(8));
}

/** The values of all accounts of a type, with their addresses. */
export function readAll<T>({ stage, program }: Pick<Scene, "stage" | "program">, type: AccountType<T>) {
  const accounts = stage.svm.getProgramAccounts(program);
  const ofType = accounts.filter(({ data }) => type.discriminator.every((byte, i) => data[i] === byte));
  return ofType.map(({ address, data }) => ({ address, ...deserializeUnchecked(type.codec, data.subarray(8)) }));
}
