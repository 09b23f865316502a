import { CallgateError } from "../base/errors.js";
import { nodeBuiltin } from "../base/node-builtin.js";
import { EbpfError } from "../sbpf/errors.js";
import { Executable } from "../sbpf/executable.js";
import { LOADER_V1_ID, LOADER_V2_ID, LOADER_V3_ID } from "../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { Bank } from "./bank.js";
import { type AddressInput, toPubkey } from "./inputs.js";
import { accountsOfProgram } from "./program-placement.js";

/** How a program is put in place. */
export interface ProgramOptions {
  /** The loader v1, v2 or v3. Default v3, the upgradeable one. */
  readonly loader?: AddressInput;
  /** Who may upgrade the program; loader v3 only. Default nobody. */
  readonly upgradeAuthority?: AddressInput;
}

const LOADERS = [LOADER_V3_ID, LOADER_V2_ID, LOADER_V1_ID];

/**
 * Puts a program in place as if it had been deployed before: callable at once, whatever was there.
 * Throws `invalid-program` for an ELF that would not run, `invalid-option` for a loader that runs no programs.
 */
export function addProgram(bank: Bank, id: Pubkey, elf: Uint8Array, options: ProgramOptions): void {
  const loaderId = loaderOf(options);
  const bytes: unknown = elf;
  if (!(bytes instanceof Uint8Array)) throw invalidProgram(id, `expected the ELF as a Uint8Array, got ${typeof bytes}`);
  checkElf(bank, id, elf);
  const { upgradeAuthority } = options;
  const authority = upgradeAuthority === undefined ? undefined : toPubkey(upgradeAuthority).slice();
  const copy = Uint8Array.from(elf);
  const image = { id: id.slice(), loaderId, elfLength: copy.length, elf: () => copy };
  bank.placeAccounts(accountsOfProgram(image, bank.rent, { slot: bank.currentSlot, authority }));
}

function loaderOf({ loader, upgradeAuthority }: ProgramOptions): Pubkey {
  if (loader === undefined) return LOADER_V3_ID;
  const id = toPubkey(loader);
  const known = LOADERS.find((one) => pubkeyEqual(one, id));
  if (known === undefined) throw invalidOption("loader", `the loader v1, v2 or v3, got ${addressFromPubkey(id)}`);
  if (upgradeAuthority !== undefined && known !== LOADER_V3_ID) {
    throw invalidOption("upgradeAuthority", "none, as only programs of loader v3 are upgradeable");
  }
  return known;
}

/** The bytes must load and verify where programs run. */
function checkElf(bank: Bank, id: Pubkey, elf: Uint8Array): void {
  try {
    Executable.fromElf(elf, bank.executionLoader).verify();
  } catch (thrown) {
    if (!(thrown instanceof EbpfError)) throw thrown;
    throw invalidProgram(id, `the ELF of ${elf.length} bytes cannot run: ${thrown.message}`);
  }
}

interface NodeFs {
  readFileSync(path: string): Uint8Array;
}

/** The bytes of a file. Throws `no-file-system` where there is none, as in browsers, and `unreadable-file`. */
export function readProgramFile(path: string): Uint8Array {
  const fs = nodeBuiltin<NodeFs>("node:fs");
  if (fs === undefined) {
    const message = `there are no files here to read ${path} from: fetch the bytes and use addProgram`;
    throw new CallgateError("no-file-system", message, { path });
  }
  try {
    return fs.readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CallgateError("unreadable-file", `the program file ${path} could not be read: ${reason}`, {
      path,
      cause,
    });
  }
}

function invalidProgram(id: Pubkey, reason: string): CallgateError {
  const address = addressFromPubkey(id);
  return new CallgateError("invalid-program", `the program ${address}: ${reason}`, { address });
}

function invalidOption(option: string, expected: string): CallgateError {
  return new CallgateError("invalid-option", `${option}: expected ${expected}`, { option });
}
