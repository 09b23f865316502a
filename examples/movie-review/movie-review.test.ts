import { PublicKey } from "@solana/web3.js";
import { getMintDecoder } from "@solana-program/token";
import type { TransactionResult } from "callgate";
import { deserializeUnchecked, pubkey } from "callgate/program";
import { expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { findProgramMint, tokenAddress } from "../support/tokens.js";
import * as client from "./client.js";
import * as web3 from "./client-web3.js";
import { demo, tokenAccountFor } from "./demo.js";
import { movieReview } from "./program.js";
import { scene, TOKEN, tron } from "./scene.js";
import { Comment, CommentCounter, Review } from "./state.js";

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(7);
});

test("a review is stored at its address, with a counter, and brings 10 tokens", async () => {
  const { stage, review, counter, ana, tokens } = await scene();
  expect(stage.dataOf(review)).toHaveLength(1000);
  expect(deserializeUnchecked(Review, stage.dataOf(review))).toEqual({
    discriminator: "review",
    isInitialized: true,
    reviewer: pubkey(ana.address),
    ...tron,
  });
  expect(stage.dataOf(counter)).toHaveLength(20);
  expect(deserializeUnchecked(CommentCounter, stage.dataOf(counter))).toEqual({
    discriminator: "counter",
    isInitialized: true,
    counter: 1n,
  });
  expect(await tokens(ana)).toBe(10n * TOKEN);
});

test("comments are numbered, take the room that they need, and bring 5 tokens each", async () => {
  const { stage, program, review, ana, ben, tokens } = await scene();
  const second = await client.addComment(program, ana, { review, count: 1n, comment: "And the light cycles" });
  await stage.succeeds("comment", ana, [second]);
  const data = stage.dataOf(await client.findComment(program, review, 1n));
  expect(data).toHaveLength(4 + 7 + 1 + 32 + 32 + 4 + 20 + 8);
  expect(deserializeUnchecked(Comment, data)).toEqual({
    discriminator: "comment",
    isInitialized: true,
    review: pubkey(review),
    commenter: pubkey(ana.address),
    comment: "And the light cycles",
    count: 1n,
  });
  expect([await tokens(ana), await tokens(ben)]).toEqual([15n * TOKEN, 5n * TOKEN]);
});

test("an update changes the rating and the description, and brings nothing", async () => {
  const { stage, program, review, ana, tokens } = await scene();
  const again = { title: "Tron", rating: 5, description: "Short" };
  await stage.succeeds("update", ana, [await client.updateMovieReview(program, ana, again)]);
  expect(deserializeUnchecked(Review, stage.dataOf(review))).toMatchObject(again);
  expect(await tokens(ana)).toBe(10n * TOKEN);
});

test("the mint has 9 decimals, and its authority is an address that only the program signs for", async () => {
  const { stage, tokenMint, mintAuth } = await scene();
  expect(getMintDecoder().decode(stage.dataOf(tokenMint))).toMatchObject({
    decimals: 9,
    supply: 15n * TOKEN,
    mintAuthority: { __option: "Some", value: mintAuth },
    freezeAuthority: { __option: "None" },
  });
  expect(stage.svm.getAccount(mintAuth)).toBeNull();
});

test("the logs are the lesson's", async () => {
  const stage = new Stage();
  const program = stage.program("movie-review", movieReview);
  const ana = await stage.person("Ana");
  const { tokenMint, mintAuth } = await findProgramMint(program);
  const mint = await stage.succeeds("mint", ana, [await client.initializeMint(program, ana)]);
  expect(logsOf(mint)).toEqual([
    `process_instruction: ${program}: 6 accounts, data=[3]`,
    `Token mint: ${tokenMint}`,
    `Mint authority: ${mintAuth}`,
    "Created token mint account",
    "Initialized token mint",
  ]);
  await stage.prepare(ana, [await tokenAccountFor(ana, tokenMint)]);
  const added = await stage.succeeds("add", ana, [await client.addMovieReview(program, ana, tron)]);
  const review = await client.findReview(program, ana.address, "Tron");
  expect(logsOf(added).slice(1)).toEqual([
    "Adding movie review...",
    "Title: Tron",
    "Rating: 4",
    "Description: Better than I remembered",
    `PDA created: ${review}`,
    "serializing account",
    "state account serialized",
    "create comment counter",
    "comment counter created",
    "comment count: 0",
    "deriving mint authority",
    "Minting 10 tokens to User associated token account",
  ]);
  const comment = await client.addComment(program, ana, { review, count: 0n, comment: "!" });
  expect(logsOf(await stage.succeeds("comment", ana, [comment])).slice(1)).toEqual([
    "Adding Comment...",
    "Comment: !",
    "Created Comment Account",
    "Comment Count: 0",
    "deriving mint authority",
    "Minting 5 tokens to User associated token account",
  ]);
});

test("lamports that somebody sent beforehand keep no account from being made", async () => {
  const stage = new Stage();
  const program = stage.program("movie-review", movieReview);
  const ana = await stage.person("Ana");
  const { tokenMint } = await findProgramMint(program);
  const review = await client.findReview(program, ana.address, "Tron");
  const counter = await client.findCounter(program, review);
  stage.svm.airdrop(tokenMint, 1n);
  stage.svm.airdrop(review, 700_000n);
  stage.svm.airdrop(counter, 100_000_000n);
  stage.svm.airdrop(await client.findComment(program, review, 0n), 700_000n);
  await stage.succeeds("mint", ana, [await client.initializeMint(program, ana)]);
  await stage.prepare(ana, [await tokenAccountFor(ana, tokenMint)]);
  await stage.succeeds("review", ana, [await client.addMovieReview(program, ana, tron)]);
  await stage.succeeds("comment", ana, [await client.addComment(program, ana, { review, count: 0n, comment: "!" })]);
  expect(stage.svm.getBalance(tokenMint)).toBe(stage.svm.minimumBalanceForRentExemption(82));
  expect(stage.svm.getBalance(review)).toBe(stage.svm.minimumBalanceForRentExemption(1000));
  expect(stage.svm.getBalance(counter)).toBe(100_000_000n);
});

test("both clients make the same instructions", async () => {
  const { program, ana, review } = await scene();
  const [id, wallet] = [new PublicKey(program), web3Keypair("Ana").publicKey];
  const film = { title: "Amélie", rating: 5, description: "Très bien" };
  const comment = { count: 258n, comment: "Ja" };
  const pairs = [
    [await client.initializeMint(program, ana), web3.initializeMint(id, wallet)],
    [await client.addMovieReview(program, ana, film), web3.addMovieReview(id, wallet, film)],
    [await client.updateMovieReview(program, ana, film), web3.updateMovieReview(id, wallet, film)],
    [
      await client.addComment(program, ana, { review, ...comment }),
      web3.addComment(id, wallet, { review: new PublicKey(review), ...comment }),
    ],
  ] as const;
  for (const [kit, other] of pairs) expectSameInstruction(kit, other);
});

test("10,000 random inputs: every review is worth 10 tokens, every comment 5, and the counters count", async () => {
  const { stage, program, ana, ben, mallory, review, lead, leadOfMallory, tokenMint } = await scene({
    signatureVerification: false,
  });
  const film = { title: "Alien", rating: 5, description: "In space" };
  const reviewOfBen = await client.findReview(program, ben.address, "Alien");
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      await client.initializeMint(program, ana),
      await client.addMovieReview(program, ben, film),
      await client.updateMovieReview(program, ana, tron),
      await client.addComment(program, mallory, { review, count: 1n, comment: "Yes" }),
      await client.addComment(program, ana, { review: reviewOfBen, count: 0n, comment: "No" }),
    ],
    accounts: [ana.address, lead.address, leadOfMallory, await tokenAddress(tokenMint, ben.address)],
    invariant: () => {
      const accounts = stage.svm.getProgramAccounts(program).map(({ data }) => data);
      const holding = (discriminator: string) => accounts.filter((data) => text(data, 4, data[0]) === discriminator);
      const [reviews, comments] = [holding("review").length, holding("comment").length];
      const counters = holding("counter").map((data) => deserializeUnchecked(CommentCounter, data).counter);
      expect(counters).toHaveLength(reviews);
      expect(counters.reduce((a, b) => a + b)).toBe(BigInt(comments));
      const { supply } = getMintDecoder().decode(stage.dataOf(tokenMint));
      expect(supply).toBe(TOKEN * BigInt(10 * reviews + 5 * comments));
    },
  });
  expect(tally.get("success")).toBeGreaterThan(500);
  expect(tally.size).toBeGreaterThan(12);
});

function logsOf({ logs }: TransactionResult): string[] {
  return logs.filter((line) => line.startsWith("Program log: ")).map((line) => line.slice("Program log: ".length));
}

function text(data: Uint8Array, offset: number, length: number): string {
  return new TextDecoder().decode(data.subarray(offset, offset + length));
}
