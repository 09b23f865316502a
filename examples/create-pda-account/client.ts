import {
  type Address,
  addCodecSizePrefix,
  getAddressEncoder,
  getProgramDerivedAddress,
  getStructEncoder,
  getU8Encoder,
  getU32Codec,
  getUtf8Codec,
  type Instruction,
  type ProgramDerivedAddress,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";
import { readonly, writable, writableSigner } from "../support/metas.js";

const data = getStructEncoder([
  ["way", getU8Encoder()],
  ["name", addCodecSizePrefix(getUtf8Codec(), getU32Codec())],
]);

/** How the program creates the account. */
export const Way = { CREATE_ACCOUNT: 0, TRANSFER_ALLOCATE_ASSIGN: 1, CREATE_ACCOUNT_ALLOW_PREFUND: 2 } as const;
export type Way = (typeof Way)[keyof typeof Way];

/** The holder pays for a profile with a name. */
export async function createProfile(
  programAddress: Address,
  { holder, name, way }: { holder: TransactionSigner; name: string; way: Way },
): Promise<Instruction> {
  const [profile] = await findProfile(programAddress, holder.address);
  return {
    programAddress,
    accounts: [writableSigner(holder), writable(profile), readonly(SYSTEM_PROGRAM_ADDRESS)],
    data: data.encode({ way, name }),
  };
}

/** Where somebody's profile is. */
export function findProfile(programAddress: Address, holder: Address): Promise<ProgramDerivedAddress> {
  return getProgramDerivedAddress({ programAddress, seeds: ["profile", getAddressEncoder().encode(holder)] });
}
