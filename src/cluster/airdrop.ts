import { ByteWriter } from "../base/byte-writer.js";
import { CallgateError } from "../base/errors.js";
import type { Keypair } from "../crypto/ed25519.js";
import type { Instruction } from "../solana/instruction.js";
import { COMPUTE_BUDGET_PROGRAM_ID, SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import { signTransaction } from "./sign.js";

/** Airdrops alike that one blockhash has room for. */
const MOST_ALIKE = 10_000;

/**
 * Sends lamports from the faucet; the signature. An airdrop like one before it, under the same blockhash, gets another
 * limit of compute units, or it would be taken for the same one. Throws `airdrop-failed`.
 */
export function airdrop(
  send: (transaction: Transaction) => TransactionResult,
  faucet: Keypair,
  to: Pubkey,
  lamports: bigint,
  blockhash: Uint8Array,
): Uint8Array {
  const transfer = transferInstruction(faucet.publicKey, to, lamports);
  for (let alike = 0; alike < MOST_ALIKE; alike++) {
    const instructions = alike === 0 ? [transfer] : [unitLimit(1_000 + alike), transfer];
    const transaction = signTransaction(instructions, [faucet], blockhash);
    const result = send(transaction);
    if (result.ok) return transaction.signatures[0]!;
    if (result.error !== "AlreadyProcessed") throw failed(result.error, lamports);
  }
  throw failed("AlreadyProcessed", lamports);
}

function failed(error: unknown, lamports: bigint): CallgateError {
  const message = `the faucet's transfer of ${lamports} lamports failed: ${JSON.stringify(error)}`;
  return new CallgateError("airdrop-failed", message, { error, lamports });
}

function transferInstruction(from: Pubkey, to: Pubkey, lamports: bigint): Instruction {
  return {
    programId: SYSTEM_PROGRAM_ID,
    accounts: [
      { pubkey: from, isSigner: true, isWritable: true },
      { pubkey: to, isSigner: false, isWritable: true },
    ],
    data: new ByteWriter(12).u32(2).u64(lamports).finish(),
  };
}

function unitLimit(units: number): Instruction {
  return { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data: new ByteWriter(5).u8(2).u32(units).finish() };
}
