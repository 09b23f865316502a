import { type Address, type Instruction, isSignerRole } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { type FeaturePresetName, spy } from "callgate";
import { deserializeUnchecked, entrypoint, invoke, mock, type Program, type ValueOf } from "callgate/program";
import { describe, expect, test } from "vitest";
import { readonly, signer, writable } from "../support/metas.js";
import { addressNamed, web3Keypair } from "../support/people.js";
import { sendRandomInputs } from "../support/random-inputs.js";
import { expectSameInstruction } from "../support/same-instruction.js";
import { type ExpectedError, Stage } from "../support/stage.js";
import { withAccount, withoutAccount } from "../support/tampering.js";
import { giveTokens, tokenAddress, tokensOf } from "../support/tokens.js";
import {
  addStrategy,
  createAggregator,
  deposit,
  findAggregator,
  findPosition,
  harvest,
  openPosition,
  retireStrategy,
  withdraw,
} from "./client.js";
import { demo } from "./demo.js";
import * as hostile from "./hostile.js";
import { INTO_VAULT, KEEPER, SAVINGS, scene, web3Aggregator, web3Strategies, withOwn } from "./scene.js";
import { Aggregator, errors, Position } from "./state.js";

type Scene = Awaited<ReturnType<typeof scene>>;
const custom = ({ code }: { code: number }) => ({ Custom: code });
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
    custom(errors.NotHarvested),
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

describe("a hostile strategy", () => {
  /** Ana has 10,000 shares; then Mallory's strategy becomes `program`, and Ben or Ana call it. */
  async function betrayed(program: Program) {
    const it = await scene(new Stage());
    const { stage, svm, ana, aggregator, strategies, accounts } = it;
    await stage.prepare(ana, [await deposit(aggregator, strategies, ana, 10_000n)]);
    svm.addProgram(strategies[KEEPER]!.program, program);
    const own = (...rest: ReturnType<typeof writable>[]) => withOwn(strategies, writable(accounts.pocket), ...rest);
    const treasury = own(writable(aggregator.treasury), readonly(aggregator.aggregator));
    return { ...it, own, treasury };
  }

  test.each<[string, Program, ExpectedError]>([
    ["takes more than it is handed: the Token program's InsufficientFunds", hostile.takes(1n), { Custom: 1 }],
    ["takes less, and leaves the rest in the purse", hostile.takes(-1n), custom(errors.NotTaken)],
    ["signs for the aggregator, to take from the treasury", hostile.forges, "PrivilegeEscalation"],
    ["takes from the treasury, signing with its hand: OwnerMismatch", hostile.signsWithItsHand, { Custom: 4 }],
    ["fails", mock({ error: 77 }), { Custom: 77 }],
  ])("%s", async (_, program, error) => {
    const { stage, ben, aggregator, treasury } = await betrayed(program);
    await stage.fails("deposit", ben, [await deposit(aggregator, treasury, ben, 10_000n)], error);
  });

  test.each<[string, Program, ExpectedError]>([
    ["says that it gave, and gave nothing", hostile.says((amount) => amount), custom(errors.StrategyLied)],
    ["says that it gave more", hostile.says(() => 2n ** 64n - 1n), custom(errors.StrategyLied)],
    ["says nothing", hostile.isSilent, "InvalidInstructionData"],
  ])("%s", async (_, program, error) => {
    const { stage, ana, aggregator, treasury } = await betrayed(program);
    await stage.fails("withdraw", ana, [await withdraw(aggregator, treasury, ana, 10_000n)], error);
    await stage.fails("harvest", ana, [harvest(aggregator, treasury)], error);
  });

  test("lets another program speak for it: the return data says who returned it", async () => {
    const delegates = entrypoint((_, [, , , speaker]) => {
      invoke({ programId: speaker!.key, accounts: [], data: new Uint8Array() }, []);
    });
    const it = await betrayed(delegates);
    const speaker = it.stage.program("speaker", mock({ returnData: new Uint8Array(8) }));
    const speaking = withOwn(it.strategies, readonly(speaker), readonly(speaker), readonly(speaker));
    await it.stage.fails("harvest", it.ana, [harvest(it.aggregator, speaking)], "IncorrectProgramId");
  });

  test("gives nothing and says so: whoever withdraws has a limit against that", async () => {
    const { stage, ana, aggregator, treasury, accounts } = await betrayed(hostile.says(() => 0n));
    const careful = await withdraw(aggregator, treasury, ana, 10_000n, 9_900n);
    await stage.fails("withdraw", ana, [careful], custom(errors.SlippageExceeded));
    await stage.succeeds("withdraw", ana, [await withdraw(aggregator, treasury, ana, 10_000n, 8_900n)]);
    expect(tokensOf(stage, accounts.anaCoins)).toBe(99_000n);
  });

  test("writes what it may only read", async () => {
    const { stage, ben, aggregator, own } = await betrayed(hostile.writes);
    const callee = stage.program("callee", mock());
    const reading = own(readonly(aggregator.treasury), readonly(callee));
    // In this transaction the treasury is writable: what counts is what the strategy was handed.
    const instruction = await deposit(aggregator, reading, ben, 10_000n);
    const victim = addressNamed("victim");
    const elsewhere = withAccountAt(instruction, -2, victim);
    await stage.fails("write", ben, [elsewhere], "PrivilegeEscalation");
  });

  test("calls the aggregator back", async () => {
    const { stage, ben, aggregator, own } = await betrayed(hostile.callsBack);
    const back = own(writable(aggregator.aggregator), readonly(aggregator.programAddress));
    await stage.fails("call back", ben, [await deposit(aggregator, back, ben, 10_000n)], "ReentrancyNotAllowed");
  });

  test("asks for the signature of whoever deposits: the aggregator does not hand it on", async () => {
    const { stage, ben, aggregator, own, accounts } = await betrayed(hostile.forges);
    const robbing = own(writable(accounts.benCoins), { ...signer(ben) });
    const instruction = await deposit(aggregator, robbing, ben, 10_000n);
    expect(instruction.accounts!.filter(({ role }) => isSignerRole(role))).toHaveLength(2);
    await stage.fails("rob", ben, [instruction], custom(errors.SignerHandedOn));
  });

  test("is given up by the manager; the others pay", async () => {
    const it = await betrayed(mock({ error: 77 }));
    const { stage, ana, ben, manager, aggregator, strategies, accounts } = it;
    await stage.fails("stuck", ana, [await withdraw(aggregator, strategies, ana, 10_000n)], { Custom: 77 });
    const byBen = retireStrategy({ ...aggregator }, ben, KEEPER);
    await stage.fails("not by Ben", ben, [byBen], { Custom: 2001 });
    await stage.succeeds("retire", manager, [retireStrategy(aggregator, manager, KEEPER)]);
    const left = strategies.slice(0, KEEPER);
    await stage.succeeds("free", ana, [await withdraw(aggregator, left, ana, 10_000n)]);
    expect(tokensOf(stage, accounts.anaCoins)).toBe(99_000n);
    const again = addStrategy(aggregator, manager, strategies[KEEPER]!.program, {
      place: KEEPER,
      weight: 1,
      ownAccounts: 3,
    });
    await stage.fails("its place is not given again", manager, [again], custom(errors.PlaceTaken));
  });

  test("cannot get at another strategy's coins: each has a hand of its own", async () => {
    const { stage, ben, aggregator, own, strategies, vault } = await betrayed(hostile.forges);
    const victim = strategies[INTO_VAULT]!;
    const reaching = own(writable(victim.purse), readonly(victim.hand));
    await stage.fails("reach", ben, [await deposit(aggregator, reaching, ben, 10_000n)], "PrivilegeEscalation");
    const deeper = own(writable(vault.tokens), readonly(vault.vault));
    await stage.fails("reach", ben, [await deposit(aggregator, deeper, ben, 10_000n)], "PrivilegeEscalation");
  });
});

function withAccountAt(instruction: Instruction, index: number, address: Address): Instruction {
  const accounts = [...instruction.accounts!];
  return { ...instruction, accounts: accounts.with(index, readonly(address)) };
}

describe("attacks", () => {
  type Attack = (it: Scene) => Promise<Instruction> | Instruction;

  test.each<[string, Attack, ExpectedError]>([
    [
      "a program in the place of a strategy",
      async ({ aggregator, strategies, ana }) =>
        withAccount(await deposit(aggregator, strategies, ana, 100n), strategies[KEEPER]!.program, addressNamed("x")),
      custom(errors.WrongStrategy),
    ],
    [
      "the hand of another strategy",
      async ({ aggregator, strategies, ana }) => {
        const own = strategies.with(KEEPER, { ...strategies[KEEPER]!, hand: strategies[SAVINGS]!.hand });
        return deposit(aggregator, own, ana, 100n);
      },
      custom(errors.WrongStrategy),
    ],
    [
      "a purse of Ana's",
      async ({ aggregator, strategies, ana, accounts }) => {
        const own = strategies.with(SAVINGS, { ...strategies[SAVINGS]!, purse: accounts.anaCoins });
        return deposit(aggregator, own, ana, 100n);
      },
      custom(errors.WrongStrategy),
    ],
    [
      "the strategies in another order",
      ({ aggregator, strategies, ana }) => deposit(aggregator, strategies.toReversed(), ana, 100n),
      custom(errors.WrongStrategy),
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
      custom(errors.ZeroAmount),
    ],
    [
      "no shares",
      ({ aggregator, strategies, ana }) => withdraw(aggregator, strategies, ana, 0n),
      custom(errors.ZeroAmount),
    ],
    [
      "shares that Ana has not",
      ({ aggregator, strategies, ana }) => withdraw(aggregator, strategies, ana, 1n),
      custom(errors.NotEnoughShares),
    ],
    [
      "more shares than the coins are worth",
      ({ aggregator, strategies, ana }) => deposit(aggregator, strategies, ana, 100n, 101n),
      custom(errors.SlippageExceeded),
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
    ["a place that is taken", { place: 0, weight: 1, ownAccounts: 0 }, custom(errors.PlaceTaken)],
    ["no place", { place: 3, weight: 1, ownAccounts: 0 }, custom(errors.PlaceTaken)],
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
    await stage.fails("more than the whole", ana, [add(0, 6_000), add(1, 4_001)], custom(errors.TooMuchWeight));
    await stage.succeeds("the whole", ana, [add(0, 6_000), add(1, 4_000)]);
    await stage.fails("no place to give up", ana, [retireStrategy(fresh, ana, 3)], custom(errors.PlaceTaken));
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
