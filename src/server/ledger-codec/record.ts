import { ByteReader } from "../../base/byte-reader.js";
import { CallgateError } from "../../base/errors.js";
import type { Codec } from "./codec.js";

/**
 * The value that bytes are; its bytes are views into them. Throws `ledger-corrupt` for bytes that are none.
 * @param what for the message: "the account …"
 */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array, what: string): T {
  const input = new ByteReader(bytes);
  const value = codec.read(input);
  if (input.remaining > 0) input.fail(`${input.remaining} bytes too many`);
  if (input.failure !== undefined) throw corrupt(what, input.failure);
  return value;
}

/** The error for a ledger that holds what no ledger holds. */
export function corrupt(what: string, reason: string): CallgateError {
  return new CallgateError("ledger-corrupt", `the ledger is damaged: ${what} cannot be read: ${reason}`, {
    what,
    reason,
  });
}
