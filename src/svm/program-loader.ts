import { decodeLoaderV3State, LOADER_V3_BYTES } from "../solana/loader-v3-state.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";
import type { Compat } from "./compat.js";

/** Where accounts are found: the store, as it was when the transaction began. */
export interface AccountSource {
  get(key: Pubkey): StoredAccount | undefined;
}

/** A program as its accounts have it; nobody has looked at its ELF yet. */
export interface ProgramAtRest {
  /** Where the ELF is: programdata for loader v3, the program itself for the others. */
  readonly elfAddress: Pubkey;
  readonly elfAccount: StoredAccount | undefined;
  /** Where the ELF begins in that account's data, perhaps beyond their end; undefined: the program is closed. */
  readonly elfOffset: number | undefined;
  /** The slot it was deployed, upgraded or extended in; 0 for loaders that do not say. */
  readonly deploymentSlot: bigint;
}

type ProgramCompat = Pick<Compat, "checksProgramdata" | "ignoresExecutableFlag">;

/**
 * Reads a program from its accounts; undefined if there is none that could be loaded. A program of loader v4 never
 * runs, as that loader is no builtin, so it is none either (Agave: svm/src/program_loader.rs,
 * filter_executable_program_accounts and load_program_accounts).
 */
export function findProgramAtRest(
  accounts: AccountSource,
  programId: Pubkey,
  program: StoredAccount,
  compat: ProgramCompat,
): ProgramAtRest | undefined {
  const { owner } = program;
  if (!compat.ignoresExecutableFlag && !program.executable) return undefined;
  if (pubkeyEqual(owner, LOADER_V3_ID)) {
    const state = decodeLoaderV3State(program.data);
    if (state?.kind !== "program") return undefined;
    const find = compat.checksProgramdata ? findCheckedProgramdata : findProgramdata;
    return find(accounts, state.programDataAddress);
  }
  if (!pubkeyEqual(owner, LOADER_V2_ID) && !pubkeyEqual(owner, LOADER_V1_ID)) return undefined;
  if (program.data.length === 0) return undefined;
  return { elfAddress: programId, elfAccount: program, elfOffset: 0, deploymentSlot: 0n };
}

function findCheckedProgramdata(accounts: AccountSource, elfAddress: Pubkey): ProgramAtRest | undefined {
  const elfAccount = accounts.get(elfAddress);
  const state = elfAccount && decodeLoaderV3State(elfAccount.data);
  if (state?.kind !== "programData") return undefined;
  const isOwnedByLoader = pubkeyEqual(elfAccount!.owner, LOADER_V3_ID);
  const elfOffset = isOwnedByLoader ? LOADER_V3_BYTES.programData : undefined;
  return { elfAddress, elfAccount, elfOffset, deploymentSlot: state.slot };
}

/** As LiteSVM does (accounts_db.rs, load_program). */
function findProgramdata(accounts: AccountSource, elfAddress: Pubkey): ProgramAtRest {
  const elfAccount = accounts.get(elfAddress);
  const elfOffset = elfAccount && LOADER_V3_BYTES.programData;
  return { elfAddress, elfAccount, elfOffset, deploymentSlot: 0n };
}
