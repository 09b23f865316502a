import { CallgateError } from "../base/errors.js";
import { nodeBuiltin } from "../base/node-builtin.js";
import { describe, isBytes, lengthOfBytes, readUntrusted, reasonOf } from "../base/untrusted.js";
import { isProgram, type Program } from "../program/program.js";
import { precompileFor } from "../runtime/precompiles/registry.js";
import { isElf } from "../sbpf/elf/constants.js";
import { EbpfError } from "../sbpf/errors.js";
import { Executable } from "../sbpf/executable.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../solana/account.js";
import { LOADER_V3_BYTES } from "../solana/loader-v3-state.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID, LOADER_V4_ID, NATIVE_LOADER_ID } from "../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import { describeProgram } from "../trace/names/declared-program.js";
import type { Bank } from "./bank.js";
import { loadProgram } from "./executable-cache.js";
import { type AddressInput, toPubkey } from "./inputs.js";
import { ANYTHING, invalidOption, readOptions } from "./option-checks.js";
import { accountsOfProgram } from "./program-placement.js";

/** How a program is put in place. */
export interface ProgramOptions {
  /** The loader v1, v2 or v3. Default v3, the upgradeable one. */
  readonly loader?: AddressInput;
  /** Who may upgrade the program; loader v3 only. Default nobody. */
  readonly upgradeAuthority?: AddressInput;
}

const OPTIONS = { loader: ANYTHING, upgradeAuthority: ANYTHING };
const MAX_ELF_BYTES = MAX_PERMITTED_DATA_LENGTH - LOADER_V3_BYTES.programData;
const LOADERS = [LOADER_V3_ID, LOADER_V2_ID, LOADER_V1_ID];
const RUNTIME_LOADERS = [...LOADERS, LOADER_V4_ID, NATIVE_LOADER_ID];

/**
 * Puts a program in place as if it had been deployed before: callable at once, whatever was there.
 * Throws `invalid-program` for an ELF that would not run, and for a program in TypeScript where none can run;
 * `invalid-option` for a loader that runs no programs.
 */
export function addProgram(bank: Bank, id: Pubkey, program: Uint8Array | Program, given: ProgramOptions): void {
  const options = readOptions(given, OPTIONS);
  const loaderId = loaderOf(options);
  const isMarker = isProgram(program);
  const room = isMarker || loaderId !== LOADER_V3_ID ? 0 : LOADER_V3_BYTES.programData;
  const copy = isMarker ? markerOf(bank, id, program, loaderId) : copyOfElf(id, program, room);
  const elf = room === 0 ? copy : copy.subarray(room);
  const { upgradeAuthority } = options;
  const authority = upgradeAuthority === undefined ? undefined : toPubkey(upgradeAuthority);
  const image = { id, loaderId, elfLength: elf.length, elf: () => elf, ...(room > 0 && { programdata: copy }) };
  const accounts = accountsOfProgram(image, bank.rent, { slot: bank.currentSlot, authority });
  if (!isMarker) checkElf(bank, id, elf, accounts[0]![1].data);
  bank.placeAccounts(accounts);
  if (isMarker) rememberDeclaration(bank, id, program);
}

/** A program that declares its instructions has names for them. */
function rememberDeclaration({ declaredPrograms }: Bank, id: Pubkey, program: Program): void {
  const address = addressFromPubkey(id);
  const description = describeProgram(program, id);
  if (description === undefined) declaredPrograms.delete(address);
  else declaredPrograms.set(address, description);
}

function loaderOf({ loader, upgradeAuthority }: ProgramOptions): Pubkey {
  if (loader === undefined) return LOADER_V3_ID;
  const id = toPubkey(loader);
  const known = LOADERS.find((one) => pubkeyEqual(one, id));
  if (known === undefined) throw invalidOption("loader", "the loader v1, v2 or v3", addressFromPubkey(id));
  if (upgradeAuthority !== undefined && known !== LOADER_V3_ID) {
    throw invalidOption("upgradeAuthority", "none, as only programs of loader v3 are upgradeable", upgradeAuthority);
  }
  return known;
}

/** What stands for a program in TypeScript where its ELF would be. */
function markerOf(bank: Bank, id: Pubkey, program: Program, loaderId: Pubkey): Uint8Array {
  if (RUNTIME_LOADERS.some((loader) => pubkeyEqual(loader, id)) || precompileFor(id) !== undefined) {
    throw invalidProgram(id, "the runtime itself answers for the address, so no program can stand there");
  }
  if (pubkeyEqual(loaderId, LOADER_V1_ID)) {
    throw invalidOption(
      "loader",
      "the loader v2 or v3, as loader v1 lays out accounts otherwise",
      addressFromPubkey(loaderId),
    );
  }
  bank.programs.replaceBuiltin(id);
  return bank.programs.typescript.markerOf(program);
}

/** A copy of the ELF behind `room` zeros. */
function copyOfElf(id: Pubkey, elf: Uint8Array, room: number): Uint8Array {
  if (!isBytes(elf))
    throw invalidProgram(id, `expected the ELF as a Uint8Array or a program of callgate/program, got ${describe(elf)}`);
  const length = lengthOfBytes(elf);
  if (length > MAX_ELF_BYTES) {
    throw invalidProgram(id, `expected an ELF of at most ${MAX_ELF_BYTES} bytes, got ${length}`);
  }
  return readUntrusted("invalid-program", "the ELF", () => {
    const copy = new Uint8Array(room + length);
    copy.set(elf, room);
    return copy;
  });
}

/** The ELF at the end of `data` must load and verify where programs run; the first call finds it loaded. */
function checkElf(bank: Bank, id: Pubkey, elf: Uint8Array, data: Uint8Array): void {
  if (loadProgram(data, data.length - elf.length, bank.executionLoader).kind === "Loaded") return;
  try {
    // Once more, for the reason.
    Executable.fromElf(elf, bank.executionLoader).verify();
  } catch (thrown) {
    if (!(thrown instanceof EbpfError)) throw thrown;
    if (!isElf(elf)) throw invalidProgram(id, `expected an ELF file, got ${elf.length} bytes that do not begin as one`);
    throw invalidProgram(id, `the ELF of ${elf.length} bytes cannot run: ${thrown.message}`);
  }
}

interface NodeFs {
  readFileSync(path: string): Uint8Array;
}

/** The bytes of a file. Throws `no-file-system` where there is none, as in browsers, and `unreadable-file`. */
export function readProgramFile(path: string): Uint8Array {
  const fs = nodeBuiltin<NodeFs>("node:fs");
  if (typeof path !== "string") {
    throw new CallgateError("unreadable-file", `expected the path of a program file, got ${describe(path)}`, { path });
  }
  if (fs === undefined) {
    const message = `there are no files here to read ${describe(path)} from: fetch the bytes and use addProgram`;
    throw new CallgateError("no-file-system", message, { path });
  }
  try {
    return fs.readFileSync(path);
  } catch (cause) {
    const message = `the program file ${describe(path)} could not be read: ${reasonOf(cause)}`;
    throw new CallgateError("unreadable-file", message, { path, cause });
  }
}

function invalidProgram(id: Pubkey, reason: string): CallgateError {
  const address = addressFromPubkey(id);
  return new CallgateError("invalid-program", `the program ${address}: ${reason}`, { address });
}
