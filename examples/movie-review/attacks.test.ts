import type { Address, Instruction, KeyPairSigner } from "@solana/kit";
import { borsh, deserializeUnchecked, entrypoint, invoke, pubkey } from "callgate/program";
import { expect, test } from "vitest";
import { addressNamed } from "../support/people.js";
import type { ExpectedError } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { tokenAddress } from "../support/tokens.js";
import * as client from "./client.js";
import { type Scene, scene, tron } from "./scene.js";
import { Comment, Review, ReviewError } from "./state.js";

/** Somebody sends this. */
type Sent = readonly [payer: KeyPairSigner, instruction: Instruction];
type Make = (scene: Scene) => Promise<Sent>;
type Attack = readonly [what: string, error: ExpectedError, make: Make];

const custom = (name: keyof typeof ReviewError) => ({ Custom: ReviewError[name] });
/** What the System program says of an address that is taken (SystemError::AccountAlreadyInUse). */
const ACCOUNT_ALREADY_IN_USE = { Custom: 0 };

const initialize: Make = async ({ program, mallory }) => [mallory, await client.initializeMint(program, mallory)];
const add: Make = async ({ program, mallory }) => [mallory, await client.addMovieReview(program, mallory, tron)];
const update: Make = async ({ program, mallory }) => [mallory, await client.updateMovieReview(program, mallory, tron)];
const comment: Make = async ({ program, mallory, review }) => [
  mallory,
  await client.addComment(program, mallory, { review, count: 1n, comment: "Pay me" }),
];
const addFilm = (change: Partial<client.MovieReview>): Make => {
  return async ({ program, ana }) => [ana, await client.addMovieReview(program, ana, { ...tron, ...change })];
};
const updateFilm = (change: Partial<client.MovieReview>): Make => {
  return async ({ program, ana }) => [ana, await client.updateMovieReview(program, ana, { ...tron, ...change })];
};

/** The same with another account at `index`. */
function changed(make: Make, index: number, of: (scene: Scene) => Address | Promise<Address>): Make {
  return async (scene) => {
    const [payer, instruction] = await make(scene);
    return [payer, withAccount(instruction, instruction.accounts![index]!.address, await of(scene))];
  };
}

/** Ana stands where the user stands, and has not signed. */
function inTheNameOfAna(make: Make): Make {
  return async (scene) => {
    const [payer, instruction] = await make(scene);
    return [payer, withAccount(instruction, payer.address, scene.ana.address)];
  };
}

/** The lesson's four checks before tokens are minted; the mint stands at `at`. */
function rewardAttacks(name: string, make: Make, at: number): Attack[] {
  return [
    [`${name}: a mint of Mallory's`, custom("IncorrectAccountError"), changed(make, at, ({ lead }) => lead.address)],
    [`${name}: another mint authority`, custom("InvalidPDA"), changed(make, at + 1, ({ mallory }) => mallory.address)],
    [
      `${name}: tokens for another account`,
      custom("IncorrectAccountError"),
      changed(make, at + 2, (s) => s.leadOfMallory),
    ],
    [
      `${name}: a false Token program`,
      custom("IncorrectAccountError"),
      changed(make, at + 4, ({ program }) => program),
    ],
    [`${name}: a false System program`, "MissingAccount", changed(make, at + 3, ({ program }) => program)],
  ];
}

/** A comment whose bytes also spell a review, with a title of 40 bytes, more than a seed can have. */
function commentLikeAReview({ stage, program, review }: Scene): Address {
  const data = Comment.encode({
    discriminator: "comment",
    isInitialized: true,
    review: pubkey(review),
    commenter: Uint8Array.of(5, 40, 0, 0, 0, ...new Uint8Array(27)),
    comment: "the title\0\0\0\0",
    count: 7n,
  });
  expect(deserializeUnchecked(Review, data).title).toHaveLength(40);
  const address = addressNamed("comment");
  stage.svm.setAccount(address, { lamports: 10_000_000n, owner: program, data });
  return address;
}

const ATTACKS: readonly Attack[] = [
  ["add: Ana has not signed", "MissingRequiredSignature", inTheNameOfAna(add)],
  ["add: at the address of Ana's review", "InvalidArgument", changed(add, 1, ({ review }) => review)],
  ["add: with the counter of Ana's review", "InvalidArgument", changed(add, 2, ({ counter }) => counter)],
  ["add: the same movie again", ACCOUNT_ALREADY_IN_USE, addFilm({})],
  ["add: a rating of 0", custom("InvalidRating"), addFilm({ title: "Alien", rating: 0 })],
  ["add: a rating of 6", custom("InvalidRating"), addFilm({ title: "Alien", rating: 6 })],
  [
    "add: without a token account",
    "InvalidAccountData",
    async (s) => {
      s.stage.svm.setAccount(await tokenAddress(s.tokenMint, s.mallory.address), { lamports: 0n });
      return add(s);
    },
  ],
  ...rewardAttacks("add", add, 3),

  [
    "update: Ana has not signed",
    "MissingRequiredSignature",
    inTheNameOfAna(changed(update, 1, ({ review }) => review)),
  ],
  ["update: Ana's review", custom("InvalidPDA"), changed(update, 1, ({ review }) => review)],
  ["update: a comment that reads as a review", custom("InvalidPDA"), changed(update, 1, commentLikeAReview)],
  ["update: a review that is not there", "IllegalOwner", update],
  ["update: an account of the Token program", "IllegalOwner", changed(update, 1, (s) => s.leadOfMallory)],
  ["update: a rating of 0", custom("InvalidRating"), updateFilm({ rating: 0 })],
  ["update: a rating of 6", custom("InvalidRating"), updateFilm({ rating: 6 })],
  ["update: more than 1000 bytes", custom("InvalidDataLength"), updateFilm({ description: "x".repeat(945) })],

  ["comment: Ana has not signed", "MissingRequiredSignature", inTheNameOfAna(comment)],
  [
    "comment: with the counter of another review",
    custom("InvalidPDA"),
    async (s) => {
      await s.stage.prepare(s.ben, [await client.addMovieReview(s.program, s.ben, tron)]);
      const other = await client.findReview(s.program, s.ben.address, "Tron");
      // It has counted as far as the right one.
      const first = { review: other, count: 0n, comment: "Mine" };
      await s.stage.prepare(s.ben, [await client.addComment(s.program, s.ben, first)]);
      return changed(comment, 2, () => client.findCounter(s.program, other))(s);
    },
  ],
  [
    "comment: over a comment that is there",
    custom("InvalidPDA"),
    changed(comment, 3, (s) => client.findComment(s.program, s.review, 0n)),
  ],
  [
    "comment: on a review that is not there",
    custom("UninitializedAccount"),
    async ({ program, mallory }) => {
      const review = await client.findReview(program, mallory.address, "Alien");
      return [mallory, await client.addComment(program, mallory, { review, count: 0n, comment: "Pay me" })];
    },
  ],
  ...rewardAttacks("comment", comment, 4),

  [
    "initialise: a mint of Mallory's",
    custom("IncorrectAccountError"),
    changed(initialize, 1, ({ lead }) => lead.address),
  ],
  [
    "initialise: another mint authority",
    custom("IncorrectAccountError"),
    changed(initialize, 2, (s) => s.mallory.address),
  ],
  [
    "initialise: a false Token program",
    custom("IncorrectAccountError"),
    changed(initialize, 4, ({ program }) => program),
  ],
  [
    "initialise: a false Rent sysvar",
    "InvalidArgument",
    async (s) => {
      s.stage.svm.setAccount(s.tokenMint, { lamports: 0n });
      return changed(initialize, 5, () => s.mallory.address)(s);
    },
  ],
  ["initialise: once more", ACCOUNT_ALREADY_IN_USE, initialize],
];

test.each(ATTACKS)("attack: %s", async (_, error, make) => {
  const it = await scene();
  const [payer, instruction] = await make(it);
  const before = await it.tokens(it.mallory);
  await it.stage.fails("attack", payer, [instruction], error);
  expect(await it.tokens(it.mallory)).toBe(before);
});

/** A program calls the instruction with other data, longer than a transaction can be. */
test.each([
  ["more than 1000 bytes", "Tron", "x".repeat(945)],
  ["a title of 33 bytes, which is no seed", "x".repeat(33), "Long"],
])("attack: add: %s, by a call", async (_, title, description) => {
  const it = await scene();
  const { stage, program, mallory } = it;
  const [, { accounts }] = await add(it);
  const data = Uint8Array.of(0, ...borsh.string.encode(title), 4, ...borsh.string.encode(description));
  const caller = entrypoint((_, infos) => {
    const metas = infos.slice(0, 8).map(({ key, isSigner, isWritable }) => ({ pubkey: key, isSigner, isWritable }));
    invoke({ programId: pubkey(program), accounts: metas, data }, infos);
  });
  const call = {
    programAddress: stage.program("caller", caller),
    accounts: [...(accounts ?? []), { address: program, role: 0 }],
  };
  await stage.fails("call", mallory, [call], custom("InvalidDataLength"));
});

test.each([
  ["nothing", []],
  ["no instruction's number", [4]],
  ["a number alone", [0]],
  ["text that ends early", [2, 9, 0, 0, 0, 65]],
  ["text that is not UTF-8", [2, 1, 0, 0, 0, 0xff]],
  ["bytes left over", [2, 1, 0, 0, 0, 65, 0]],
])("instruction data: %s", async (_, data) => {
  const { stage, program, ana } = await scene();
  const instruction = { programAddress: program, accounts: [], data: Uint8Array.from(data) };
  await stage.fails("malformed", ana, [instruction], "InvalidInstructionData");
});

test("too few accounts", async () => {
  const it = await scene();
  const [payer, instruction] = await add(it);
  const few = { ...instruction, accounts: instruction.accounts?.slice(0, 7) ?? [] };
  await it.stage.fails("few", payer, [few], "NotEnoughAccountKeys");
});
