import { verifyStrict } from "../crypto/ed25519.js";
import type { Ed25519Backend } from "../crypto/ed25519-backend.js";
import type { Transaction } from "../solana/transaction.js";
import { refuse } from "./refusal.js";

/**
 * Each signature must verify under the static key at its index. How many there must be is for the sanitizer (Agave:
 * solana-transaction, `VersionedTransaction::verify_and_hash_message`).
 */
export function verifySignatures({ signatures, message, messageBytes }: Transaction, backend: Ed25519Backend): void {
  const count = Math.min(signatures.length, message.accountKeys.length);
  for (let i = 0; i < count; i++) {
    if (!verifyStrict(signatures[i]!, messageBytes, message.accountKeys[i]!, backend)) refuse("SignatureFailure");
  }
}
