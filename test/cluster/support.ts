import { ByteWriter } from "../../src/base/byte-writer.js";
import { signTransaction } from "../../src/cluster/sign.js";
import type { Keypair } from "../../src/crypto/ed25519.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import type { Transaction } from "../../src/solana/transaction.js";

/** A signed transfer of lamports. */
export function transfer(from: Keypair, to: Pubkey, lamports: bigint, blockhash: Uint8Array): Transaction {
  const instruction = {
    programId: SYSTEM_PROGRAM_ID,
    accounts: [
      { pubkey: from.publicKey, isSigner: true, isWritable: true },
      { pubkey: to, isSigner: false, isWritable: true },
    ],
    data: new ByteWriter(12).u32(2).u64(lamports).finish(),
  };
  return signTransaction([instruction], [from], blockhash);
}
