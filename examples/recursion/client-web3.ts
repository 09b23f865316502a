import { type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { CALL, COUNT_CAREFULLY, COUNT_CARELESSLY } from "./program.js";

/** The same with web3.js v1: the counter calls itself. */
export function count(programId: PublicKey, account: PublicKey, times: number, careful = true) {
  const data = Buffer.of(careful ? COUNT_CAREFULLY : COUNT_CARELESSLY, times);
  return new TransactionInstruction({ programId, keys: [writable(account), readonly(programId)], data });
}

/** The counter calls another program, which calls `last`. */
export function callOther(programId: PublicKey, account: PublicKey, other: PublicKey, last: PublicKey) {
  const keys = [writable(account), readonly(other), readonly(last)];
  return new TransactionInstruction({ programId, keys, data: Buffer.of(CALL, 0) });
}

function writable(pubkey: PublicKey) {
  return { pubkey, isSigner: false, isWritable: true };
}

function readonly(pubkey: PublicKey) {
  return { pubkey, isSigner: false, isWritable: false };
}
