import { type PublicKey, TransactionInstruction } from "@solana/web3.js";

/** The same with web3.js v1. */
export function chain([programId, ...others]: readonly [PublicKey, ...PublicKey[]]) {
  const keys = others.map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
  return new TransactionInstruction({ programId, keys });
}
