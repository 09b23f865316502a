import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { entrypoint, findProgramAddress, invokeSigned, SYSTEM_PROGRAM_ID, system } from "callgate/program";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { findVault, transferFromPda, transferFromUser } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { transferSol, VAULT_SEED } from "./program.js";

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
  await stage.fails("steal", ben, [withoutSignature(instruction, ana.address)], "MissingRequiredSignature");
});

test("attack: the vault of somebody else", async () => {
  const { stage, program, ana, ben, vault } = await scene();
  const instruction = await transferFromPda(program, { to: ana.address, lamports: SOL });
  const [own] = await findVault(program, ana.address);
  await stage.fails("steal", ben, [withAccount(instruction, own, vault)], "InvalidSeeds");
});

test("attack: another program in the place of the System program", async () => {
  const { stage, program, ana, ben } = await scene();
  const instruction = transferFromUser(program, { from: ana, to: ben.address, lamports: SOL });
  const lie = withAccount(instruction, SYSTEM_PROGRAM_ADDRESS, addressNamed("impostor"));
  await stage.fails("lie", ana, [lie], "IncorrectProgramId");
});

test("attack: an instruction that there is not", async () => {
  const { stage, program, ana, ben } = await scene();
  const instruction = transferFromUser(program, { from: ana, to: ben.address, lamports: SOL });
  const data = Uint8Array.from(instruction.data!).fill(2, 0, 1);
  await stage.fails("guess", ana, [{ ...instruction, data }], "InvalidInstructionData");
  await stage.fails("shorten", ana, [{ ...instruction, data: data.slice(0, 8) }], "BorshIoError");
});

test("more than there is, and all of it", async () => {
  const { stage, svm, program, ben, vault } = await scene();
  const tooMuch = await transferFromPda(program, { to: ben.address, lamports: 5n * SOL + 1n });
  await stage.fails("take too much", ben, [tooMuch], { Custom: 1 });
  await stage.succeeds("empty it", ben, [await transferFromPda(program, { to: ben.address, lamports: 5n * SOL })]);
  expect(svm.getBalance(vault) ?? 0n).toBe(0n);
});

describe.each([
  // Today the System program has a price too.
  { features: "mainnet", call: 946, system: 150 },
  { features: "solana-1.10", call: 1000, system: 0 },
] as const)("what it costs: $features", ({ features, call, system: systemUnits }) => {
  test("a call of three accounts and 12 bytes costs the call alone; a search for an address 1,500 for each bump", async () => {
    const { stage, program, ana, ben } = await scene({ features });
    const [, bump] = await findVault(program, ben.address);
    const fromUser = await stage.succeeds("user", ana, [
      transferFromUser(program, { from: ana, to: ben.address, lamports: SOL }),
    ]);
    const fromPda = await stage.succeeds("PDA", ben, [
      await transferFromPda(program, { to: ben.address, lamports: SOL }),
    ]);
    expect(fromUser.computeUnitsConsumed).toBe(call + systemUnits);
    // The program searches, as the document does; that the runtime derives the signer costs nothing more.
    expect(fromPda.computeUnitsConsumed - fromUser.computeUnitsConsumed).toBe(1500 * (256 - bump));
  });

  test("the derivation of signers is free: with 0, 1 and 16 of them a call costs the same", async () => {
    const { stage, ana, ben } = await scene({ features });
    const signing = stage.program("signing", PAYS_WITH_SIGNERS);
    const [, bump] = await findVault(signing, ben.address);
    const { accounts } = transferFromUser(signing, { from: ana, to: ben.address, lamports: 1n });
    for (const signers of [0, 1, 16]) {
      const instruction = { programAddress: signing, accounts: accounts!, data: Uint8Array.of(signers) };
      const result = await stage.succeeds(`${signers} signers`, ana, [instruction]);
      expect(result.computeUnitsConsumed).toBe(1500 * (256 - bump) + call + systemUnits);
    }
  });
});

/** Pays a lamport with so many derived signers as the data says, which nobody asked for. */
const PAYS_WITH_SIGNERS = entrypoint((programId, accounts, [signers]) => {
  const [from, to] = accounts;
  const seeds = [VAULT_SEED, to!.key];
  const [, bump] = findProgramAddress(seeds, programId);
  const keys = { from: from!.key, to: to!.key };
  const instruction = system.transfer.instruction(SYSTEM_PROGRAM_ID, keys, { lamports: 1n });
  invokeSigned(instruction, accounts, Array(signers).fill([...seeds, Uint8Array.of(bump)]));
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
