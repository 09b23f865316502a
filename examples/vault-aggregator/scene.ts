import { type AccountMeta, type Address, getAddressEncoder, getProgramDerivedAddress } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { readonly, writable } from "../support/metas.js";
import type { Stage } from "../support/stage.js";
import { giveTokens, makeMint, tokenAddress } from "../support/tokens.js";
import * as vaultClient from "../vault/client.js";
import { vault as vaultProgram } from "../vault/program.js";
import {
  type AggregatorAddresses,
  addStrategy,
  createAggregator,
  findAggregator,
  findHand,
  findPosition,
  openPosition,
  type StrategyAccounts,
} from "./client.js";
import { type StrategyKeys, Aggregator as Web3Aggregator } from "./client-web3.js";
import { aggregator as program } from "./program.js";
import { makeIntoVault } from "./strategies/into-vault.js";
import { keeper } from "./strategies/keeper.js";
import { savings } from "./strategies/savings.js";

const { encode } = getAddressEncoder();

/** Where the strategies stand, and what they get of each deposit. The last is Mallory's, and harmless at first. */
export const [SAVINGS, INTO_VAULT, KEEPER] = [0, 1, 2] as const;
const WEIGHTS = [5_000, 3_000, 1_000];

/** An aggregator over three strategies; Ana and Ben have 100,000 coins each, and positions without shares. */
export async function scene(stage: Stage) {
  const [ana, ben, manager, mallory, bank] = [
    await stage.person("Ana"),
    await stage.person("Ben"),
    await stage.person("Manager"),
    await stage.person("Mallory"),
    await stage.person("Bank"),
  ];
  const coins = await makeMint(stage, "coins", bank);
  const aggregator = await findAggregator(stage.program("aggregator", program), manager.address, coins.address);
  const vault = await vaultClient.findVault(stage.program("vault", vaultProgram), coins.address);
  const programs = [
    stage.program("savings", savings),
    stage.program("into-vault", makeIntoVault(pubkey(vault.programAddress))),
    stage.program("keeper of Mallory", keeper),
  ];
  const hands = await Promise.all(programs.map((_, place) => findHand(aggregator, place)));

  const [bankOfSavings] = await derive(programs[SAVINGS]!, ["bank"]);
  const [book] = await derive(programs[SAVINGS]!, ["book", hands[SAVINGS]!.hand]);
  const [keeperAddress] = await derive(programs[KEEPER]!, ["keeper", hands[KEEPER]!.hand]);
  const handsPosition = await vaultClient.findPosition(vault, hands[INTO_VAULT]!.hand);
  nameAll(stage, {
    aggregator: aggregator.aggregator,
    "hand of savings": hands[SAVINGS]!.hand,
    "hand of into-vault": hands[INTO_VAULT]!.hand,
    "hand of keeper": hands[KEEPER]!.hand,
    "bank of savings": bankOfSavings,
    "book of savings": book,
    keeper: keeperAddress,
    "vault authority": vault.vault,
    "position in the vault": handsPosition,
    "position of Ana": await findPosition(aggregator, ana.address),
    "position of Ben": await findPosition(aggregator, ben.address),
  });

  const owners = [aggregator.aggregator, keeperAddress, vault.vault, ...hands.map(({ hand }) => hand)];
  for (const owner of owners) await giveTokens(stage, coins, owner);
  const [cash, anaCoins, benCoins, pocket] = [
    await giveTokens(stage, coins, bankOfSavings, 1_000_000n),
    await giveTokens(stage, coins, ana.address, 100_000n),
    await giveTokens(stage, coins, ben.address, 100_000n),
    await giveTokens(stage, coins, mallory.address),
  ];

  const own: AccountMeta[][] = [
    [writable(book), readonly(coins.address), readonly(bankOfSavings), writable(cash)],
    [readonly(vault.programAddress), writable(vault.vault), writable(vault.tokens), writable(handsPosition)],
    [readonly(coins.address), readonly(keeperAddress), writable(await tokenAddress(coins.address, keeperAddress))],
  ];
  const strategies = programs.map((program, i): StrategyAccounts => ({ program, ...hands[i]!, own: own[i]! }));

  const openBook = savings.cpi.open.instruction(
    pubkey(programs[SAVINGS]!),
    keysOf({ book, hand: hands[SAVINGS]!.hand, payer: bank.address, systemProgram: SYSTEM_PROGRAM_ADDRESS }),
  );
  await stage.prepare(bank, [
    kitInstruction(openBook, [bank]),
    vaultClient.createVault(vault, bank),
    await vaultClient.openPosition(vault, hands[INTO_VAULT]!.hand, bank),
  ]);
  const added = strategies.map(({ program, own }, place) => {
    return addStrategy(aggregator, manager, program, { place, weight: WEIGHTS[place]!, ownAccounts: own.length });
  });
  await stage.prepare(manager, [createAggregator(aggregator, manager), ...added]);
  for (const owner of [ana, ben]) await stage.prepare(owner, [await openPosition(aggregator, owner)]);
  const accounts = { anaCoins, benCoins, pocket, cash };
  return { stage, svm: stage.svm, ana, ben, manager, mallory, bank, coins, aggregator, vault, strategies, accounts };
}

/** Replaces what is at Mallory's place, and how it is called: her pocket first, then whatever she asks for. */
export function withOwn(strategies: readonly StrategyAccounts[], ...own: AccountMeta[]): StrategyAccounts[] {
  return strategies.map((each, place) => (place === KEEPER ? { ...each, own } : each));
}

/** The strategies as web3.js v1 is told of them. */
export function web3Strategies(strategies: readonly StrategyAccounts[]): StrategyKeys[] {
  return strategies.map(({ program, own }, place) => ({
    program: new PublicKey(program),
    place,
    own: own.map(({ address, role }) => ({ pubkey: new PublicKey(address), isSigner: false, isWritable: role === 1 })),
  }));
}

/** The aggregator as web3.js v1 knows it. */
export function web3Aggregator({ programAddress, manager, mint }: AggregatorAddresses): Web3Aggregator {
  return new Web3Aggregator(new PublicKey(programAddress), new PublicKey(manager), new PublicKey(mint));
}

function derive(programAddress: Address, [seed, of]: readonly [string, Address?]) {
  return getProgramDerivedAddress({ programAddress, seeds: of === undefined ? [seed] : [seed, encode(of)] });
}

function nameAll(stage: Stage, names: Readonly<Record<string, Address>>): void {
  for (const [name, address] of Object.entries(names)) stage.name(address, name);
}

export type Scene = Awaited<ReturnType<typeof scene>>;
