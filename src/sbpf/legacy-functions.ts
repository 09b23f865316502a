import { ElfError } from "./elf-error.js";
import { EbpfError } from "./errors.js";
import type { FunctionRegistry } from "./function-registry.js";
import type { LoaderEnvironment } from "./loader.js";
import { hashPc, hashSymbolName } from "./murmur3.js";

/**
 * Registers a function of a program under the key that calls use: before v3 a hash of its pc, for `entrypoint` of its
 * name (solana-sbpf `register_function_hashed_legacy`). Returns the key.
 *
 * @throws EbpfError ElfError(SymbolHashCollision) if a syscall or another function has the key.
 */
export function registerFunctionHashedLegacy(
  functions: FunctionRegistry<number>,
  loader: LoaderEnvironment,
  hashed: boolean,
  name: string,
  pc: number,
): number {
  const isEntrypoint = name === "entrypoint";
  let key = pc;
  if (hashed) {
    key = isEntrypoint ? hashSymbolName(name) : hashPc(pc);
    if (loader.syscalls.lookupByKey(key) !== undefined) {
      throw new EbpfError("ElfError", new ElfError("SymbolHashCollision", key));
    }
  }
  functions.registerFunction(key, loader.config.enableSymbolAndSectionLabels || isEntrypoint ? name : "", pc);
  return key;
}
