import { isObject } from "../base/untrusted.js";
import type { Address } from "../solana/pubkey.js";
import type { ProgramDescription } from "../trace/names/program-description.js";
import { invalidOption } from "./option-checks.js";

/** Descriptions by the program's address. Throws `invalid-option` for what is none. */
export function resolveIdls(given: readonly ProgramDescription[]): ReadonlyMap<Address, ProgramDescription> {
  const descriptions = new Map<Address, ProgramDescription>();
  Array.from(given).forEach((one: unknown, i) => {
    if (!isDescription(one)) throw invalidOption(`idls[${i}]`, "what readIdl of callgate/idl gives", one);
    const { address } = one;
    if (address === null) throw invalidOption(`idls[${i}]`, "an IDL read with the id of its program", one);
    descriptions.set(address, one);
  });
  return descriptions;
}

function isDescription(value: unknown): value is ProgramDescription {
  return isObject(value) && "instruction" in value && typeof value.instruction === "function" && "address" in value;
}
