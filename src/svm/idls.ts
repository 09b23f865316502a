import { isObject, readUntrusted } from "../base/untrusted.js";
import type { Address } from "../solana/pubkey.js";
import type { ProgramDescription } from "../trace/names/program-description.js";
import { invalidOption } from "./option-checks.js";

/** Descriptions by the program's address. Throws `invalid-option` for what is none. */
export function resolveIdls(given: readonly ProgramDescription[]): ReadonlyMap<Address, ProgramDescription> {
  return readUntrusted("invalid-option", "the option idls", () => new Map(Array.from(given, entryOf)));
}

function entryOf(given: unknown, index: number): [Address, ProgramDescription] {
  if (!isDescription(given)) throw invalidOption(`idls[${index}]`, "what readIdl of callgate/idl gives", given);
  const { address } = given;
  if (address === null) throw invalidOption(`idls[${index}]`, "an IDL read with the id of its program", given);
  return [address, given];
}

function isDescription(value: unknown): value is ProgramDescription {
  return isObject(value) && "instruction" in value && typeof value.instruction === "function" && "address" in value;
}
