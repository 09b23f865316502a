import { CallgateError } from "../base/errors.js";
import { describe, isBytes, readUntrusted } from "../base/untrusted.js";
import type { AccountMeta, Instruction } from "../solana/instruction.js";
import { PUBKEY_BYTES, type Pubkey } from "../solana/pubkey.js";

// What a program passes on is copied before anything is laid out: looking at it may run the program's own code.

/** Throws `invalid-argument`: what was expected, what came, and where. */
export function refuseArgument(caller: string, expected: string, given: unknown): never {
  throw new CallgateError("invalid-argument", `${caller}: expected ${expected}, got ${describe(given)}`, { caller });
}

/** A copy of bytes. Throws `invalid-argument`. */
export function copyBytes(value: unknown, caller: string, what: string): Uint8Array {
  if (!isBytes(value)) refuseArgument(caller, `${what} as a Uint8Array`, value);
  return readUntrusted("invalid-argument", `${caller}: ${what}`, () => new Uint8Array(value));
}

/** A copy of a public key. Throws `invalid-argument`. */
export function copyPubkey(value: unknown, caller: string, what: string): Pubkey {
  const bytes = copyBytes(value, caller, what);
  return bytes.length === PUBKEY_BYTES ? bytes : refuseArgument(caller, `${what} of 32 bytes`, bytes);
}

/** A list of what `read` makes of each element. Throws `invalid-argument`. */
export function copyList<T>(value: unknown, caller: string, what: string, read: (element: unknown) => T): T[] {
  if (!Array.isArray(value)) refuseArgument(caller, `${what} as an array`, value);
  return Array.from(value, read);
}

/** A copy of seeds. Throws `invalid-argument`. */
export function copySeeds(value: unknown, caller: string): Uint8Array[] {
  return copyList(value, caller, "seeds", (seed) => copyBytes(seed, caller, "a seed"));
}

/** A copy of an instruction, down to its bytes. Throws `invalid-argument`. */
export function copyInstruction(value: unknown, caller: string): Instruction {
  return readUntrusted("invalid-argument", `${caller}: the instruction`, () => {
    if (typeof value !== "object" || value === null) refuseArgument(caller, "an Instruction", value);
    const { programId, accounts, data } = value as Record<keyof Instruction, unknown>;
    return {
      programId: copyPubkey(programId, caller, "the instruction's programId"),
      accounts: copyList(accounts, caller, "the instruction's accounts", (meta) => copyMeta(meta, caller)),
      data: copyBytes(data, caller, "the instruction's data"),
    };
  });
}

function copyMeta(value: unknown, caller: string): AccountMeta {
  if (typeof value !== "object" || value === null) refuseArgument(caller, "an AccountMeta", value);
  const { pubkey, isSigner, isWritable } = value as Record<keyof AccountMeta, unknown>;
  if (typeof isSigner !== "boolean") refuseArgument(caller, "isSigner of an AccountMeta as a boolean", isSigner);
  if (typeof isWritable !== "boolean") refuseArgument(caller, "isWritable of an AccountMeta as a boolean", isWritable);
  return { pubkey: copyPubkey(pubkey, caller, "the pubkey of an AccountMeta"), isSigner, isWritable };
}
