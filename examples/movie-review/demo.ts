import type { Address, KeyPairSigner } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { getCreateAssociatedTokenIdempotentInstruction } from "@solana-program/token";
import { web3Keypair } from "../support/people.js";
import type { Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { findProgramMint, makeMint, tokenAddress } from "../support/tokens.js";
import {
  addComment,
  addMovieReview,
  findComment,
  findCounter,
  findReview,
  initializeMint,
  RENT_SYSVAR,
  updateMovieReview,
} from "./client.js";
import * as web3 from "./client-web3.js";
import { MovieInstruction, movieReview } from "./program.js";
import { ReviewError } from "./state.js";

/** Ana reviews a movie and Ben comments; both get tokens. Mallory wants to change the review, and tokens of her own. */
export async function demo(stage: Stage): Promise<void> {
  const program = stage.program("movie-review", movieReview, nameOfInstruction);
  const [ana, ben, mallory] = await Promise.all(["Ana", "Ben", "Mallory"].map((name) => stage.person(name)));
  const { tokenMint } = await nameAddresses(stage, program, [ana, ben, mallory]);

  const mint = await initializeMint(program, ana);
  await stage.succeeds("Ana initialises the mint: the program makes it at its own address", ana, [mint]);

  const tron = { title: "Tron", rating: 4, description: "Better than I remembered" };
  const review = await addMovieReview(program, ana, tron);
  const account = await tokenAccountFor(ana, tokenMint);
  await stage.succeeds("Ana reviews a movie; the program mints 10 tokens to her", ana, [account, review]);

  const pda = await findReview(program, ana.address, "Tron");
  const comment = await addComment(program, ben, { review: pda, count: 0n, comment: "The music alone!" });
  const accountOfBen = await tokenAccountFor(ben, tokenMint);
  await stage.succeeds("Ben comments on it; the program mints 5 tokens to him", ben, [accountOfBen, comment]);

  const update = await updateMovieReview(program, ana, { ...tron, rating: 5 });
  await stage.succeeds("Ana changes her mind", ana, [update]);

  const worst = await updateMovieReview(program, mallory, { ...tron, rating: 1 });
  const forged = withAccount(worst, await findReview(program, mallory.address, "Tron"), pda);
  await stage.fails("Mallory would change Ana's review", mallory, [forged], { Custom: ReviewError.InvalidPDA });

  const lead = await makeMint(stage, "lead", mallory, 9);
  const own = await addComment(program, mallory, { review: pda, count: 1n, comment: "Pay me" });
  const other = withAccount(own, tokenMint, lead.address);
  const wrong = { Custom: ReviewError.IncorrectAccountError };
  await stage.fails("Mallory passes a mint of her own in the place of the program's", mallory, [other], wrong);

  const reviewOfBen = web3.addMovieReview(new PublicKey(program), new PublicKey(ben.address), tron);
  stage.succeedsWithWeb3("Ben reviews the movie too, with web3.js v1", [web3Keypair("Ben")], [reviewOfBen]);
}

/** Creates a wallet's associated token account, unless it is there. */
export async function tokenAccountFor(owner: KeyPairSigner, mint: Address) {
  const ata = await tokenAddress(mint, owner.address);
  return getCreateAssociatedTokenIdempotentInstruction({ payer: owner, ata, owner: owner.address, mint });
}

function nameOfInstruction([variant]: Uint8Array): string | undefined {
  return Object.entries(MovieInstruction).find(([, number]) => number === variant)?.[0];
}

async function nameAddresses(stage: Stage, program: Address, people: readonly KeyPairSigner[]) {
  const { tokenMint, mintAuth } = await findProgramMint(program);
  stage.name(tokenMint, "mint of movie-review");
  stage.name(mintAuth, "mint authority of movie-review");
  stage.name(RENT_SYSVAR, "Rent sysvar");
  for (const { address: owner } of people) {
    const name = stage.nameOf(owner);
    const review = await findReview(program, owner, "Tron");
    stage.name(review, `review of ${name}`);
    stage.name(await findCounter(program, review), `comment counter of ${name}'s review`);
    stage.name(await findComment(program, review, 0n), `first comment on ${name}'s review`);
    stage.name(await findComment(program, review, 1n), `second comment on ${name}'s review`);
    stage.name(await tokenAddress(tokenMint, owner), `tokens of ${name}`);
  }
  return { tokenMint };
}
