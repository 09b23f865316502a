import { readElf } from "#elfs";
import type { FeatureSet } from "../solana/feature-set.js";
import {
  ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  ASSOCIATED_TOKEN_PROGRAM_ID,
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  MEMO_PROGRAM_ID,
  MEMO_V1_PROGRAM_ID,
  STAKE_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../solana/program-ids.js";
import { type Pubkey, pubkeyFromAddress } from "../solana/pubkey.js";
import type { Rent } from "../solana/sysvars/rent.js";
import { accountsOfProgram, type PlacedAccount } from "./program-placement.js";

/** A program that comes with the package: mainnet's build. */
export interface BundledProgram {
  /** Of its file in assets/, without ".so". */
  readonly name: string;
  readonly id: Pubkey;
  readonly loaderId: Pubkey;
  /** Bytes of the ELF. */
  readonly elfLength: number;
  /** SHA-256 of the ELF, in hex. */
  readonly elfSha256: string;
  /** For loader v3, written down because deriving it takes longer than starting a VM. */
  readonly programdataAddress?: Pubkey;
}

/** Every program that comes with the package. */
export const BUNDLED_PROGRAMS: readonly BundledProgram[] = [
  {
    name: "token",
    id: TOKEN_PROGRAM_ID,
    loaderId: LOADER_V3_ID,
    elfLength: 100_312,
    elfSha256: "53e587eee80c786bcfba1450397d92179a0f01def776d19fb4ddf690d64431cc",
    programdataAddress: pubkeyFromAddress("3gvYRKWyXRR9xKWe1ZjPhLY5ZJRN7KDB4rFZFGoJfFk2"),
  },
  {
    // What SIMD-0266 replaced.
    name: "token-3.5.0",
    id: TOKEN_PROGRAM_ID,
    loaderId: LOADER_V2_ID,
    elfLength: 134_080,
    elfSha256: "7b44674b9704fa7640fbebfac68389f338b500b8c2bc29175c27ed66838b5a3c",
  },
  {
    name: "token-2022",
    id: TOKEN_2022_PROGRAM_ID,
    loaderId: LOADER_V3_ID,
    elfLength: 615_936,
    elfSha256: "495e9d7680dd555cb126a6a8e5464af5be9b01f02f2cd70634352722d22e3cad",
    programdataAddress: pubkeyFromAddress("DoU57AYuPFu2QU514RktNPG22QhApEjnKxnBcu4BHDTY"),
  },
  {
    name: "memo-v1",
    id: MEMO_V1_PROGRAM_ID,
    loaderId: LOADER_V1_ID,
    elfLength: 17_280,
    elfSha256: "67053ed6b0c4b2ff0cead4dc469b2dd30847264b28164ef5e5263d5cf1258c6e",
  },
  {
    name: "memo",
    id: MEMO_PROGRAM_ID,
    loaderId: LOADER_V2_ID,
    elfLength: 2_304,
    elfSha256: "0c92063c6838d9ad8af50aaefea9a166b5bb41a2bfa2bc6327d7db320849bc78",
  },
  {
    name: "associated-token",
    id: ASSOCIATED_TOKEN_PROGRAM_ID,
    loaderId: LOADER_V2_ID,
    elfLength: 105_032,
    elfSha256: "6804554e69fd3a58caa191dc4a58f4c67223d30ca28ab8987f39fc18d2f7374d",
  },
  {
    name: "address-lookup-table",
    id: ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
    loaderId: LOADER_V3_ID,
    elfLength: 170_144,
    elfSha256: "e264e1537c5ee1252aae1fa476c25000b641357bc6af4efab65f314160a99570",
    programdataAddress: pubkeyFromAddress("4zSpbk5jGQyMmUrqCSjFZbRKwsrMXBPsyTzjhJEAsefG"),
  },
  {
    name: "stake",
    id: STAKE_PROGRAM_ID,
    loaderId: LOADER_V3_ID,
    elfLength: 202_280,
    elfSha256: "c9cba7f3d9fe0fac1f32e7a5e012284104a25d27ec97d6eb6d99a3afcd2352a8",
    programdataAddress: pubkeyFromAddress("6WU8Nxarf9fudRK5atWwjLY4vFaw5UrrWhL88qz7iCMJ"),
  },
];

/** The programs that a cluster with these gates has. */
export function bundledProgramsFor(features: FeatureSet): readonly BundledProgram[] {
  const absent = features.has("replace_spl_token_with_p_token") ? "token-3.5.0" : "token";
  return BUNDLED_PROGRAMS.filter(({ name }) => name !== absent);
}

/** The ELF of a bundled program, in a new array. */
export function readBundledElf({ name }: BundledProgram): Uint8Array {
  return readElf(name);
}

/** What was made last for each program: VMs with the same rent and slot share it. */
const lastMade = new Map<BundledProgram, { readonly key: string; readonly accounts: readonly PlacedAccount[] }>();

/**
 * The accounts of a bundled program, final since `slot`, runnable in that slot already. Their data are read when first
 * looked at.
 */
export function accountsOfBundledProgram(program: BundledProgram, rent: Rent, slot: bigint): readonly PlacedAccount[] {
  const key = `${slot} ${rent.lamportsPerByte} ${rent.exemptionThreshold}`;
  const last = lastMade.get(program);
  if (last?.key === key) return last.accounts;
  const image = { ...program, elf: () => readElf(program.name) };
  const accounts = accountsOfProgram(image, rent, { slot, authority: undefined });
  lastMade.set(program, { key, accounts });
  return accounts;
}
