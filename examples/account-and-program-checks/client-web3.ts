import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { DEPOSIT, WITHDRAW } from "./program.js";

const system = { pubkey: SystemProgram.programId, isSigner: false, isWritable: false };

/** The same with web3.js v1: puts SOL into the vault. */
export function deposit(programId: PublicKey, user: PublicKey, lamports: bigint) {
  const keys = [{ pubkey: user, isSigner: true, isWritable: true }, ...addressesOf(programId, user), system];
  return new TransactionInstruction({ programId, keys, data: dataOf(DEPOSIT, lamports) });
}

/** Takes SOL out of the vault. */
export function withdraw(programId: PublicKey, user: PublicKey, to: PublicKey, lamports: bigint) {
  const signer = { pubkey: user, isSigner: true, isWritable: false };
  const keys = [signer, ...addressesOf(programId, user), { ...system, pubkey: to, isWritable: true }, system];
  return new TransactionInstruction({ programId, keys, data: dataOf(WITHDRAW, lamports) });
}

/** The vault, and the user's balance. */
function addressesOf(programId: PublicKey, user: PublicKey) {
  return [[Buffer.from("vault")], [Buffer.from("balance"), user.toBytes()]].map((seeds) => {
    const [pubkey] = PublicKey.findProgramAddressSync(seeds, programId);
    return { pubkey, isSigner: false, isWritable: true };
  });
}

function dataOf(instruction: number, lamports: bigint): Buffer {
  const data = Buffer.alloc(9);
  data[0] = instruction;
  data.writeBigUInt64LE(lamports, 1);
  return data;
}
