import type { JsonObject } from "../base/json.js";
import { allAccountKeys, isSigner, type LoadedAddresses, writableFlags } from "../solana/message/account-roles.js";
import type { Message } from "../solana/message/message.js";
import { addressFromPubkey } from "../solana/pubkey.js";

/**
 * Each account of a transaction as { pubkey, writable, signer, source }; it is writable if the transaction may write it:
 * reserved keys and programs that run are not (Agave, transaction-status/src/parse_accounts.rs).
 */
export function parseMessageAccounts(message: Message, loaded: LoadedAddresses): readonly JsonObject[] {
  const writable = writableFlags(message, loaded);
  return allAccountKeys(message, loaded).map((key, index) => ({
    pubkey: addressFromPubkey(key),
    writable: writable[index],
    signer: isSigner(message, index),
    source: index < message.accountKeys.length ? "transaction" : "lookupTable",
  }));
}
