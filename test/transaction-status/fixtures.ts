import { NO_LOADED_ADDRESSES } from "../../src/solana/message/account-roles.js";
import type { CompiledInstruction, Message } from "../../src/solana/message/message.js";
import { SYSTEM_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { makeTransaction, type Transaction } from "../../src/solana/transaction.js";
import type { TransactionStatusMeta } from "../../src/transaction-status/status-meta.js";
import { named } from "../helpers/names.js";

export const PAYER = named("payer");
export const RECEIVER = named("receiver");
export const [PAYER_ADDRESS, RECEIVER_ADDRESS] = [PAYER, RECEIVER].map(addressFromPubkey);
export const SYSTEM_ADDRESS = addressFromPubkey(SYSTEM_PROGRAM_ID);
export const BLOCKHASH = named("blockhash");
const SIGNATURE = new Uint8Array(64).fill(1);
/** 64 bytes of 1 in base58. */
export const SIGNATURE_TEXT = "2AXDGYSE4f2sz7tvMMzyHvUfcoJmxudvdhBcmiUSo6ijwfYmfZYsKRxboQMPh3R4kUhXRVdtSXFXMheka4Rc4P2";

/** One lamport from the payer to the receiver. */
export const TRANSFER: CompiledInstruction = {
  programIdIndex: 2,
  accounts: Uint8Array.of(0, 1),
  data: Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
};

export const LEGACY: Message = {
  version: "legacy",
  header: { numRequiredSignatures: 1, numReadonlySignedAccounts: 0, numReadonlyUnsignedAccounts: 1 },
  accountKeys: [PAYER, RECEIVER, SYSTEM_PROGRAM_ID],
  recentBlockhash: BLOCKHASH,
  instructions: [TRANSFER],
  addressTableLookups: [],
  config: {},
};

export function signed(message: Message): Transaction {
  return makeTransaction(message, [SIGNATURE]);
}

/** What nothing was recorded of but what it paid. */
export const META: TransactionStatusMeta = {
  err: null,
  fee: 1234n,
  preBalances: [1n, 2n, 3n],
  postBalances: [4n, 5n, 6n],
  loadedAddresses: NO_LOADED_ADDRESSES,
};
