import { type Address, isOffCurveAddress } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import type { FeaturePresetName } from "callgate";
import { describe, expect, test } from "vitest";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { Wager as Web3Wager } from "./client-web3.js";
import { demo } from "./demo.js";
import { accepted, DEADLINE, proposed, SOL, scene } from "./scene.js";

/** The documents describe the first network and the second in the same words. */
const PRESETS: readonly FeaturePresetName[] = ["mainnet", "solana-1.10", "nexis"];

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(6);
});

describe.each(PRESETS)("under %s", (features) => {
  const FEE = 5000n;
  const set = async () => {
    const it = await accepted(new Stage({ features }));
    return { ...it, balanceOf: (address: Address) => it.svm.getBalance(address) ?? 0n };
  };

  test("the stakes are with the program until they are decided", async () => {
    const { balanceOf, ana, ben, wager } = await set();
    const rent = balanceOf(wager.address);
    expect(rent).toBeGreaterThan(0n);
    expect(balanceOf(wager.vault)).toBe(2n * SOL);
    expect(balanceOf(ana.address)).toBe(9n * SOL - rent - FEE);
    expect(balanceOf(ben.address)).toBe(9n * SOL - FEE);
  });

  test.each(["ana", "ben"] as const)("the winner gets both stakes, the creator the rent: %s wins", async (name) => {
    const { balanceOf, stage, ana, ben, cleo, wager } = await set();
    const winner = { ana, ben }[name].address;
    await stage.succeeds("decide", cleo, [wager.decide(cleo, winner)]);
    const won = (address: Address) => (address === winner ? 11n : 9n) * SOL - FEE;
    expect(balanceOf(ana.address)).toBe(won(ana.address));
    expect(balanceOf(ben.address)).toBe(won(ben.address));
    expect([balanceOf(wager.vault), balanceOf(wager.address)]).toEqual([0n, 0n]);
  });

  test("the vault's address has no key; the intermediary signs the transfer with seeds", async () => {
    const { stage, cleo, wager, ben } = await set();
    expect(isOffCurveAddress(wager.vault)).toBe(true);
    const { innerInstructions, accountKeys } = await stage.succeeds("decide", cleo, [wager.decide(cleo, ben.address)]);
    const [transfer] = innerInstructions[0]!;
    expect(transfer!.accounts.map((index) => accountKeys[index])).toEqual([wager.vault, ben.address]);
  });

  test("after the deadline both get their stakes back", async () => {
    const { balanceOf, stage, svm, ana, ben, cleo, wager } = await set();
    svm.setClock({ unixTimestamp: DEADLINE });
    await stage.succeeds("refund", cleo, [wager.refund()]);
    expect(balanceOf(ana.address)).toBe(10n * SOL - FEE);
    expect(balanceOf(ben.address)).toBe(10n * SOL - FEE);
  });
});

test("the creator cancels, or is refunded, while nobody has accepted", async () => {
  const { stage, svm, ana, ben, wager } = await proposed(new Stage());
  const start = svm.snapshot();
  await stage.succeeds("cancel", ana, [wager.cancel(ana)]);
  expect(svm.getBalance(ana.address)).toBe(10n * SOL - 10_000n);

  svm.revert(start);
  svm.setClock({ unixTimestamp: DEADLINE });
  await stage.succeeds("refund", ben, [wager.refund()]);
  expect(svm.getBalance(ana.address)).toBe(10n * SOL - 5000n);
  expect(svm.getBalance(ben.address)).toBe(10n * SOL - 5000n);
});

test("who sends lamports to the addresses beforehand cannot keep the wager from being made, and loses them", async () => {
  const { stage, svm, ana, ben, cleo, wager } = await scene(new Stage());
  svm.airdrop(wager.address, 1_000_000n);
  svm.airdrop(wager.vault, 1_000_000n);
  await stage.succeeds("propose", ana, [wager.propose(ana)]);
  await stage.succeeds("accept", ben, [wager.accept(ben)]);
  await stage.succeeds("decide", cleo, [wager.decide(cleo, ben.address)]);
  expect(svm.getBalance(ben.address)).toBe(11n * SOL + 1_000_000n - 5000n);
});

test("both clients make the same instructions", async () => {
  const { program, ana, ben, cleo, terms, wager } = await scene(new Stage());
  const [creator, opponent, arbiter] = ["Ana", "Ben", "Cleo"].map((name) => web3Keypair(name).publicKey);
  const people = { creator: creator!, opponent: opponent!, arbiter: arbiter! };
  const web3 = new Web3Wager(new PublicKey(program), { ...terms, ...people });
  expectSameInstruction(wager.propose(ana), web3.propose());
  expectSameInstruction(wager.accept(ben), web3.accept());
  expectSameInstruction(wager.decide(cleo, ben.address), web3.decide(people.opponent));
  expectSameInstruction(wager.refund(), web3.refund());
  expectSameInstruction(wager.cancel(ana), web3.cancel());
});

test.each(["before", "after"])("10,000 random inputs %s the deadline leave in the vault what it owes", async (when) => {
  const set = await proposed(new Stage({ signatureVerification: false }));
  const { stage, svm, program, ana, ben, cleo, wager, otherWager } = set;
  if (when === "after") {
    await stage.prepare(ben, [wager.accept(ben)]);
    svm.setClock({ unixTimestamp: DEADLINE });
  }
  const other = await otherWager({ id: 2n, deadline: 2n * DEADLINE });
  const tally = sendRandomInputs({
    stage,
    payer: cleo.address,
    programAddress: program,
    instructions: [
      ...[wager.propose(ana), wager.accept(ben), wager.decide(cleo, ana.address), wager.refund(), wager.cancel(ana)],
      ...[other.propose(ana), other.accept(ben), other.decide(cleo, ben.address), other.cancel(ana)],
    ],
    accounts: [addressNamed("nobody")],
    invariant: () => {
      for (const { address, vault } of [wager, other]) {
        const data = svm.getAccount(address)?.data;
        const owed =
          data === undefined ? 0n : new DataView(data.buffer).getBigUint64(104, true) * (data[120] ? 2n : 1n);
        const balance = svm.getBalance(vault) ?? 0n;
        if (balance !== owed) throw new Error(`${balance} lamports are there, ${owed} are owed`);
      }
    },
  });
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(10);
});
