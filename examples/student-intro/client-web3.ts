import { ASSOCIATED_TOKEN_PROGRAM_ID, getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { type AccountMeta, PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import type { Introduction } from "./client.js";

/** The same with web3.js v1, laid out by hand: introduces the student. */
export function initUserInput(programId: PublicKey, student: PublicKey, introduction: Introduction) {
  const mint = derive(programId, "token_mint");
  const keys = [
    meta(student, true, true),
    meta(derive(programId, student.toBytes()), false, true),
    meta(mint, false, true),
    meta(derive(programId, "token_auth"), false, false),
    meta(getAssociatedTokenAddressSync(mint, student), false, true),
    meta(SystemProgram.programId, false, false),
    meta(TOKEN_PROGRAM_ID, false, false),
    meta(ASSOCIATED_TOKEN_PROGRAM_ID, false, false),
  ];
  return new TransactionInstruction({ programId, keys, data: dataOf(0, introduction) });
}

/** Changes the student's message. */
export function updateStudentIntro(programId: PublicKey, student: PublicKey, introduction: Introduction) {
  const keys = [meta(student, true, false), meta(derive(programId, student.toBytes()), false, true)];
  return new TransactionInstruction({ programId, keys, data: dataOf(1, introduction) });
}

/** Makes the mint of the program's token. */
export function initializeMint(programId: PublicKey, initializer: PublicKey) {
  const keys = [
    meta(initializer, true, true),
    meta(derive(programId, "token_mint"), false, true),
    meta(derive(programId, "token_auth"), false, false),
    meta(SystemProgram.programId, false, false),
    meta(TOKEN_PROGRAM_ID, false, false),
  ];
  return new TransactionInstruction({ programId, keys, data: Buffer.of(3) });
}

function dataOf(variant: number, { name, message }: Introduction): Buffer {
  return Buffer.concat([Buffer.of(variant), text(name), text(message)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function derive(programId: PublicKey, seed: string | Uint8Array): PublicKey {
  return PublicKey.findProgramAddressSync([Buffer.from(seed)], programId)[0];
}

function meta(pubkey: PublicKey, isSigner: boolean, isWritable: boolean): AccountMeta {
  return { pubkey, isSigner, isWritable };
}
