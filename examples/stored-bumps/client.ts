import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU64Encoder,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { readonly, signer, writable, writableSigner } from "../support/metas.js";
import { Tag } from "./program.js";

/** Opens the pot, for shares of so many lamports; transfer lamports to it to fill it. */
export async function openPot(
  programAddress: Address,
  { payer, share }: { payer: TransactionSigner; share: bigint },
): Promise<Instruction> {
  const [pot] = await findPot(programAddress);
  return {
    programAddress,
    accounts: [writableSigner(payer), writable(pot), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: Uint8Array.from([Tag.OPEN, ...getU64Encoder().encode(share)]),
  };
}

/** Claims a share. The receipt is the user's canonical one, unless another address and its bump are given. */
export async function claim(
  programAddress: Address,
  { user, receipt }: { user: TransactionSigner; receipt?: readonly [address: Address, bump: number] },
): Promise<Instruction> {
  const [pot] = await findPot(programAddress);
  const [address, bump] = receipt ?? (await findReceipt(programAddress, user.address));
  return {
    programAddress,
    accounts: [writableSigner(user), writable(pot), writable(address), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: Uint8Array.of(Tag.CLAIM, bump),
  };
}

/** How the program makes sure of the receipt. */
export type CheckIn = "CHECK_IN" | "CHECK_IN_FINDING" | "CHECK_IN_BY_OWNER";

/** Counts a visit of the user. */
export async function checkIn(
  programAddress: Address,
  { user, how = "CHECK_IN" }: { user: TransactionSigner; how?: CheckIn },
): Promise<Instruction> {
  const [receipt] = await findReceipt(programAddress, user.address);
  return { programAddress, accounts: [signer(user), writable(receipt)], data: Uint8Array.of(Tag[how]) };
}

/** Where the pot is. */
export function findPot(programAddress: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["pot"] });
}

/** Where somebody's receipt is. */
export function findReceipt(programAddress: Address, user: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["receipt", getAddressEncoder().encode(user)] });
}
