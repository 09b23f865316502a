import { blake3 } from "../../crypto/blake3.js";

const DOMAIN = new TextEncoder().encode("solana-tx-message-v1");

/** The hash by which a bank remembers a transaction's message (solana-message `VersionedMessage::hash_raw_message`). */
export function messageHash(messageBytes: Uint8Array): Uint8Array {
  return blake3(DOMAIN, messageBytes);
}
