import { EbpfError } from "../sbpf/errors.js";
import { Executable } from "../sbpf/executable.js";
import { type InstructionError, instructionErrorText } from "../solana/errors.js";
import { decodeLoaderV3State, LOADER_V3_BYTES } from "../solana/loader-v3-state.js";
import * as ids from "../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { Bank } from "../svm/bank.js";
import { loadProgram } from "../svm/executable-cache.js";
import { accountsOfProgram } from "../svm/program-placement.js";
import { bindingError } from "./arguments.js";

const LOADERS = [ids.LOADER_V3_ID, ids.LOADER_V2_ID, ids.LOADER_V1_ID];

/**
 * Puts a program in place. One that does not load throws, but its accounts stay (LiteSVM, `add_program_internal`).
 * DIVERGES: in LiteSVM what ran there before then runs on.
 */
export function addProgram(bank: Bank, id: Pubkey, elf: Uint8Array, loaderId: Pubkey): void {
  if (!LOADERS.some((loader) => pubkeyEqual(loader, loaderId))) {
    throw addFailure(`Unsupported loader: ${addressFromPubkey(loaderId)}`);
  }
  const image = { id, loaderId, elfLength: elf.length, elf: () => elf };
  bank.placeAccounts(accountsOfProgram(image, bank.rent, { slot: bank.currentSlot, authority: undefined }));
  if (bank.programs.find(id)?.kind !== "Loaded") throw addFailure(loadFault(bank, elf));
}

export function addFailure(reason: string): Error {
  return bindingError("GenericFailure", `Failed to add program: ${reason}`);
}

/** Why an ELF does not load. */
function loadFault(bank: Bank, elf: Uint8Array): string {
  try {
    Executable.fromElf(elf, bank.programs.loader).verify();
    return "it is empty";
  } catch (fault) {
    if (!(fault instanceof EbpfError)) throw fault;
    return fault.is("ElfError") ? fault.fields[0].message : fault.message;
  }
}

/** Whether an account that the host sets counts as a program that must load. */
export function isProgram(key: Pubkey, { executable, owner }: StoredAccount): boolean {
  return executable && !pubkeyEqual(key, ids.SYSTEM_PROGRAM_ID) && !pubkeyEqual(owner, ids.NATIVE_LOADER_ID);
}

/** Throws for a program that would not load (LiteSVM, accounts_db.rs, `load_program`). */
export function checkProgram(bank: Bank, account: StoredAccount): void {
  const error = objectionTo(bank, account);
  if (error === undefined) return;
  throw bindingError("GenericFailure", `Failed to set account: ${instructionErrorText(error)}`);
}

function objectionTo(bank: Bank, { owner, data }: StoredAccount): InstructionError | undefined {
  if (pubkeyEqual(owner, ids.LOADER_V2_ID) || pubkeyEqual(owner, ids.LOADER_V1_ID))
    return objectionToElf(bank, data, 0);
  if (pubkeyEqual(owner, ids.LOADER_V4_ID)) return objectionToElf(bank, data, LOADER_V4_STATE_BYTES);
  if (!pubkeyEqual(owner, ids.LOADER_V3_ID)) return "IncorrectProgramId";
  const state = decodeLoaderV3State(data);
  if (state?.kind !== "program") return "InvalidAccountData";
  const programdata = bank.accounts.get(state.programDataAddress);
  // Without programdata it is closed, which is no reason to refuse it.
  return programdata && objectionToElf(bank, programdata.data, LOADER_V3_BYTES.programData);
}

function objectionToElf(bank: Bank, data: Uint8Array, elfOffset: number): InstructionError | undefined {
  return loadProgram(data, elfOffset, bank.programs.loader).kind === "Loaded" ? undefined : "InvalidAccountData";
}

const LOADER_V4_STATE_BYTES = 48;
