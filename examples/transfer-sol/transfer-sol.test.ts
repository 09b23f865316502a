import { PublicKey } from "@solana/web3.js";
import { expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { findVault, transferFromPda, transferFromUser } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { transferSol } from "./program.js";

const SOL = 1_000_000_000n;

async function scene(options = {}) {
  const stage = new Stage(options);
  const program = stage.program("transfer-sol", transferSol);
  const [ana, ben] = await Promise.all([stage.person("Ana"), stage.person("Ben")]);
  const [vault] = await findVault(program, ben.address);
  stage.svm.airdrop(vault, 5n * SOL);
  return { stage, svm: stage.svm, program, ana, ben, vault };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(4);
});

test("a user pays with the signature that the transaction has", async () => {
  const { stage, svm, program, ana, ben } = await scene();
  const result = await stage.succeeds("pay", ana, [
    transferFromUser(program, { from: ana, to: ben.address, lamports: SOL }),
  ]);
  expect(svm.getBalance(ben.address)).toBe(11n * SOL);
  expect(result.innerInstructions[0]).toHaveLength(1);
});

test("a PDA pays with the signature that its program gives", async () => {
  const { stage, svm, program, ben, vault } = await scene();
  await stage.succeeds("take", ben, [await transferFromPda(program, { to: ben.address, lamports: SOL })]);
  expect(svm.getBalance(vault)).toBe(4n * SOL);
});

test("attack: a payer who has not signed", async () => {
  const { stage, program, ana, ben } = await scene();
  const instruction = transferFromUser(program, { from: ana, to: ben.address, lamports: SOL });
  const unsigned = { ...instruction, accounts: instruction.accounts!.map(({ address }) => ({ address, role: 1 })) };
  await stage.fails("steal", ben, [unsigned], "MissingRequiredSignature");
});

test("attack: the vault of somebody else", async () => {
  const { stage, program, ana, ben, vault } = await scene();
  const instruction = await transferFromPda(program, { to: ana.address, lamports: SOL });
  const [, ...rest] = instruction.accounts!;
  const stolen = { ...instruction, accounts: [{ address: vault, role: 1 }, ...rest] };
  await stage.fails("steal", ben, [stolen], "InvalidSeeds");
});

test("attack: another program in the place of the System program", async () => {
  const { stage, program, ana, ben } = await scene();
  const instruction = transferFromUser(program, { from: ana, to: ben.address, lamports: SOL });
  const accounts = [...instruction.accounts!.slice(0, 2), { address: addressNamed("impostor"), role: 0 }];
  await stage.fails("lie", ana, [{ ...instruction, accounts }], "IncorrectProgramId");
});

test("both clients make the same instructions", async () => {
  const { program, ana, ben } = await scene();
  const [from, to] = [web3Keypair("Ana").publicKey, web3Keypair("Ben").publicKey];
  const id = new PublicKey(program);
  const pairs = [
    [
      transferFromUser(program, { from: ana, to: ben.address, lamports: SOL }),
      web3.transferFromUser(id, from, to, SOL),
    ],
    [await transferFromPda(program, { to: ben.address, lamports: SOL }), web3.transferFromPda(id, to, SOL)],
  ] as const;
  for (const [kit, other] of pairs) expectSameInstruction(kit, other);
});

test("10,000 random inputs end in errors of the program, or succeed with every lamport accounted for", async () => {
  const { stage, program, ana, ben, vault } = await scene({ signatureVerification: false });
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      transferFromUser(program, { from: ana, to: ben.address, lamports: SOL }),
      await transferFromPda(program, { to: ben.address, lamports: SOL }),
    ],
    accounts: [vault, program],
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
