import type { KeyPairSigner } from "@solana/kit";
import type { SvmOptions } from "callgate";
import { Stage } from "../support/stage.js";
import { findProgramMint, giveTokens, makeMint, tokenAddress, tokensOf } from "../support/tokens.js";
import * as client from "./client.js";
import { tokenAccountFor } from "./demo.js";
import { movieReview } from "./program.js";

export const TOKEN = 1_000_000_000n;
export const tron = { title: "Tron", rating: 4, description: "Better than I remembered" };

export type Scene = Awaited<ReturnType<typeof scene>>;

/** Where the tests begin: Ana has reviewed a movie, Ben has commented on it, and Mallory has a token of her own. */
export async function scene(options: SvmOptions = {}) {
  const stage = new Stage(options);
  const program = stage.program("movie-review", movieReview);
  const [ana, ben, mallory] = await Promise.all([stage.person("Ana"), stage.person("Ben"), stage.person("Mallory")]);
  const { tokenMint, mintAuth } = await findProgramMint(program);
  await stage.prepare(ana, [await client.initializeMint(program, ana)]);
  for (const each of [ana, ben, mallory]) await stage.prepare(each, [await tokenAccountFor(each, tokenMint)]);
  await stage.prepare(ana, [await client.addMovieReview(program, ana, tron)]);
  const review = await client.findReview(program, ana.address, "Tron");
  const counter = await client.findCounter(program, review);
  await stage.prepare(ben, [await client.addComment(program, ben, { review, count: 0n, comment: "The music!" })]);
  const lead = await makeMint(stage, "lead", mallory, 9);
  const leadOfMallory = await giveTokens(stage, lead, mallory.address);
  const tokens = async (of: KeyPairSigner) => tokensOf(stage, await tokenAddress(tokenMint, of.address));
  return { stage, program, ana, ben, mallory, tokenMint, mintAuth, review, counter, lead, leadOfMallory, tokens };
}
