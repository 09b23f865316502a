import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import type { SvmOptions } from "callgate";
import { borsh, deserialize, entrypoint, type Program } from "callgate/program";
import { describe, expect, test } from "vitest";
import { readonly, writable, writableSigner } from "../support/metas.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { withAccount, withoutSignature } from "../support/tampering.js";
import { catching } from "./catching.js";
import { deposit, findBalance, findVault, withdraw } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { balanceCodec, bank, carelessBank } from "./program.js";

const SOL = 1_000_000_000n;

async function scene(program: Program = bank, options: SvmOptions = {}) {
  const stage = new Stage(options);
  const id = stage.program("bank", program);
  const [ana, mallory] = await Promise.all([stage.person("Ana"), stage.person("Mallory")]);
  const [vault] = await findVault(id);
  await stage.prepare(ana, [await deposit(id, { user: ana, lamports: 3n * SOL })]);
  const balances = await Promise.all([ana, mallory].map(async ({ address }) => (await findBalance(id, address))[0]));
  const recorded = (index: 0 | 1) => {
    const account = stage.svm.getAccount(balances[index]!);
    return account?.programAddress === id ? deserialize(balanceCodec, account.data).lamports : 0n;
  };
  return { stage, svm: stage.svm, program: id, ana, mallory, vault, balances, recorded };
}

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(8);
});

test("what is deposited can be withdrawn, to whomever the user says, and no more", async () => {
  const { stage, svm, program, ana, vault, recorded } = await scene();
  await stage.succeeds("more", ana, [await deposit(program, { user: ana, lamports: SOL })]);
  expect([svm.getBalance(vault), recorded(0)]).toEqual([4n * SOL, 4n * SOL]);
  const to = addressNamed("somebody");
  await stage.succeeds("some", ana, [await withdraw(program, { user: ana, to, lamports: SOL })]);
  expect([svm.getBalance(vault), recorded(0), svm.getBalance(to)]).toEqual([3n * SOL, 3n * SOL, SOL]);
  const tooMuch = await withdraw(program, { user: ana, to, lamports: 3n * SOL + 1n });
  const { logs } = await stage.fails("too much", ana, [tooMuch], "InsufficientFunds");
  expect(logs).toContain(`Program log: asked for ${3n * SOL + 1n} lamports, the balance is ${3n * SOL}`);
});

describe("attack: another account as the vault of a deposit", () => {
  test("a bank that does not look pays out what it never got", async () => {
    const { stage, svm, program, mallory, vault } = await scene(carelessBank);
    const own = withAccount(await deposit(program, { user: mallory, lamports: SOL }), vault, mallory.address);
    await stage.succeeds("deposit", mallory, [own]);
    await stage.succeeds("withdraw", mallory, [
      await withdraw(program, { user: mallory, to: mallory.address, lamports: SOL }),
    ]);
    expect(svm.getBalance(vault)).toBe(2n * SOL);
  });

  test("one that does refuses", async () => {
    const { stage, program, mallory, vault } = await scene();
    const own = withAccount(await deposit(program, { user: mallory, lamports: SOL }), vault, mallory.address);
    await stage.fails("deposit", mallory, [own], "InvalidSeeds");
  });
});

describe("attack: in the name of somebody who has not signed", () => {
  test("nobody but the program's check asks for the user's signature: the vault's is the program's", async () => {
    const { stage, svm, program, ana, mallory } = await scene(carelessBank);
    const instruction = await withdraw(program, { user: ana, to: mallory.address, lamports: SOL });
    await stage.succeeds("steal", mallory, [withoutSignature(instruction, ana.address)]);
    expect(svm.getBalance(mallory.address)).toBe(11n * SOL - 5000n);
  });

  test("with the check", async () => {
    const { stage, program, ana, mallory } = await scene();
    const stolen = await withdraw(program, { user: ana, to: mallory.address, lamports: SOL });
    await stage.fails("withdraw", mallory, [withoutSignature(stolen, ana.address)], "MissingRequiredSignature");
    const forced = await deposit(program, { user: ana, lamports: SOL });
    await stage.fails("deposit", mallory, [withoutSignature(forced, ana.address)], "MissingRequiredSignature");
  });
});

test("attack: somebody else's balance, a forged one, another vault, another System program", async () => {
  const { stage, svm, program, ana, mallory, vault, balances } = await scene();
  await stage.prepare(mallory, [await deposit(program, { user: mallory, lamports: SOL })]);
  const [ofAna, ofMallory] = balances as [typeof vault, typeof vault];
  const take = await withdraw(program, { user: mallory, to: mallory.address, lamports: 2n * SOL });
  const put = await deposit(program, { user: mallory, lamports: SOL });
  await stage.fails("Ana's balance", mallory, [withAccount(take, ofMallory, ofAna)], "InvalidArgument");
  await stage.fails("into Ana's", mallory, [withAccount(put, ofMallory, ofAna)], "InvalidSeeds");
  const forged = addressNamed("forged");
  const data = balanceCodec.encode({ user: new PublicKey(mallory.address).toBytes(), lamports: 9n * SOL });
  svm.setAccount(forged, { lamports: SOL, owner: addressNamed("forger"), data });
  await stage.fails("forged", mallory, [withAccount(take, ofMallory, forged)], "IncorrectProgramId");
  await stage.fails("another vault", mallory, [withAccount(take, vault, ana.address)], "InvalidSeeds");
  const impostor = stage.program(
    "impostor",
    entrypoint(() => {}),
  );
  for (const instruction of [put, await withdraw(program, { user: mallory, to: ana.address, lamports: SOL })]) {
    const lie = withAccount(instruction, SYSTEM_PROGRAM_ADDRESS, impostor);
    await stage.fails("lie", mallory, [lie], "IncorrectProgramId");
  }
});

test("attack: nothing, more than there is, data that are no instruction", async () => {
  const { stage, svm, program, ana, balances } = await scene();
  await stage.fails("nothing", ana, [await deposit(program, { user: ana, lamports: 0n })], "InvalidArgument");
  await stage.fails("too much", ana, [await deposit(program, { user: ana, lamports: 100n * SOL })], { Custom: 1 });
  const put = await deposit(program, { user: ana, lamports: SOL });
  await stage.fails("short", ana, [{ ...put, data: put.data!.slice(0, 8) }], "BorshIoError");
  const third = Uint8Array.from(put.data!).fill(2, 0, 1);
  await stage.fails("no instruction", ana, [{ ...put, data: third }], "InvalidInstructionData");
  const full = balanceCodec.encode({ user: new PublicKey(ana.address).toBytes(), lamports: 2n ** 64n - 1n });
  svm.setAccount(balances[0]!, { ...svm.getAccount(balances[0]!)!, data: full });
  await stage.fails("overflow", ana, [put], "ArithmeticOverflow");
});

test("a call that fails undoes what the program did before it", async () => {
  const { stage, svm, program, ana, vault, recorded } = await scene();
  svm.setAccount(vault, { lamports: SOL });
  // The balance is written first; then the vault has not enough.
  const instruction = await withdraw(program, { user: ana, to: ana.address, lamports: 2n * SOL });
  await stage.fails("withdraw", ana, [instruction], { Custom: 1 });
  expect(recorded(0)).toBe(3n * SOL);
});

describe.each(["mainnet", "solana-1.10", "nexis"] as const)("the error of a callee: %s", (features) => {
  async function attempt(lamports: bigint) {
    const stage = new Stage({ features });
    const [ana, ben] = await Promise.all([stage.person("Ana"), stage.person("Ben")]);
    const programAddress = stage.program("catching", catching);
    const accounts = [writableSigner(ana), writable(ben.address), readonly(SYSTEM_PROGRAM_ADDRESS)];
    return stage.send("try", ana, [{ programAddress, accounts, data: borsh.u64.encode(lamports) }]);
  }

  test("ends the caller: what stands in its catch never shows", async () => {
    const result = await attempt(1000n * SOL);
    expect(!result.ok && result.error).toEqual({ InstructionError: [0, { Custom: 1 }] });
    const texts = result.logs.filter((line) => line.startsWith("Program log: "));
    expect(texts).toEqual(["Program log: before the call"]);
  });

  test("if there is none, it goes on", async () => {
    const result = await attempt(SOL);
    expect(result.ok).toBe(true);
    expect(result.logs).toContain("Program log: the call succeeded");
  });
});

test("both clients make the same instructions", async () => {
  const { program, ana, mallory } = await scene();
  const [id, user, to] = [program, ana.address, mallory.address].map((address) => new PublicKey(address));
  expect(web3Keypair("Ana").publicKey).toEqual(user);
  expectSameInstruction(await deposit(program, { user: ana, lamports: SOL }), web3.deposit(id!, user!, SOL));
  const kit = await withdraw(program, { user: ana, to: mallory.address, lamports: SOL });
  expectSameInstruction(kit, web3.withdraw(id!, user!, to!, SOL));
});

test("10,000 random inputs end in errors of the program, or the vault has what the balances say", async () => {
  const { stage, svm, program, ana, mallory, vault, balances, recorded } = await scene(bank, {
    signatureVerification: false,
  });
  const tally = sendRandomInputs({
    stage,
    payer: ana.address,
    programAddress: program,
    instructions: [
      await deposit(program, { user: ana, lamports: SOL }),
      await deposit(program, { user: mallory, lamports: SOL }),
      await withdraw(program, { user: ana, to: mallory.address, lamports: SOL }),
    ],
    accounts: [program, ...balances],
    invariant() {
      if (svm.getBalance(vault)! < recorded(0) + recorded(1)) throw new Error("the vault lacks what users have in it");
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
