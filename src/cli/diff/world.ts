import { findProgramAddress } from "../../solana/program-derived-address.js";
import {
  COMPUTE_BUDGET_PROGRAM_ID,
  ED25519_PROGRAM_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  MEMO_PROGRAM_ID,
  NATIVE_LOADER_ID,
  SYSTEM_PROGRAM_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_INSTRUCTIONS_ID,
} from "../../solana/program-ids.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { text } from "./bytes.js";
import type { InitialAccount } from "./chain.js";
import type { Random } from "./random.js";

/** An address that a program signs for. */
export interface ProgramAddress {
  readonly key: Pubkey;
  readonly seeds: readonly Uint8Array[];
  readonly program: Pubkey;
}

/** The cast of the random CPIs: puppets, wallets, and accounts of both. */
export interface World {
  readonly puppets: readonly Pubkey[];
  /** Pays every fee, and is in no call, so that no call can spoil it. */
  readonly payer: Pubkey;
  readonly wallets: readonly Pubkey[];
  readonly derived: readonly ProgramAddress[];
  /** Programs that puppets call besides puppets. */
  readonly otherPrograms: readonly Pubkey[];
  readonly accounts: readonly InitialAccount[];
  /** Keys that no account stands at. */
  readonly vacant: readonly Pubkey[];
}

const PUPPETS = 4;
const WALLETS = 4;
const LAMPORTS = 10_000_000_000n;

export function makeWorld(random: Random): World {
  const puppets = keys(random, PUPPETS);
  const payer = random.bytes(32);
  const wallets = keys(random, WALLETS);
  const derived = puppets.flatMap((program) => [
    derive(program, [text("vault")]),
    derive(program, [text("v"), wallets[0]]),
  ]);
  const data = (length: number) => random.bytes(length);
  const accounts: InitialAccount[] = [
    ...[payer, ...wallets].map((key) => ({
      key,
      lamports: LAMPORTS,
      data: new Uint8Array(0),
      owner: SYSTEM_PROGRAM_ID,
    })),
    ...puppets.flatMap((owner) =>
      [0, 8, 100, 1500].map((length) => ({ key: random.bytes(32), lamports: LAMPORTS, data: data(length), owner })),
    ),
    ...derived.map(({ key, program }, i) => ({
      key,
      lamports: LAMPORTS,
      data: i % 2 === 0 ? new Uint8Array(0) : data(40),
      owner: i % 2 === 0 ? SYSTEM_PROGRAM_ID : program,
    })),
    { key: random.bytes(32), lamports: LAMPORTS, data: data(64), owner: random.bytes(32) },
  ];
  const otherPrograms = [
    SYSTEM_PROGRAM_ID,
    MEMO_PROGRAM_ID,
    COMPUTE_BUDGET_PROGRAM_ID,
    ED25519_PROGRAM_ID,
    LOADER_V2_ID,
    LOADER_V3_ID,
    NATIVE_LOADER_ID,
    SYSVAR_CLOCK_ID,
    SYSVAR_INSTRUCTIONS_ID,
  ];
  return { puppets, payer, wallets, derived, otherPrograms, accounts, vacant: keys(random, 3) };
}

function keys(random: Random, count: number): Pubkey[] {
  return Array.from({ length: count }, () => random.bytes(32));
}

/** The address of some seeds, with the bump that makes it one. */
export function derive(program: Pubkey, seeds: readonly Uint8Array[]): ProgramAddress {
  const found = findProgramAddress(seeds, program)!;
  return { key: found.address, seeds: [...seeds, Uint8Array.of(found.bump)], program };
}
