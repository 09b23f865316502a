import type { Address, Instruction } from "@solana/kit";
import { readonly } from "../support/metas.js";

/** The first program calls the second, that one the third, and so on. */
export function chain([first, ...others]: readonly [Address, ...Address[]]): Instruction {
  return { programAddress: first, accounts: others.map(readonly), data: new Uint8Array() };
}
