import { createHash } from "node:crypto";
import { type AccountMeta, type PublicKey, TransactionInstruction } from "@solana/web3.js";

// What web3.js v1 needs to speak to a program that is declared as Anchor's are.

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
