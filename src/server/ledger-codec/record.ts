import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { CallgateError } from "../../base/errors.js";
import type { Codec } from "./codec.js";

/** A value's bytes, in an array of its own. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const out = new ByteWriter();
  codec.write(out, value);
  return out.finish();
}

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
