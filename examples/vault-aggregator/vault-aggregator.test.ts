import type { Address, Instruction } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { type FeaturePresetName, spy } from "callgate";
import { deserializeUnchecked, entrypoint, invoke, type ValueOf } from "callgate/program";
import { describe, expect, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { readonly } from "../support/metas.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { Stage } from "../support/stage.js";
import { giveTokens, tokenAddress, tokensOf } from "../support/tokens.js";
import {
  addStrategy,
  createAggregator,
  deposit,
  findPosition,
  harvest,
  openPosition,
  retireStrategy,
  withdraw,
} from "./client.js";
import { demo } from "./demo.js";
import { KEEPER, SAVINGS, type Scene, scene, web3Aggregator, web3Strategies } from "./scene.js";
import { Aggregator, errors, Position } from "./state.js";

const stateOf = ({ stage, aggregator }: Scene): ValueOf<typeof Aggregator.codec> =>
  deserializeUnchecked(Aggregator.codec, stage.dataOf(aggregator.aggregator).subarray(8));

async function sharesOf({ stage, aggregator }: Scene, owner: Address): Promise<bigint> {
  const data = stage.dataOf(await findPosition(aggregator, owner));
  return deserializeUnchecked(Position.codec, data.subarray(8)).shares;
}

/** Where the coins of each strategy lie. */
const placesOf = ({ strategies, vault }: Scene) => [
  strategies[SAVINGS]!.own[3]!.address,
  vault.tokens,
  strategies[KEEPER]!.own[2]!.address,
];

test("the demonstration comes out as it says", async () => {
  const titles: string[] = [];
  await demo(new Stage({}, (title) => titles.push(title)));
  expect(titles).toHaveLength(8);
});

test("a deposit is routed to the strategies by their weights; the rest stays in the treasury", async () => {
  const it = await scene(new Stage());
  const { stage, ana, aggregator, strategies } = it;
  const before = placesOf(it).map((place) => tokensOf(stage, place));
  const result = await stage.succeeds("deposit", ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
  const gained = placesOf(it).map((place, i) => tokensOf(stage, place) - before[i]!);
  expect(gained).toEqual([5_000n, 3_000n, 1_000n]);
  expect(tokensOf(stage, aggregator.treasury)).toBe(1_000n);
  expect(stateOf(it).strategies.map(({ principal }) => principal)).toEqual([5_000n, 3_000n, 1_000n]);
  expect(await sharesOf(it, ana.address)).toBe(10_000n);
  // The aggregator, a strategy, the vault that the strategy uses, and the Token program.
  expect(Math.max(...result.instructionTrace.map(({ stackHeight }) => stackHeight))).toBe(4);
});

test("earnings belong to those who were there", async () => {
  const it = await scene(new Stage());
  const { stage, svm, ana, ben, coins, aggregator, strategies, vault, accounts } = it;
  await stage.succeeds("Ana", ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
  svm.warpToSlot(svm.slot + 2_000n);
  // 2 % of 5,000 from the savings, and 60 that the vault has earned.
  await giveTokens(stage, coins, vault.vault, 60n);
  await stage.fails(
    "Ben, before they are brought in",
    ben,
    [await deposit(aggregator, strategies, ben, 10_000n)],
    customError(errors.NotHarvested),
  );
  await stage.succeeds("Ben", ben, [
    harvest(aggregator, strategies),
    await deposit(aggregator, strategies, ben, 10_000n),
  ]);
  // One of the 60 is the vault's rounding: 3,000 shares of 3,001.
  expect(tokensOf(stage, aggregator.treasury)).toBe(1_000n + 100n + 59n + 1_000n);
  // 10,000 * 10,001 / 10,160
  expect(await sharesOf(it, ben.address)).toBe(9_843n);
  await stage.succeeds("Ana", ana, [await withdraw(aggregator, strategies, ana, 10_000n)]);
  await stage.succeeds("Ben", ben, [await withdraw(aggregator, strategies, ben, 9_843n)]);
  // 160 earned: what is rounded for Ana stays there, and the last gets it; 1 is left in the vault.
  expect(tokensOf(stage, accounts.anaCoins)).toBe(100_157n);
  expect(tokensOf(stage, accounts.benCoins)).toBe(100_002n);
  expect(stateOf(it)).toMatchObject({ shares: 0n });
  expect(stateOf(it).strategies.map(({ principal }) => principal)).toEqual([0n, 0n, 0n]);
});

test("a strategy receives the signature of its own hand, and no other right to anything of the aggregator's", async () => {
  const { stage, svm, ana, aggregator, strategies } = await scene(new Stage());
  const spies = strategies.map(({ program }) => spy(svm, program));
  await stage.succeeds("deposit", ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
  for (const [place, { calls }] of spies.entries()) {
    expect(calls).toHaveLength(1);
    const received = calls[0]!.accounts;
    expect(received.filter(({ isSigner }) => isSigner).map(({ address }) => address)).toEqual([
      strategies[place]!.hand,
    ]);
    expect(received.map(({ address }) => address)).not.toContain(aggregator.treasury);
  }
});

describe.each<FeaturePresetName>(["mainnet", "solana-1.10", "nexis"])("how deep calls go, under %s", (features) => {
  /** Calls the program of its first account with the rest of what it got. */
  const wrapper = entrypoint((_, [callee, ...accounts], data) => {
    const metas = accounts.map(({ key: pubkey, isSigner, isWritable }) => ({ pubkey, isSigner, isWritable }));
    invoke({ programId: callee!.key, accounts: metas, data }, accounts);
  });

  test("the article's four are one less than there are", async () => {
    const { stage, ana, aggregator, strategies } = await scene(new Stage({ features }));
    const wrapped = (inner: Instruction, name: string): Instruction => {
      const programAddress = stage.program(name, wrapper);
      return { ...inner, programAddress, accounts: [readonly(inner.programAddress), ...inner.accounts!] };
    };
    const once = wrapped(await deposit(aggregator, strategies, ana, 1_000n), "front");
    const { instructionTrace } = await stage.succeeds("five", ana, [once]);
    expect(Math.max(...instructionTrace.map(({ stackHeight }) => stackHeight))).toBe(5);
    await stage.fails("six", ana, [wrapped(once, "front of the front")], "CallDepth");
  });
});

test("both clients make the same instructions", async () => {
  const { aggregator, strategies, ana, manager } = await scene(new Stage());
  const other = web3Aggregator(aggregator);
  const rest = web3Strategies(strategies);
  const key = web3Keypair("Ana").publicKey;
  expectSameInstruction(createAggregator(aggregator, manager), other.create());
  const id = addressNamed("another");
  const added = addStrategy(aggregator, manager, id, { place: 1, weight: 0x1234, ownAccounts: 5 });
  expectSameInstruction(added, other.addStrategy(new PublicKey(id), 1, 0x1234, 5));
  expectSameInstruction(retireStrategy(aggregator, manager, 2), other.retireStrategy(2));
  expectSameInstruction(await openPosition(aggregator, ana), other.openPosition(key));
  expectSameInstruction(harvest(aggregator, strategies), other.harvest(rest));
  expectSameInstruction(await deposit(aggregator, strategies, ana, 5n, 6n), other.deposit(rest, key, 5n, 6n));
  expectSameInstruction(await withdraw(aggregator, strategies, ana, 5n, 6n), other.withdraw(rest, key, 5n, 6n));
});

test("10,000 random inputs: the positions have all shares, and the strategies what is theirs", async () => {
  const it = await scene(new Stage({ signatureVerification: false }));
  const { stage, ana, ben, aggregator, strategies } = it;
  await stage.prepare(ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
  const positions = await Promise.all([ana, ben].map(({ address }) => findPosition(aggregator, address)));
  const tally = sendRandomInputs({
    stage,
    payer: ben.address,
    programAddress: aggregator.programAddress,
    instructions: [
      await deposit(aggregator, strategies, ana, 500n),
      await deposit(aggregator, strategies, ben, 3_000n, 1n),
      await withdraw(aggregator, strategies, ana, 100n),
      await withdraw(aggregator, strategies, ben, 1n),
      harvest(aggregator, strategies),
      await openPosition(aggregator, ben),
    ],
    accounts: [await tokenAddress(aggregator.mint, ana.address), aggregator.programAddress],
    invariant() {
      const state = stateOf(it);
      const [, inVault, kept] = placesOf(it).map((place) => tokensOf(stage, place));
      const [, lent, held] = state.strategies.map(({ principal }) => principal);
      if (inVault! < lent! || kept! < held!) throw new Error("a strategy has less than its principal");
      if (sum() !== state.shares) throw new Error("the positions have not all shares");
    },
  });
  function sum(): bigint {
    return positions.reduce((all, each) => {
      return all + deserializeUnchecked(Position.codec, stage.dataOf(each).subarray(8)).shares;
    }, 0n);
  }
  expect(tally.get("success")).toBeGreaterThan(100);
  expect(tally.size).toBeGreaterThan(5);
});
