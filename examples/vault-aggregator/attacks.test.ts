import type { Instruction } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { describe, test } from "vitest";
import { customError } from "../support/custom-error.js";
import { readonly, writable } from "../support/metas.js";
import { addressNamed } from "../support/people.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutAccount } from "../support/tampering.js";
import { giveTokens } from "../support/tokens.js";
import {
  addStrategy,
  createAggregator,
  deposit,
  findAggregator,
  findPosition,
  openPosition,
  retireStrategy,
  withdraw,
} from "./client.js";
import { KEEPER, SAVINGS, type Scene, scene } from "./scene.js";
import { errors } from "./state.js";

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;

  test.each<[string, Attack, ExpectedError]>([
    [
      "a program in the place of a strategy",
      async ({ aggregator, strategies, ana }) =>
        withAccount(await deposit(aggregator, strategies, ana, 100n), strategies[KEEPER]!.program, addressNamed("x")),
      customError(errors.WrongStrategy),
    ],
    [
      "the hand of another strategy",
      async ({ aggregator, strategies, ana }) => {
        const own = strategies.with(KEEPER, { ...strategies[KEEPER]!, hand: strategies[SAVINGS]!.hand });
        return deposit(aggregator, own, ana, 100n);
      },
      customError(errors.WrongStrategy),
    ],
    [
      "a purse of Ana's",
      async ({ aggregator, strategies, ana, accounts }) => {
        const own = strategies.with(SAVINGS, { ...strategies[SAVINGS]!, purse: accounts.anaCoins });
        return deposit(aggregator, own, ana, 100n);
      },
      customError(errors.WrongStrategy),
    ],
    [
      "the strategies in another order",
      ({ aggregator, strategies, ana }) => deposit(aggregator, strategies.toReversed(), ana, 100n),
      customError(errors.WrongStrategy),
    ],
    [
      "a strategy left out",
      ({ aggregator, strategies, ana }) => deposit(aggregator, strategies.slice(0, 2), ana, 100n),
      "NotEnoughAccountKeys",
    ],
    [
      "an account of a strategy left out",
      async ({ aggregator, strategies, ana }) =>
        withoutAccount(await deposit(aggregator, strategies, ana, 100n), strategies[KEEPER]!.own[2]!.address),
      "NotEnoughAccountKeys",
    ],
    [
      "a treasury of Ana's",
      async ({ aggregator, strategies, ana, accounts }) =>
        withAccount(await deposit(aggregator, strategies, ana, 100n), aggregator.treasury, accounts.benCoins),
      { Custom: 2001 },
    ],
    [
      "nothing",
      ({ aggregator, strategies, ana }) => deposit(aggregator, strategies, ana, 0n),
      customError(errors.ZeroAmount),
    ],
    [
      "no shares",
      ({ aggregator, strategies, ana }) => withdraw(aggregator, strategies, ana, 0n),
      customError(errors.ZeroAmount),
    ],
    [
      "shares that Ana has not",
      ({ aggregator, strategies, ana }) => withdraw(aggregator, strategies, ana, 1n),
      customError(errors.NotEnoughShares),
    ],
    [
      "more shares than the coins are worth",
      ({ aggregator, strategies, ana }) => deposit(aggregator, strategies, ana, 100n, 101n),
      customError(errors.SlippageExceeded),
    ],
    [
      "Ben's position",
      async ({ aggregator, strategies, ana, ben }) => {
        const positions = await Promise.all([ana, ben].map(({ address }) => findPosition(aggregator, address)));
        return withAccount(await withdraw(aggregator, strategies, ana, 1n), positions[0]!, positions[1]!);
      },
      { Custom: 2001 },
    ],
    [
      "a strategy chosen by Ana",
      ({ aggregator, ana, strategies }) =>
        addStrategy(aggregator, ana, strategies[KEEPER]!.program, { place: 0, weight: 1, ownAccounts: 0 }),
      { Custom: 2001 },
    ],
    ["a position once more", ({ aggregator, ana }) => openPosition(aggregator, ana), { Custom: 0 }],
  ])("%s", async (_, attack, error) => {
    const it = await scene(new Stage());
    await it.stage.fails("attack", it.ana, [await attack(it)], error);
  });

  test.each<[string, { place: number; weight: number; ownAccounts: number }, ExpectedError]>([
    ["a place that is taken", { place: 0, weight: 1, ownAccounts: 0 }, customError(errors.PlaceTaken)],
    ["no place", { place: 3, weight: 1, ownAccounts: 0 }, customError(errors.PlaceTaken)],
  ])("the manager chooses %s", async (_, args, error) => {
    const { stage, manager, aggregator } = await scene(new Stage());
    await stage.fails("add", manager, [addStrategy(aggregator, manager, addressNamed("another"), args)], error);
  });

  test("weights of more than the whole; an aggregator is made once, with a treasury of its own", async () => {
    const { stage, ana, coins, aggregator, manager, accounts } = await scene(new Stage());
    await stage.fails("again", manager, [createAggregator(aggregator, manager)], { Custom: 0 });
    const fresh = await findAggregator(aggregator.programAddress, ana.address, coins.address);
    await giveTokens(stage, coins, fresh.aggregator);
    const own = withAccount(createAggregator(fresh, ana), fresh.treasury, accounts.anaCoins);
    await stage.fails("own treasury", ana, [own], { Custom: 2015 });
    await stage.succeeds("create", ana, [createAggregator(fresh, ana)]);
    const add = (place: number, weight: number) =>
      addStrategy(fresh, ana, addressNamed("another"), { place, weight, ownAccounts: 0 });
    await stage.fails("more than the whole", ana, [add(0, 6_000), add(1, 4_001)], customError(errors.TooMuchWeight));
    await stage.succeeds("the whole", ana, [add(0, 6_000), add(1, 4_000)]);
    await stage.fails("no place to give up", ana, [retireStrategy(fresh, ana, 3)], customError(errors.PlaceTaken));
  });

  test("a strategy asks for the hand's signature: nobody withdraws past the aggregator", async () => {
    const { stage, ana, aggregator, strategies, accounts } = await scene(new Stage());
    await stage.prepare(ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
    for (const { program, hand, own } of strategies) {
      const metas = [readonly(hand), writable(accounts.anaCoins), readonly(TOKEN_PROGRAM_ADDRESS), ...own];
      const data = Uint8Array.of(2, 1, 0, 0, 0, 0, 0, 0, 0);
      await stage.fails("past", ana, [{ programAddress: program, accounts: metas, data }], { Custom: 3010 });
    }
  });
});
