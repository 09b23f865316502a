import {
  createAssociatedTokenAccountInstruction,
  getAssociatedTokenAddressSync,
  TOKEN_PROGRAM_ID,
} from "@solana/spl-token";
import { PublicKey, SYSVAR_RENT_PUBKEY, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { expect, test } from "vitest";
import { web3Keypair } from "../support/people.js";
import { Stage } from "../support/stage.js";
import { movieReview } from "./program.js";

// What the lesson's frontend and its token client send and read, laid out as they do it: a payer who is not marked as
// writable, a buffer of 1000 bytes that is cut, the same accounts for a review and its update, fixed offsets.

interface Movie {
  readonly title: string;
  readonly rating: number;
  readonly description: string;
}

const key = (pubkey: PublicKey, isSigner: boolean, isWritable: boolean) => ({ pubkey, isSigner, isWritable });

async function scene() {
  const stage = new Stage();
  const programId = new PublicKey(stage.program("movie-review", movieReview));
  await stage.person("Ana");
  const wallet = web3Keypair("Ana");
  const user = wallet.publicKey;
  const derive = (...seeds: Buffer[]) => PublicKey.findProgramAddressSync(seeds, programId)[0];
  const mint = derive(Buffer.from("token_mint"));
  const mintAuth = derive(Buffer.from("token_auth"));
  const ata = getAssociatedTokenAddressSync(mint, user);
  const reviewOf = ({ title }: Movie) => derive(user.toBuffer(), Buffer.from(title));
  const counterOf = (review: PublicKey) => derive(review.toBuffer(), Buffer.from("comment"));
  const send = (title: string, ...instructions: TransactionInstruction[]) => {
    stage.succeedsWithWeb3(title, [wallet], instructions);
  };
  const data = (address: PublicKey) => Buffer.from(stage.svm.getAccount(address)?.data ?? []);
  const tokens = () => Number(data(ata).readBigUInt64LE(64)) / 1e9;

  const initializeMint = () =>
    new TransactionInstruction({
      programId,
      keys: [
        key(user, true, false),
        key(mint, false, true),
        key(mintAuth, false, false),
        key(SystemProgram.programId, false, false),
        key(TOKEN_PROGRAM_ID, false, false),
        key(SYSVAR_RENT_PUBKEY, false, false),
      ],
      data: Buffer.from([3]),
    });
  const reward = () => [
    key(mint, false, true),
    key(mintAuth, false, false),
    key(ata, false, true),
    key(SystemProgram.programId, false, false),
    key(TOKEN_PROGRAM_ID, false, false),
  ];
  const review = (variant: number, movie: Movie) => {
    const pda = reviewOf(movie);
    const keys = [key(user, true, false), key(pda, false, true), key(counterOf(pda), false, true), ...reward()];
    const layout = new Layout().u8(variant).text(movie.title).u8(movie.rating).text(movie.description);
    return new TransactionInstruction({ programId, keys, data: layout.cut() });
  };
  const comment = (pda: PublicKey, text: string) => {
    const counter = counterOf(pda);
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(countIn(data(counter))));
    const keys = [
      key(user, true, false),
      key(pda, false, false),
      key(counter, false, true),
      key(derive(pda.toBuffer(), number), false, true),
      ...reward(),
    ];
    return new TransactionInstruction({ programId, keys, data: new Layout().u8(2).text(text).cut() });
  };
  const createAta = () => createAssociatedTokenAccountInstruction(user, ata, user, mint);
  return { stage, programId, user, send, data, tokens, initializeMint, createAta, review, comment, reviewOf, derive };
}

/** Writes into 1000 bytes and cuts off what was not needed. */
class Layout {
  readonly #buffer = Buffer.alloc(1000);
  #end = 0;

  u8(value: number): this {
    this.#end = this.#buffer.writeUInt8(value, this.#end);
    return this;
  }

  text(value: string): this {
    const start = this.#buffer.writeUInt32LE(Buffer.byteLength(value), this.#end);
    this.#end = start + this.#buffer.write(value, start);
    return this;
  }

  cut(): Buffer {
    return this.#buffer.subarray(0, this.#end);
  }
}

/** The frontend reads the counter as text, a byte and another byte. */
function countIn(counter: Buffer): number {
  return counter[4 + counter.readUInt32LE(0) + 1]!;
}

function textAt(data: Buffer, offset: number): string {
  return data.subarray(offset + 4, offset + 4 + data.readUInt32LE(offset)).toString();
}

test("the token client initialises the mint", async () => {
  const { send, initializeMint, data, derive } = await scene();
  send("initialise", initializeMint());
  const mint = data(derive(Buffer.from("token_mint")));
  expect(mint).toHaveLength(82);
  expect(mint[44]).toBe(9);
});

test("the frontend reviews, finds its reviews at fixed offsets, updates, and comments", async () => {
  const { stage, programId, user, send, data, tokens, reviewOf, derive, ...make } = await scene();
  send("initialise", make.initializeMint());
  const film = { title: "The Dark Knight", rating: 5, description: "Batman again" };
  send("the first review makes the token account too", make.createAta(), make.review(0, film));
  expect(tokens()).toBe(10);

  const accounts = stage.svm.getProgramAccounts(programId).map((account) => Buffer.from(account.data));
  const reviews = accounts.filter((account) => account.subarray(4, 10).equals(Buffer.from("review")));
  const found = accounts.filter((account) => account.subarray(48, 56).equals(Buffer.from("The Dark")));
  expect([accounts.length, reviews.length, found]).toEqual([2, 1, reviews]);

  send("the update has the accounts of a new review", make.review(1, { ...film, rating: 1, description: "Hm" }));
  const stored = data(reviewOf(film));
  expect(stored[10]).toBe(1);
  expect(new PublicKey(stored.subarray(11, 43))).toEqual(user);
  expect(stored[43]).toBe(1);
  expect([textAt(stored, 44), textAt(stored, 48 + film.title.length)]).toEqual([film.title, "Hm"]);
  expect(tokens()).toBe(10);

  send("a comment", make.comment(reviewOf(film), "The first"));
  send("another", make.comment(reviewOf(film), "The second"));
  expect(tokens()).toBe(20);
  const second = data(derive(reviewOf(film).toBuffer(), Buffer.of(0, 0, 0, 0, 0, 0, 0, 1)));
  expect(textAt(second, 0)).toBe("comment");
  expect(new PublicKey(second.subarray(12, 44))).toEqual(reviewOf(film));
  expect(new PublicKey(second.subarray(44, 76))).toEqual(user);
  expect(textAt(second, 76)).toBe("The second");
});
