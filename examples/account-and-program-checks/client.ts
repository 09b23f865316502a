import {
  type Address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getStructEncoder,
  getU8Encoder,
  getU64Encoder,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { readonly, signer, writable, writableSigner } from "../support/metas.js";
import { DEPOSIT, WITHDRAW } from "./program.js";

const data = getStructEncoder([
  ["instruction", getU8Encoder()],
  ["lamports", getU64Encoder()],
]);

/** Puts SOL into the vault. */
export async function deposit(
  programAddress: Address,
  { user, lamports }: { user: TransactionSigner; lamports: bigint },
): Promise<Instruction> {
  const [[vault], [balance]] = await Promise.all([
    findVault(programAddress),
    findBalance(programAddress, user.address),
  ]);
  return {
    programAddress,
    accounts: [writableSigner(user), writable(vault), writable(balance), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: data.encode({ instruction: DEPOSIT, lamports }),
  };
}

/** Takes SOL out of the vault, to whomever the user says. */
export async function withdraw(
  programAddress: Address,
  { user, to, lamports }: { user: TransactionSigner; to: Address; lamports: bigint },
): Promise<Instruction> {
  const [[vault], [balance]] = await Promise.all([
    findVault(programAddress),
    findBalance(programAddress, user.address),
  ]);
  const others = [writable(vault), writable(balance), writable(to), readonly(SYSTEM_PROGRAM_ADDRESS)];
  return {
    programAddress,
    accounts: [signer(user), ...others],
    data: data.encode({ instruction: WITHDRAW, lamports }),
  };
}

/** Where everybody's SOL is. */
export function findVault(programAddress: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["vault"] });
}

/** Where it is written what somebody has. */
export function findBalance(programAddress: Address, user: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["balance", getAddressEncoder().encode(user)] });
}
