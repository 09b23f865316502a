import { PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";

/** The same with web3.js v1: opens a record. */
export function open(programId: PublicKey, user: PublicKey) {
  const [treasury] = PublicKey.findProgramAddressSync([Buffer.from("treasury")], programId);
  const [record] = PublicKey.findProgramAddressSync([Buffer.from("record"), user.toBytes()], programId);
  return new TransactionInstruction({
    programId,
    keys: [
      { pubkey: user, isSigner: true, isWritable: false },
      { pubkey: treasury, isSigner: false, isWritable: true },
      { pubkey: record, isSigner: false, isWritable: true },
      { pubkey: SystemProgram.programId, isSigner: false, isWritable: false },
    ],
  });
}

/** Lets the program without scruples sign. */
export function signWithSeeds(
  programId: PublicKey,
  callee: PublicKey,
  signers: readonly PublicKey[],
  seeds: readonly (readonly Uint8Array[])[],
) {
  const keys = [callee, ...signers].map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
  const sets = seeds.map((set) => Buffer.concat([u32(set.length), ...set.flatMap((seed) => [u32(seed.length), seed])]));
  return new TransactionInstruction({ programId, keys, data: Buffer.concat([u32(sets.length), ...sets]) });
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
