import { type Address, getAddressEncoder, getProgramDerivedAddress, type TransactionSigner } from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { pubkey } from "callgate/program";
import { keysOf, kitInstruction } from "../support/instructions.js";
import { tokenAddress } from "../support/tokens.js";
import { vault as program } from "./program.js";

const { encode } = getAddressEncoder();

/** The vault of a mint. */
export interface VaultAddresses {
  readonly programAddress: Address;
  readonly mint: Address;
  readonly vault: Address;
  readonly tokens: Address;
}

export async function findVault(programAddress: Address, mint: Address): Promise<VaultAddresses> {
  const [vault] = await getProgramDerivedAddress({ programAddress, seeds: ["vault", encode(mint)] });
  return { programAddress, mint, vault, tokens: await tokenAddress(mint, vault) };
}

export async function findPosition({ programAddress, vault }: VaultAddresses, owner: Address): Promise<Address> {
  const seeds = ["position", encode(vault), encode(owner)];
  const [position] = await getProgramDerivedAddress({ programAddress, seeds });
  return position;
}

/** Makes the vault; its token account has to be there already. */
export function createVault({ programAddress, ...addresses }: VaultAddresses, payer: TransactionSigner) {
  const keys = keysOf({ ...addresses, payer: payer.address, systemProgram: SYSTEM_PROGRAM_ADDRESS });
  return kitInstruction(program.cpi.createVault.instruction(pubkey(programAddress), keys), [payer]);
}

/** Makes room for the shares of an owner; anybody may pay for it. */
export async function openPosition(of: VaultAddresses, owner: Address, payer: TransactionSigner) {
  const position = await findPosition(of, owner);
  const others = { owner, payer: payer.address, systemProgram: SYSTEM_PROGRAM_ADDRESS };
  const keys = keysOf({ position, vault: of.vault, ...others });
  return kitInstruction(program.cpi.openPosition.instruction(pubkey(of.programAddress), keys), [payer]);
}

export async function deposit(of: VaultAddresses, owner: TransactionSigner, amount: bigint, minimumShares = 0n) {
  const keys = await movingKeys(of, owner.address);
  const args = { amount, minimumShares };
  return kitInstruction(program.cpi.deposit.instruction(pubkey(of.programAddress), keys, args), [owner]);
}

export async function withdraw(of: VaultAddresses, owner: TransactionSigner, shares: bigint, minimumAmount = 0n) {
  const keys = await movingKeys(of, owner.address);
  const args = { shares, minimumAmount };
  return kitInstruction(program.cpi.withdraw.instruction(pubkey(of.programAddress), keys, args), [owner]);
}

export async function closePosition(of: VaultAddresses, owner: TransactionSigner) {
  const keys = keysOf({ position: await findPosition(of, owner.address), owner: owner.address });
  return kitInstruction(program.cpi.closePosition.instruction(pubkey(of.programAddress), keys), [owner]);
}

async function movingKeys(of: VaultAddresses, owner: Address) {
  const { vault, tokens, mint } = of;
  const position = await findPosition(of, owner);
  const ownerTokens = await tokenAddress(mint, owner);
  return keysOf({ vault, tokens, position, ownerTokens, owner, tokenProgram: TOKEN_PROGRAM_ADDRESS });
}
