import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import type { Way } from "./client.js";

/** The same with web3.js v1. */
export function createProfile(programId: PublicKey, holder: PublicKey, name: string, way: Way) {
  const [profile] = PublicKey.findProgramAddressSync([Buffer.from("profile"), holder.toBytes()], programId);
  const text = Buffer.from(name);
  const data = Buffer.alloc(5 + text.length);
  data.writeUInt8(way, 0);
  data.writeUInt32LE(text.length, 1);
  text.copy(data, 5);
  return new TransactionInstruction({
    programId,
    keys: [
      { pubkey: holder, isSigner: true, isWritable: true },
      { pubkey: profile, isSigner: false, isWritable: true },
      { pubkey: SystemProgram.programId, isSigner: false, isWritable: false },
    ],
    data,
  });
}
