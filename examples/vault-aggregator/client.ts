import {
  type AccountMeta,
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  type Instruction,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { readonly, writable } from "../support/metas.js";
import { tokenAddress } from "../support/tokens.js";
import { aggregator as program } from "./program.js";

const { encode } = getAddressEncoder();

/** An aggregator, and how each of its strategies is called. */
export interface AggregatorAddresses {
  readonly programAddress: Address;
  readonly manager: Address;
  readonly mint: Address;
  readonly aggregator: Address;
  readonly treasury: Address;
}

/** A strategy, and the accounts that it alone knows the meaning of. */
export interface StrategyAccounts {
  readonly program: Address;
  readonly hand: Address;
  readonly purse: Address;
  readonly own: readonly AccountMeta[];
}

export async function findAggregator(programAddress: Address, manager: Address, mint: Address) {
  const seeds = ["aggregator", encode(manager), encode(mint)];
  const [aggregator] = await getProgramDerivedAddress({ programAddress, seeds });
  return { programAddress, manager, mint, aggregator, treasury: await tokenAddress(mint, aggregator) };
}

/** Who signs for the strategy at a place, and its token account. */
export async function findHand({ programAddress, aggregator, mint }: AggregatorAddresses, place: number) {
  const seeds = ["hand", encode(aggregator), Uint8Array.of(place)];
  const [hand] = await getProgramDerivedAddress({ programAddress, seeds });
  return { hand, purse: await tokenAddress(mint, hand) };
}

export async function findPosition(of: AggregatorAddresses, owner: Address): Promise<Address> {
  const seeds = ["position", encode(of.aggregator), encode(owner)];
  const [position] = await getProgramDerivedAddress({ programAddress: of.programAddress, seeds });
  return position;
}

/** Makes the aggregator; its treasury has to be there already. */
export function createAggregator(of: AggregatorAddresses, manager: TransactionSigner): Instruction {
  const { aggregator, mint, treasury } = of;
  const accounts = { aggregator, mint, treasury, manager: manager.address, systemProgram: SYSTEM_PROGRAM_ADDRESS };
  const made = program.cpi.createAggregator.instruction(pubkey(of.programAddress), keysOf(accounts));
  return kitInstruction(made, [manager]);
}

export function addStrategy(
  { programAddress, aggregator }: AggregatorAddresses,
  manager: TransactionSigner,
  strategyProgram: Address,
  args: { place: number; weight: number; ownAccounts: number },
): Instruction {
  const keys = keysOf({ aggregator, strategyProgram, manager: manager.address });
  return kitInstruction(program.cpi.addStrategy.instruction(pubkey(programAddress), keys, args), [manager]);
}

export function retireStrategy(of: AggregatorAddresses, manager: TransactionSigner, place: number): Instruction {
  const keys = keysOf({ aggregator: of.aggregator, manager: manager.address });
  return kitInstruction(program.cpi.retireStrategy.instruction(pubkey(of.programAddress), keys, { place }), [manager]);
}

export async function openPosition(of: AggregatorAddresses, owner: TransactionSigner): Promise<Instruction> {
  const position = await findPosition(of, owner.address);
  const others = { aggregator: of.aggregator, owner: owner.address, systemProgram: SYSTEM_PROGRAM_ADDRESS };
  const keys = keysOf({ position, ...others });
  return kitInstruction(program.cpi.openPosition.instruction(pubkey(of.programAddress), keys), [owner]);
}

export function harvest(of: AggregatorAddresses, strategies: readonly StrategyAccounts[]): Instruction {
  const { aggregator, treasury } = of;
  const keys = keysOf({ aggregator, treasury, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  return withStrategies(kitInstruction(program.cpi.harvest.instruction(pubkey(of.programAddress), keys)), strategies);
}

export async function deposit(
  of: AggregatorAddresses,
  strategies: readonly StrategyAccounts[],
  owner: TransactionSigner,
  amount: bigint,
  minimumShares = 0n,
): Promise<Instruction> {
  const keys = await ownerKeys(of, owner.address);
  const made = program.cpi.deposit.instruction(pubkey(of.programAddress), keys, { amount, minimumShares });
  return withStrategies(kitInstruction(made, [owner]), strategies);
}

export async function withdraw(
  of: AggregatorAddresses,
  strategies: readonly StrategyAccounts[],
  owner: TransactionSigner,
  shares: bigint,
  minimumAmount = 0n,
): Promise<Instruction> {
  const keys = await ownerKeys(of, owner.address);
  const made = program.cpi.withdraw.instruction(pubkey(of.programAddress), keys, { shares, minimumAmount });
  return withStrategies(kitInstruction(made, [owner]), strategies);
}

async function ownerKeys(of: AggregatorAddresses, owner: Address) {
  const { aggregator, treasury, mint } = of;
  const position = await findPosition(of, owner);
  const ownerTokens = await tokenAddress(mint, owner);
  return keysOf({ aggregator, treasury, tokenProgram: TOKEN_PROGRAM_ADDRESS, position, ownerTokens, owner });
}

function withStrategies(instruction: Instruction, strategies: readonly StrategyAccounts[]): Instruction {
  const rest = strategies.flatMap(({ program, hand, purse, own }) => {
    return [readonly(program), readonly(hand), writable(purse), ...own];
  });
  return { ...instruction, accounts: [...(instruction.accounts ?? []), ...rest] };
}
