import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";

/** The same with web3.js v1: a user pays. */
export function transferFromUser(programId: PublicKey, from: PublicKey, to: PublicKey, lamports: bigint) {
  return new TransactionInstruction({
    programId,
    keys: [
      { pubkey: from, isSigner: true, isWritable: true },
      { pubkey: to, isSigner: false, isWritable: true },
      { pubkey: SystemProgram.programId, isSigner: false, isWritable: false },
    ],
    data: dataOf(0, lamports),
  });
}

/** The recipient's vault pays. */
export function transferFromPda(programId: PublicKey, to: PublicKey, lamports: bigint) {
  const [vault] = PublicKey.findProgramAddressSync([Buffer.from("vault"), to.toBytes()], programId);
  return new TransactionInstruction({
    programId,
    keys: [
      { pubkey: vault, isSigner: false, isWritable: true },
      { pubkey: to, isSigner: false, isWritable: true },
      { pubkey: SystemProgram.programId, isSigner: false, isWritable: false },
    ],
    data: dataOf(1, lamports),
  });
}

function dataOf(instruction: number, lamports: bigint): Buffer {
  const data = Buffer.alloc(9);
  data[0] = instruction;
  data.writeBigUInt64LE(lamports, 1);
  return data;
}
