import {
  type Address,
  address,
  getAddressEncoder,
  getArrayEncoder,
  getProgramDerivedAddress,
  getStructEncoder,
  getU8Encoder,
  getU32Encoder,
  getU64Encoder,
  type Instruction,
  AccountRole as Role,
  type TransactionSigner,
} from "@solana/kit";
import { SYSTEM_PROGRAM_ADDRESS } from "@solana-program/system";

const LOOKUP_TABLE_PROGRAM = address("AddressLookupTab1e1111111111111111111111111");

/** Creates a lookup table, as the interface of its program has it, and puts addresses in. */
export async function makeLookupTable(authority: TransactionSigner, recentSlot: bigint, addresses: readonly Address[]) {
  const seeds = [getAddressEncoder().encode(authority.address), getU64Encoder().encode(recentSlot)];
  const [table, bump] = await getProgramDerivedAddress({ programAddress: LOOKUP_TABLE_PROGRAM, seeds });
  const create = getStructEncoder([
    ["discriminator", getU32Encoder()],
    ["recentSlot", getU64Encoder()],
    ["bump", getU8Encoder()],
  ]).encode({ discriminator: 0, recentSlot, bump });
  const extend = getStructEncoder([
    ["discriminator", getU32Encoder()],
    ["addresses", getArrayEncoder(getAddressEncoder(), { size: getU64Encoder() })],
  ]).encode({ discriminator: 2, addresses: [...addresses] });
  const signer = { address: authority.address, role: Role.WRITABLE_SIGNER, signer: authority };
  const accounts = [
    { address: table, role: Role.WRITABLE },
    { address: authority.address, role: Role.READONLY_SIGNER, signer: authority },
    signer,
    { address: SYSTEM_PROGRAM_ADDRESS, role: Role.READONLY },
  ];
  const instructions: Instruction[] = [create, extend].map((data) => ({
    programAddress: LOOKUP_TABLE_PROGRAM,
    accounts,
    data,
  }));
  return { table, instructions };
}
