import { refuseArgument } from "./arguments.js";

const encoder = new TextEncoder();

/** Text in UTF-8. Throws `invalid-argument`. */
export function utf8Bytes(text: unknown, caller: string, what: string): Uint8Array {
  return typeof text === "string" ? encoder.encode(text) : refuseArgument(caller, `${what} as a string`, text);
}
