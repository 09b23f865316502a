import { refuseArgument } from "./arguments.js";
import { ProgramError } from "./program-error.js";

/** What writes a value: any encoder of Kit, whose layouts with u32 sizes are borsh's. */
export interface Encoder<T> {
  encode(value: T): ArrayLike<number>;
}

/** What reads a value: any decoder of Kit. Gives the value and the offset after it. */
export interface Decoder<T> {
  read(bytes: Uint8Array, offset: number): readonly [value: T, offset: number];
}

/**
 * The value that all of `bytes` spell (BorshDeserialize::try_from_slice). Throws ProgramError BorshIoError for bytes that
 * spell none, or more than it.
 */
export function deserialize<T>(decoder: Decoder<T>, bytes: Uint8Array): T {
  const [value, end] = read(decoder, bytes);
  if (end !== bytes.length) throw new ProgramError("BorshIoError", `${bytes.length - end} bytes were left over`);
  return value;
}

/**
 * The value that `bytes` begin with, whatever follows, as in accounts larger than what they hold
 * (solana-borsh, try_from_slice_unchecked). Throws ProgramError BorshIoError.
 */
export function deserializeUnchecked<T>(decoder: Decoder<T>, bytes: Uint8Array): T {
  return read(decoder, bytes)[0];
}

/**
 * Writes a value to the begin of `target`, mostly an account's data; how many bytes it took
 * (`value.serialize(&mut &mut data[..])`). Throws ProgramError BorshIoError when they do not fit, and writes nothing.
 */
export function serialize<T>(encoder: Encoder<T>, value: T, target: Uint8Array): number {
  const bytes = borshErrors(() => encoder.encode(value));
  if (bytes.length > target.length) {
    throw new ProgramError("BorshIoError", `expected room for ${bytes.length} bytes, got ${target.length}`);
  }
  target.set(bytes);
  return bytes.length;
}

function read<T>(decoder: Decoder<T>, bytes: Uint8Array): readonly [T, number] {
  if (!(bytes instanceof Uint8Array)) refuseArgument("deserialize", "bytes", bytes);
  return borshErrors(() => decoder.read(bytes, 0));
}

function borshErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw new ProgramError("BorshIoError", cause instanceof Error ? cause.message : undefined);
  }
}
