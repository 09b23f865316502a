import { createHash } from "node:crypto";
import { type AccountMeta, PublicKey, TransactionInstruction } from "@solana/web3.js";

// What web3.js v1 needs to speak to a program, above all to one that is declared as Anchor's are.

export function readonly(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: false };
}

export function writable(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: true };
}

export function signer(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: true, isWritable: false };
}

export function writableSigner(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: true, isWritable: true };
}

/** The address that text, bytes and keys lead to. */
export function derive(programId: PublicKey, ...seeds: readonly (string | Uint8Array | PublicKey)[]): PublicKey {
  const bytes = seeds.map((seed) => (seed instanceof PublicKey ? seed.toBytes() : Buffer.from(seed)));
  return PublicKey.findProgramAddressSync(bytes, programId)[0];
}

/** Text in borsh: its length in bytes, a u32, and UTF-8. */
export function borshText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/**
 * An instruction by its name in snake_case, whose discriminator is the hash of it.
 *
 * @param args the arguments one after the other: a bigint is a u64, bytes are themselves.
 */
export function anchorInstruction(
  programId: PublicKey,
  name: string,
  keys: AccountMeta[],
  ...args: readonly (bigint | Uint8Array)[]
): TransactionInstruction {
  const discriminator = createHash("sha256").update(`global:${name}`).digest().subarray(0, 8);
  const data = Buffer.concat([discriminator, ...args.map((arg) => (typeof arg === "bigint" ? bytesOf(arg) : arg))]);
  return new TransactionInstruction({ programId, keys, data });
}

function bytesOf(u64: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(u64);
  return bytes;
}
