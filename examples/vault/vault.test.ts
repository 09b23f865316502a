import type { Address, Instruction } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { type FeaturePresetName, spy } from "callgate";
import {
  CpiContext,
  createProgramAddress,
  deserializeUnchecked,
  entrypoint,
  findProgramAddress,
  invokeSigned,
  type Program,
  pubkey,
  token,
} from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { readonly, signer, writable } from "../support/metas.js";
import { web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { giveTokens, tokenAddress, tokensOf } from "../support/tokens.js";
import { closePosition, createVault, deposit, openPosition, withdraw } from "./client.js";
import * as web3 from "./client-web3.js";
import { demo } from "./demo.js";
import { errors, Position, Vault } from "./program.js";
import { type Scene, scene } from "./scene.js";

const PRESETS: readonly FeaturePresetName[] = ["mainnet", "solana-1.10", "nexis"];

const vaultOf = ({ stage, vault }: Scene) => deserializeUnchecked(Vault.codec, stage.dataOf(vault.vault).subarray(8));
const sharesIn = ({ stage }: Scene, position: Address) =>
  deserializeUnchecked(Position.codec, stage.dataOf(position).subarray(8)).shares;

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(5);
});

test("deposits are shares, one for one while the vault has earned nothing", async () => {
  const it = await scene(new Stage());
  const { stage, vault, ana, ben, accounts } = it;
  await stage.succeeds("Ana", ana, [await deposit(vault, ana, 1_000n)]);
  await stage.succeeds("Ben", ben, [await deposit(vault, ben, 3_000n)]);
  expect([sharesIn(it, accounts.anaPosition), sharesIn(it, accounts.benPosition)]).toEqual([1_000n, 3_000n]);
  expect(vaultOf(it).shares).toBe(4_000n);
  expect([tokensOf(stage, vault.tokens), tokensOf(stage, accounts.anaCoins)]).toEqual([4_000n, 999_000n]);
});

test("what the vault earns belongs to the shares, rounded down", async () => {
  const it = await scene(new Stage());
  const { stage, vault, ana, ben, coins, accounts } = it;
  await stage.succeeds("Ana", ana, [await deposit(vault, ana, 1_000n)]);
  await stage.succeeds("Ben", ben, [await deposit(vault, ben, 3_000n)]);
  await giveTokens(stage, coins, vault.vault, 400n);
  await stage.succeeds("Ana", ana, [await withdraw(vault, ana, 1_000n)]);
  await stage.succeeds("Ben", ben, [await withdraw(vault, ben, 3_000n)]);
  // 1,000 * 4,401 / 4,001 = 1,099.9; 3,000 * 3,302 / 3,001 = 3,300.9
  expect(tokensOf(stage, accounts.anaCoins)).toBe(1_000_099n);
  expect(tokensOf(stage, accounts.benCoins)).toBe(1_000_300n);
  expect([vaultOf(it).shares, tokensOf(stage, vault.tokens)]).toEqual([0n, 1n]);
});

test("an empty position can be closed; its rent goes to its owner", async () => {
  const { stage, svm, vault, ana, ben, accounts } = await scene(new Stage());
  await stage.succeeds("deposit", ben, [await deposit(vault, ben, 10n)]);
  await stage.fails("close", ben, [await closePosition(vault, ben)], customError(errors.PositionNotEmpty));
  await stage.succeeds("withdraw", ben, [await withdraw(vault, ben, 10n)]);
  const rent = svm.getBalance(accounts.benPosition);
  const before = svm.getBalance(ben.address);
  const { fee } = await stage.succeeds("close", ben, [await closePosition(vault, ben)]);
  expect(svm.getAccount(accounts.benPosition)).toBeNull();
  expect(svm.getBalance(ben.address) - before).toBe(rent - fee);
  await stage.fails("deposit", ben, [await deposit(vault, ben, 10n)], { Custom: 3012 });
  await stage.succeeds("anew", ana, [await openPosition(vault, ben.address, ana)]);
  await stage.succeeds("deposit", ben, [await deposit(vault, ben, 10n)]);
});

describe("who signs", () => {
  test("the owner for a deposit, the vault for a withdrawal, and nobody else", async () => {
    const { stage, svm, vault, ana } = await scene(new Stage());
    const called = spy(svm, TOKEN_PROGRAM_ADDRESS);
    await stage.succeeds("in", ana, [await deposit(vault, ana, 1_000n)]);
    await stage.succeeds("out", ana, [await withdraw(vault, ana, 1_000n)]);
    const signers = called.calls.map(({ accounts }) => accounts.filter((each) => each.isSigner).map((a) => a.address));
    // Ana signs the transaction of the withdrawal too; that the Token program is not handed her signature is the vault's.
    expect(signers).toEqual([[ana.address], [vault.vault]]);
  });

  /** A program in the vault's place that sends 1 token from the vault, signing with what the test says. */
  async function signedBy(
    seedsOf: (id: Uint8Array, mint: Uint8Array, bump: number) => Uint8Array[][],
    features: FeaturePresetName = "mainnet",
  ) {
    const it = await scene(new Stage({ features }));
    const { stage, svm, vault, ana, accounts } = it;
    await stage.prepare(ana, [await deposit(vault, ana, 5n)]);
    const thief: Program = entrypoint((id, [authority, from, to, mint, tokenProgram]) => {
      const [, bump] = findProgramAddress([text("vault"), mint!.key], pubkey(vault.programAddress));
      const transfer = { from: from!, to: to!, authority: authority! };
      const seeds = seedsOf(id, mint!.key, bump);
      token.transfer(CpiContext.newWithSigner(tokenProgram!, transfer, seeds), { amount: 1n });
    });
    const metas = [
      readonly(vault.vault),
      writable(vault.tokens),
      writable(accounts.anaCoins),
      readonly(vault.mint),
      readonly(TOKEN_PROGRAM_ADDRESS),
    ];
    const instruction = (programAddress: Address): Instruction => ({ programAddress, accounts: metas });
    return { ...it, svm, thief, instruction };
  }

  const text = (seed: string) => new TextEncoder().encode(seed);
  const right = (_: Uint8Array, mint: Uint8Array, bump: number) => [[text("vault"), mint, Uint8Array.of(bump)]];

  test("the same seeds sign for the vault's program alone", async () => {
    const { stage, svm, vault, ana, thief, instruction } = await signedBy(right);
    const address = stage.program("thief", thief);
    await stage.fails("elsewhere", ana, [instruction(address)], "PrivilegeEscalation");
    svm.addProgram(vault.programAddress, thief);
    await stage.succeeds("at the vault's id", ana, [instruction(vault.programAddress)]);
  });

  test("seeds with another bump sign for another address", async () => {
    const { stage, svm, vault, ana, thief, instruction } = await signedBy((id, mint, bump) => {
      return [[text("vault"), mint, Uint8Array.of(nextBump(mint, bump, id))]];
    });
    svm.addProgram(vault.programAddress, thief);
    await stage.fails("another bump", ana, [instruction(vault.programAddress)], "PrivilegeEscalation");
  });

  /** The next lower bump that gives an address at all. */
  function nextBump(mint: Uint8Array, bump: number, id: Uint8Array): number {
    try {
      createProgramAddress([text("vault"), mint, Uint8Array.of(bump - 1)], id);
      return bump - 1;
    } catch {
      return nextBump(mint, bump - 1, id);
    }
  }

  test.each(PRESETS)("under %s, seeds of an address that no account of the call has are idle", async (features) => {
    const twoSets = (id: Uint8Array, mint: Uint8Array, bump: number) => {
      const [, other] = findProgramAddress([text("other")], id);
      return [[text("other"), Uint8Array.of(other)], ...right(id, mint, bump)];
    };
    const { stage, svm, vault, ana, thief, instruction } = await signedBy(twoSets, features);
    svm.addProgram(vault.programAddress, thief);
    await stage.succeeds("two sets", ana, [instruction(vault.programAddress)]);
  });
});

describe("privileges propagate, and never grow", () => {
  /** A caller that asks for its first account with these rights. */
  const asking = (isSigner: boolean, isWritable: boolean) =>
    entrypoint((_, accounts) => {
      const [account, callee] = accounts;
      const metas = [{ pubkey: account!.key, isSigner, isWritable }];
      invokeSigned({ programId: callee!.key, accounts: metas, data: new Uint8Array() }, accounts, []);
    });

  test.each<[string, { given: 0 | 1 | 2 | 3; asked: 0 | 1 | 2 | 3; error?: ExpectedError }]>([
    ["a signer stays a signer", { given: 2, asked: 2 }],
    ["a writable account stays writable", { given: 1, asked: 1 }],
    ["both stay", { given: 3, asked: 3 }],
    ["a right may be dropped", { given: 3, asked: 0 }],
    ["a non-signer cannot become a signer", { given: 1, asked: 3, error: "PrivilegeEscalation" }],
    ["a readonly account cannot become writable", { given: 2, asked: 3, error: "PrivilegeEscalation" }],
  ])("%s", async (_, { given, asked, error }) => {
    const stage = new Stage();
    const [ana, ben] = await Promise.all([stage.person("Ana"), stage.person("Ben")]);
    const caller = stage.program("caller", asking((asked & 2) > 0, (asked & 1) > 0));
    const callee = stage.program(
      "callee",
      entrypoint(() => {}),
    );
    const called = spy(stage.svm, callee);
    const account = (given & 2) > 0 ? { ...signer(ben), role: given } : { address: ben.address, role: given };
    const instruction = { programAddress: caller, accounts: [account, readonly(callee)] } as Instruction;
    if (error !== undefined) {
      await stage.fails("call", ana, [instruction], error);
      expect(called.calls).toHaveLength(0);
      return;
    }
    await stage.succeeds("call", ana, [instruction]);
    const [received] = called.calls[0]!.accounts;
    expect([received!.isSigner, received!.isWritable]).toEqual([(asked & 2) > 0, (asked & 1) > 0]);
  });
});

test("both clients make the same instructions", async () => {
  const { vault, ana, ben } = await scene(new Stage());
  const other = new web3.Vault(new PublicKey(vault.programAddress), new PublicKey(vault.mint));
  const [key, benKey] = [web3Keypair("Ana").publicKey, web3Keypair("Ben").publicKey];
  expectSameInstruction(createVault(vault, ana), other.create(key));
  expectSameInstruction(await openPosition(vault, ben.address, ana), other.openPosition(benKey, key));
  expectSameInstruction(await deposit(vault, ana, 5n, 6n), other.deposit(key, 5n, 6n));
  expectSameInstruction(await withdraw(vault, ana, 5n, 6n), other.withdraw(key, 5n, 6n));
  expectSameInstruction(await closePosition(vault, ana), other.closePosition(key));
});

test("10,000 random inputs: the vault has a token for each share, and the positions all shares", async () => {
  const it = await scene(new Stage({ signatureVerification: false }));
  const { stage, vault, ana, ben, accounts } = it;
  await stage.prepare(ana, [await deposit(vault, ana, 1_000n)]);
  const { anaPosition, benPosition } = accounts;
  const tally = sendRandomInputs({
    stage,
    payer: ben.address,
    programAddress: vault.programAddress,
    instructions: [
      await deposit(vault, ana, 500n),
      await deposit(vault, ben, 300n, 1n),
      await withdraw(vault, ana, 100n),
      await withdraw(vault, ben, 1n),
      await closePosition(vault, ben),
      await openPosition(vault, ben.address, ben),
      createVault(vault, ana),
    ],
    accounts: [anaPosition, benPosition, await tokenAddress(vault.mint, ana.address), vault.programAddress],
    invariant() {
      const { shares } = vaultOf(it);
      if (tokensOf(stage, vault.tokens) < shares) throw new Error("shares without tokens");
      const positions = [anaPosition, benPosition].filter((each) => stage.svm.getAccount(each) !== null);
      const sum = positions.reduce((all, each) => all + sharesIn(it, each), 0n);
      if (sum !== shares) throw new Error(`positions have ${sum} shares, the vault ${shares}`);
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
