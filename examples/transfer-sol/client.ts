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
import { readonly, writable, writableSigner } from "../support/metas.js";

const data = getStructEncoder([
  ["instruction", getU8Encoder()],
  ["lamports", getU64Encoder()],
]);

/** A user pays. */
export function transferFromUser(
  programAddress: Address,
  { from, to, lamports }: { from: TransactionSigner; to: Address; lamports: bigint },
): Instruction {
  return {
    programAddress,
    accounts: [writableSigner(from), writable(to), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: data.encode({ instruction: 0, lamports }),
  };
}

/** The recipient's vault pays; nobody has to sign for it but the program. */
export async function transferFromPda(
  programAddress: Address,
  { to, lamports }: { to: Address; lamports: bigint },
): Promise<Instruction> {
  const [vault] = await findVault(programAddress, to);
  return {
    programAddress,
    accounts: [writable(vault), writable(to), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: data.encode({ instruction: 1, lamports }),
  };
}

/** The vault from which a recipient is paid. */
export function findVault(programAddress: Address, recipient: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["vault", getAddressEncoder().encode(recipient)] });
}
