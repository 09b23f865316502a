import { type Keypair, sign } from "../crypto/ed25519.js";
import type { Instruction } from "../solana/instruction.js";
import { compileMessage } from "../solana/message/compile.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import { decodeTransaction, encodeTransaction, makeTransaction, type Transaction } from "../solana/transaction.js";

/** A legacy transaction, signed by all its signers; the first pays. */
export function signTransaction(
  instructions: readonly Instruction[],
  signers: readonly [Keypair, ...Keypair[]],
  blockhash: Uint8Array,
): Transaction {
  const message = compileMessage({ feePayer: signers[0].publicKey, instructions, blockhash });
  const { messageBytes } = makeTransaction(message, []);
  const required = message.accountKeys.slice(0, message.header.numRequiredSignatures);
  const signatures = required.map((key) => {
    const signer = signers.find(({ publicKey }) => pubkeyEqual(publicKey, key));
    if (signer === undefined) throw new Error("a signer's key is missing");
    return sign(messageBytes, signer.secretKey);
  });
  const decoded = decodeTransaction(encodeTransaction(makeTransaction(message, signatures)));
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.transaction;
}
