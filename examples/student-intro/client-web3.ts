import { ASSOCIATED_TOKEN_PROGRAM_ID, getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { type PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { borshText, derive, readonly, signer, writable, writableSigner } from "../support/web3-anchor.js";
import type { Introduction } from "./client.js";

/** The same with web3.js v1, laid out by hand: introduces the student. */
export function initUserInput(programId: PublicKey, student: PublicKey, introduction: Introduction) {
  const mint = derive(programId, "token_mint");
  const keys = [
    writableSigner(student),
    writable(derive(programId, student)),
    writable(mint),
    readonly(derive(programId, "token_auth")),
    writable(getAssociatedTokenAddressSync(mint, student)),
    readonly(SystemProgram.programId),
    readonly(TOKEN_PROGRAM_ID),
    readonly(ASSOCIATED_TOKEN_PROGRAM_ID),
  ];
  return new TransactionInstruction({ programId, keys, data: dataOf(0, introduction) });
}

/** Changes the student's message. */
export function updateStudentIntro(programId: PublicKey, student: PublicKey, introduction: Introduction) {
  const keys = [signer(student), writable(derive(programId, student))];
  return new TransactionInstruction({ programId, keys, data: dataOf(1, introduction) });
}

/** Makes the mint of the program's token. */
export function initializeMint(programId: PublicKey, initializer: PublicKey) {
  const keys = [
    writableSigner(initializer),
    writable(derive(programId, "token_mint")),
    readonly(derive(programId, "token_auth")),
    readonly(SystemProgram.programId),
    readonly(TOKEN_PROGRAM_ID),
  ];
  return new TransactionInstruction({ programId, keys, data: Buffer.of(3) });
}

function dataOf(variant: number, { name, message }: Introduction): Buffer {
  return Buffer.concat([Buffer.of(variant), borshText(name), borshText(message)]);
}
