import { type PublicKey, TransactionInstruction } from "@solana/web3.js";

/** The same with web3.js v1. */
export function add(programId: PublicKey, user: PublicKey, target: PublicKey, tallyProgram: PublicKey, amount: bigint) {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(amount);
  return new TransactionInstruction({
    programId,
    keys: [
      { pubkey: user, isSigner: true, isWritable: false },
      { pubkey: target, isSigner: false, isWritable: true },
      { pubkey: tallyProgram, isSigner: false, isWritable: false },
    ],
    data,
  });
}
