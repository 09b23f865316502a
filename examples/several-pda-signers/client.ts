import {
  type Address,
  addCodecSizePrefix,
  getAddressEncoder,
  getArrayEncoder,
  getBytesCodec,
  getProgramDerivedAddress,
  getU32Codec,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { readonly, signer, writable } from "../support/metas.js";

const seedSets = getArrayEncoder(getArrayEncoder(addCodecSizePrefix(getBytesCodec(), getU32Codec())));

/** Opens a record for a user, at the treasury's cost. */
export async function open(programAddress: Address, { user }: { user: TransactionSigner }): Promise<Instruction> {
  const [[treasury], [record]] = await Promise.all([
    findTreasury(programAddress),
    findRecord(programAddress, user.address),
  ]);
  return {
    programAddress,
    accounts: [signer(user), writable(treasury), writable(record), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: new Uint8Array(),
  };
}

/** Lets the program without scruples sign for addresses; each has its own seeds, the bump included. */
export function signWithSeeds(
  programAddress: Address,
  { callee, signers, seeds }: { callee: Address; signers: readonly Address[]; seeds: readonly Uint8Array[][] },
): Instruction {
  return {
    programAddress,
    accounts: [callee, ...signers].map(readonly),
    data: seedSets.encode([...seeds]),
  };
}

/** What pays for all records. */
export function findTreasury(programAddress: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["treasury"] });
}

/** Where somebody's record is. */
export function findRecord(programAddress: Address, user: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["record", getAddressEncoder().encode(user)] });
}
