import type { Address, Instruction, KeyPairSigner } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { getMintDecoder } from "@solana-program/token";
import { borsh, deserializeUnchecked, entrypoint, invoke, pubkey } from "callgate/program";
import { expect, test } from "vitest";
import * as lesson from "../movie-review/client.js";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount } from "../support/tampering.js";
import { findProgramMint, giveTokens, makeMint, tokenAddress, tokensOf } from "../support/tokens.js";
import * as client from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { errors, REWARD, studentIntro } from "./program.js";

/** Of the program that this one builds on. */
const StudentInfo = borsh.struct("StudentInfo", { isInitialized: borsh.bool, name: borsh.string, msg: borsh.string });
const hello = { name: "Mallory", message: "Hello" };

type Scene = Awaited<ReturnType<typeof scene>>;

/** Ana has introduced herself. */
async function scene(options = {}) {
  const stage = new Stage(options);
  const program = stage.program("student-intro", studentIntro);
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const { tokenMint, mintAuth } = await findProgramMint(program);
  await stage.prepare(ana, [await client.initializeMint(program, ana)]);
  await stage.prepare(ana, [await client.initUserInput(program, ana, { name: "Ana", message: "I come from Rust" })]);
  const intro = await client.findIntro(program, ana.address);
  const lead = await makeMint(stage, "lead", mallory, 9);
  const leadOfMallory = await giveTokens(stage, lead, mallory.address);
  const tokens = async (of: KeyPairSigner) => tokensOf(stage, await tokenAddress(tokenMint, of.address));
  return { stage, program, ana, mallory, tokenMint, mintAuth, intro, lead, leadOfMallory, tokens };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

test.each(["mainnet", "solana-1.10"] as const)(
  "%s: an introduction is stored, and brings 10 tokens",
  async (features) => {
    const { stage, ana, intro, tokenMint, mintAuth, tokens } = await scene({ features });
    expect(stage.dataOf(intro)).toHaveLength(1000);
    expect(deserializeUnchecked(StudentInfo, stage.dataOf(intro))).toEqual({
      isInitialized: true,
      name: "Ana",
      msg: "I come from Rust",
    });
    expect(await tokens(ana)).toBe(REWARD);
    const mint = getMintDecoder().decode(stage.dataOf(tokenMint));
    expect(mint).toMatchObject({
      decimals: 9,
      mintAuthority: { value: mintAuth },
      freezeAuthority: { __option: "None" },
    });
  },
);

test("a token account that the student has already is good too", async () => {
  const { stage, program, mallory, tokenMint, tokens } = await scene();
  const ata = await tokenAddress(tokenMint, mallory.address);
  stage.svm.airdrop(ata, 1n);
  await stage.succeeds("introduce", mallory, [await client.initUserInput(program, mallory, hello)]);
  stage.svm.setAccount(await client.findIntro(program, mallory.address), { lamports: 0n });
  await stage.succeeds("as if for the first time", mallory, [await client.initUserInput(program, mallory, hello)]);
  expect(await tokens(mallory)).toBe(2n * REWARD);
});

test("an update changes the message, keeps the name, and brings nothing", async () => {
  const { stage, program, ana, intro, tokens } = await scene();
  await stage.succeeds("update", ana, [await client.updateStudentIntro(program, ana, { name: "X", message: "Short" })]);
  expect(deserializeUnchecked(StudentInfo, stage.dataOf(intro))).toMatchObject({ name: "Ana", msg: "Short" });
  expect(await tokens(ana)).toBe(REWARD);
});

test("the lesson's token client makes this mint too", async () => {
  const stage = new Stage();
  const program = stage.program("student-intro", studentIntro);
  const ana = await stage.person("Ana");
  const { tokenMint } = await findProgramMint(program);
  stage.svm.airdrop(tokenMint, 5n);
  await stage.succeeds("initialise", ana, [await lesson.initializeMint(program, ana)]);
  expect(getMintDecoder().decode(stage.dataOf(tokenMint)).isInitialized).toBe(true);
});

type Make = (scene: Scene) => Promise<Instruction>;
const initialize: Make = ({ program, mallory }) => client.initializeMint(program, mallory);
const introduce: Make = ({ program, mallory }) => client.initUserInput(program, mallory, hello);
const update: Make = ({ program, ana }) => client.updateStudentIntro(program, ana, hello);
const updateByMallory: Make = ({ program, mallory }) => client.updateStudentIntro(program, mallory, hello);
const changed = (make: Make, index: number, of: (scene: Scene) => Address): Make => {
  return async (scene) => {
    const instruction = await make(scene);
    return withAccount(instruction, instruction.accounts![index]!.address, of(scene));
  };
};
const say = (introduction: client.Introduction): Make => {
  return ({ program, mallory }) => client.initUserInput(program, mallory, introduction);
};
const anchor = {
  seeds: { Custom: 2006 },
  notSigner: { Custom: 3010 },
  programId: { Custom: 3008 },
  notInitialized: { Custom: 3012 },
};
const ana = ({ ana }: Scene) => ana.address;
const mallory = ({ mallory }: Scene) => mallory.address;
const program = ({ program }: Scene) => program;

test.each<[string, ExpectedError, Make]>([
  ["introduce: Ana has not signed", anchor.notSigner, changed(introduce, 0, ana)],
  ["introduce: at Ana's address", anchor.seeds, changed(introduce, 1, ({ intro }) => intro)],
  ["introduce: a mint of Mallory's", anchor.seeds, changed(introduce, 2, ({ lead }) => lead.address)],
  ["introduce: another mint authority", anchor.seeds, changed(introduce, 3, mallory)],
  [
    "introduce: tokens for another account",
    "InvalidSeeds",
    changed(introduce, 4, ({ leadOfMallory }) => leadOfMallory),
  ],
  ["introduce: a false System program", anchor.programId, changed(introduce, 5, program)],
  ["introduce: a false Token program", anchor.programId, changed(introduce, 6, program)],
  ["introduce: a false Associated Token program", anchor.programId, changed(introduce, 7, program)],
  ["introduce: without a name", { Custom: errors.EmptyIntroduction.code }, say({ name: "", message: "Hello" })],
  ["introduce: without a message", { Custom: errors.EmptyIntroduction.code }, say({ name: "Mallory", message: "" })],
  [
    "introduce: a second time",
    { Custom: 0 },
    async (it) => {
      await it.stage.prepare(it.mallory, [await introduce(it)]);
      return say({ name: "Mallory", message: "More" })(it);
    },
  ],
  ["update: Ana has not signed", anchor.notSigner, changed(update, 0, ana)],
  ["update: what Ana says", anchor.seeds, changed(updateByMallory, 1, ({ intro }) => intro)],
  ["update: what nobody said yet", anchor.notInitialized, updateByMallory],
  ["update: an account of another program", { Custom: 3007 }, changed(update, 1, (s) => s.leadOfMallory)],
  [
    "update: without a message",
    { Custom: errors.EmptyIntroduction.code },
    ({ program, ana }) => client.updateStudentIntro(program, ana, { name: "", message: "" }),
  ],
  [
    "update: more than 1000 bytes",
    { Custom: errors.InvalidDataLength.code },
    ({ program, ana }) => client.updateStudentIntro(program, ana, { name: "", message: "x".repeat(989) }),
  ],
  ["initialise: Ana has not signed", anchor.notSigner, changed(initialize, 0, ana)],
  ["initialise: a mint of Mallory's", anchor.seeds, changed(initialize, 1, ({ lead }) => lead.address)],
  ["initialise: another mint authority", anchor.seeds, changed(initialize, 2, mallory)],
  ["initialise: a false System program", anchor.programId, changed(initialize, 3, program)],
  ["initialise: a false Token program", anchor.programId, changed(initialize, 4, program)],
  ["initialise: a second time", { Custom: 0 }, initialize],
])("attack: %s", async (_, error, make) => {
  const it = await scene();
  const attack = await make(it);
  const before = await it.tokens(it.mallory);
  const [user] = attack.accounts!;
  const payer = user!.address === it.ana.address && user!.role >= 2 ? it.ana : it.mallory;
  await it.stage.fails("attack", payer, [attack], error);
  expect(await it.tokens(it.mallory)).toBe(before);
});

test("attack: introduce: more than 1000 bytes, by a call, as no transaction can carry them", async () => {
  const it = await scene();
  const { accounts } = await introduce(it);
  const data = Uint8Array.of(0, ...borsh.string.encode("Mallory"), ...borsh.string.encode("x".repeat(985)));
  const caller = entrypoint((_, infos) => {
    const metas = infos.slice(0, 8).map(({ key, isSigner, isWritable }) => ({ pubkey: key, isSigner, isWritable }));
    invoke({ programId: pubkey(it.program), accounts: metas, data }, infos);
  });
  const call = {
    programAddress: it.stage.program("caller", caller),
    accounts: [...(accounts ?? []), { address: it.program, role: 0 }],
  };
  await it.stage.fails("call", it.mallory, [call], { Custom: errors.InvalidDataLength.code });
});

test("both clients make the same instructions", async () => {
  const { program, ana } = await scene();
  const [id, wallet] = [new PublicKey(program), web3Keypair("Ana").publicKey];
  const introduction = { name: "Zoë", message: "Très bien" };
  const pairs = [
    [await client.initializeMint(program, ana), web3.initializeMint(id, wallet)],
    [await client.initUserInput(program, ana, introduction), web3.initUserInput(id, wallet, introduction)],
    [await client.updateStudentIntro(program, ana, introduction), web3.updateStudentIntro(id, wallet, introduction)],
  ] as const;
  for (const [kit, other] of pairs) expectSameInstruction(kit, other);
});

test("10,000 random inputs: there are 10 tokens for each introduction", async () => {
  const it = await scene({ signatureVerification: false });
  const { stage, program, ana, mallory, tokenMint, lead, leadOfMallory } = it;
  const ben = await stage.person("Ben");
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      await initialize(it),
      await introduce(it),
      await client.initUserInput(program, ben, { name: "Ben", message: "Hello" }),
      await update(it),
    ],
    accounts: [lead.address, leadOfMallory, await tokenAddress(tokenMint, mallory.address)],
    invariant: () => {
      const introductions = stage.svm.getProgramAccounts(program);
      for (const { data } of introductions) expect(deserializeUnchecked(StudentInfo, data).msg).not.toBe("");
      const { supply } = getMintDecoder().decode(stage.dataOf(tokenMint));
      expect(supply).toBe(REWARD * BigInt(introductions.length));
    },
  });
  expect(tally.get("success")).toBeGreaterThan(500);
  expect(tally.size).toBeGreaterThan(10);
});
