import type { Address, Instruction } from "@solana/kit";
import { readonly, writable } from "../support/metas.js";
import { CALL, COUNT_CAREFULLY, COUNT_CARELESSLY } from "./program.js";

/** The counter calls itself so many times, and counts at each. */
export function count(
  programAddress: Address,
  { account, times, careful = true }: { account: Address; times: number; careful?: boolean },
): Instruction {
  return {
    programAddress,
    accounts: [writable(account), readonly(programAddress)],
    data: Uint8Array.of(careful ? COUNT_CAREFULLY : COUNT_CARELESSLY, times),
  };
}

/** The counter calls another program, which calls `last` in its turn. */
export function callOther(
  programAddress: Address,
  { account, other, last }: { account: Address; other: Address; last: Address },
): Instruction {
  return {
    programAddress,
    accounts: [writable(account), readonly(other), readonly(last)],
    data: Uint8Array.of(CALL, 0),
  };
}
