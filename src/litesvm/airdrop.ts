import { ByteWriter } from "../base/byte-writer.js";
import { sign } from "../crypto/ed25519.js";
import { compileMessage } from "../solana/message/compile.js";
import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import type { Pubkey } from "../solana/pubkey.js";
import { makeTransaction } from "../solana/transaction.js";
import { send } from "../svm/run.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import type { Machine } from "./machine.js";

/** A transfer from the airdrop account: repeated with the same blockhash, it was processed already. */
export function airdrop({ bank, airdropKeypair }: Machine, to: Pubkey, lamports: bigint): TransactionResult {
  const { publicKey, secretKey } = airdropKeypair;
  const message = compileMessage({
    feePayer: publicKey,
    blockhash: bank.blockhashes.latest,
    instructions: [
      {
        programId: SYSTEM_PROGRAM_ID,
        accounts: [
          { pubkey: publicKey, isSigner: true, isWritable: true },
          { pubkey: to, isSigner: false, isWritable: true },
        ],
        data: new ByteWriter(12).u32(TRANSFER).u64(lamports).finish(),
      },
    ],
  });
  const { messageBytes } = makeTransaction(message, []);
  return send(bank, makeTransaction(message, [sign(messageBytes, secretKey)]));
}

/** The system program's instruction. */
const TRANSFER = 2;
