import { decodeLoaderV3State, LOADER_V3_BYTES } from "../solana/loader-v3-state.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";

/** Where accounts are found: the store, as it was when the transaction began. */
export interface AccountSource {
  get(key: Pubkey): StoredAccount | undefined;
}

/** A program as its accounts have it; nobody has looked at its ELF yet. */
export interface ProgramAtRest {
  /** The account with the ELF: programdata for loader v3, the program itself for the others. */
  readonly elfAccount: StoredAccount;
  /** That account's key. */
  readonly elfAddress: Pubkey;
  /** Where the ELF begins in that account's data; beyond its end if there is none. */
  readonly elfOffset: number;
  /** The slot it was deployed, upgraded or extended in; 0 for loaders that do not say. */
  readonly deploymentSlot: bigint;
  /** The accounts contradict each other: the program is closed. */
  readonly isClosed: boolean;
}

/**
 * Reads a program from its accounts; undefined if there is none that could be loaded. A program of loader v4 never
 * runs, as that loader is no builtin, so it is none either (Agave: svm/src/program_loader.rs,
 * filter_executable_program_accounts and load_program_accounts).
 */
export function findProgramAtRest(
  accounts: AccountSource,
  programId: Pubkey,
  program: StoredAccount,
): ProgramAtRest | undefined {
  const { owner } = program;
  if (pubkeyEqual(owner, LOADER_V3_ID)) return findProgramOfLoaderV3(accounts, program);
  if (!pubkeyEqual(owner, LOADER_V2_ID) && !pubkeyEqual(owner, LOADER_V1_ID)) return undefined;
  if (program.data.length === 0) return undefined;
  return { elfAccount: program, elfAddress: programId, elfOffset: 0, deploymentSlot: 0n, isClosed: false };
}

function findProgramOfLoaderV3(accounts: AccountSource, program: StoredAccount): ProgramAtRest | undefined {
  const programState = decodeLoaderV3State(program.data);
  if (programState?.kind !== "program") return undefined;
  const elfAddress = programState.programDataAddress;
  const elfAccount = accounts.get(elfAddress);
  const state = elfAccount && decodeLoaderV3State(elfAccount.data);
  if (state?.kind !== "programData") return undefined;
  return {
    elfAccount: elfAccount!,
    elfAddress,
    elfOffset: LOADER_V3_BYTES.programData,
    deploymentSlot: state.slot,
    isClosed: !pubkeyEqual(elfAccount!.owner, LOADER_V3_ID),
  };
}
