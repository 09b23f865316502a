import type { Pubkey } from "../solana/pubkey.js";
import type { Bank } from "./bank.js";
import { findProgramAtRest } from "./program-loader.js";

/** The ELF file of a compiled program as it is stored; undefined if there is none. */
export function programElf({ accounts, compat }: Bank, programId: Pubkey): Uint8Array | undefined {
  const program = accounts.get(programId);
  const found = program && findProgramAtRest(accounts, programId, program, compat);
  return found?.elfOffset === undefined ? undefined : found.elfAccount?.data.subarray(found.elfOffset);
}
