import { type Address, getAddressEncoder, getProgramDerivedAddress, type TransactionSigner } from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { tokenAddress } from "../support/tokens.js";
import { swap as program } from "./program.js";

const { encode } = getAddressEncoder();

/** A pool with its mints and vaults. */
export interface PoolAddresses {
  readonly programAddress: Address;
  readonly mintA: Address;
  readonly mintB: Address;
  readonly pool: Address;
  readonly vaultA: Address;
  readonly vaultB: Address;
}

/** The pool of two mints; its vaults are its associated token accounts. */
export async function findPool(programAddress: Address, mintA: Address, mintB: Address): Promise<PoolAddresses> {
  const seeds = ["pool", encode(mintA), encode(mintB)];
  const [pool] = await getProgramDerivedAddress({ programAddress, seeds });
  const [vaultA, vaultB] = await Promise.all([mintA, mintB].map((mint) => tokenAddress(mint, pool)));
  return { programAddress, mintA, mintB, pool, vaultA, vaultB };
}

export async function findPosition({ programAddress, pool }: PoolAddresses, owner: Address): Promise<Address> {
  const seeds = ["position", encode(pool), encode(owner)];
  const [position] = await getProgramDerivedAddress({ programAddress, seeds });
  return position;
}

/** Makes the pool; its vaults have to be there already. */
export function createPool({ programAddress, ...addresses }: PoolAddresses, creator: TransactionSigner) {
  const keys = keysOf({ ...addresses, creator: creator.address, systemProgram: SYSTEM_PROGRAM_ADDRESS });
  return kitInstruction(program.cpi.createPool.instruction(pubkey(programAddress), keys), [creator]);
}

/** Makes room for the shares of a provider of liquidity. */
export async function openPosition(of: PoolAddresses, owner: TransactionSigner) {
  const position = await findPosition(of, owner.address);
  const keys = keysOf({ position, pool: of.pool, owner: owner.address, systemProgram: SYSTEM_PROGRAM_ADDRESS });
  return kitInstruction(program.cpi.openPosition.instruction(pubkey(of.programAddress), keys), [owner]);
}

export async function deposit(
  of: PoolAddresses,
  owner: TransactionSigner,
  args: { maximumA: bigint; maximumB: bigint; minimumShares: bigint },
) {
  const keys = await liquidityKeys(of, owner.address);
  return kitInstruction(program.cpi.deposit.instruction(pubkey(of.programAddress), keys, args), [owner]);
}

export async function withdraw(
  of: PoolAddresses,
  owner: TransactionSigner,
  args: { shares: bigint; minimumA: bigint; minimumB: bigint },
) {
  const keys = await liquidityKeys(of, owner.address);
  return kitInstruction(program.cpi.withdraw.instruction(pubkey(of.programAddress), keys, args), [owner]);
}

export async function swap(
  of: PoolAddresses,
  user: TransactionSigner,
  args: { aToB: boolean; amountIn: bigint; minimumOut: bigint },
) {
  const keys = { ...(await movingKeys(of, user.address)), user: pubkey(user.address) };
  return kitInstruction(program.cpi.swap.instruction(pubkey(of.programAddress), keys, args), [user]);
}

async function liquidityKeys(of: PoolAddresses, owner: Address) {
  const position = await findPosition(of, owner);
  return { ...(await movingKeys(of, owner)), ...keysOf({ position, owner }) };
}

async function movingKeys({ pool, vaultA, vaultB, mintA, mintB }: PoolAddresses, user: Address) {
  const [userA, userB] = await Promise.all([mintA, mintB].map((mint) => tokenAddress(mint, user)));
  return keysOf({ pool, vaultA, vaultB, userA, userB, tokenProgram: TOKEN_PROGRAM_ADDRESS });
}
