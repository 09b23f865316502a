import { base58Encode } from "../base/base58.js";
import type { JsonObject } from "../base/json.js";
import { allAccountKeys, type LoadedAddresses } from "../solana/message/account-roles.js";
import type { AddressTableLookup, Message, TransactionConfig } from "../solana/message/message.js";
import { addressFromPubkey } from "../solana/pubkey.js";
import { encodeCompiledInstruction } from "./encode-meta.js";
import { parseMessageAccounts } from "./parse-accounts.js";
import { parseInstruction } from "./parse-instruction.js";

/** The stack height of a transaction's own instructions (solana-instruction). */
const TRANSACTION_LEVEL_STACK_HEIGHT = 1;

/** Agave's `UiRawMessage`. */
export function encodeRawMessage(message: Message): JsonObject {
  const { numRequiredSignatures, numReadonlySignedAccounts, numReadonlyUnsignedAccounts } = message.header;
  return {
    header: { numRequiredSignatures, numReadonlySignedAccounts, numReadonlyUnsignedAccounts },
    accountKeys: message.accountKeys.map(addressFromPubkey),
    recentBlockhash: base58Encode(message.recentBlockhash),
    instructions: message.instructions.map((instruction) =>
      encodeCompiledInstruction(instruction, TRANSACTION_LEVEL_STACK_HEIGHT),
    ),
    ...encodeVersioned(message),
  };
}

/** Agave's `UiParsedMessage`. */
export function encodeParsedMessage(message: Message, loaded: LoadedAddresses): JsonObject {
  const accountKeys = allAccountKeys(message, loaded);
  return {
    accountKeys: parseMessageAccounts(message, loaded),
    recentBlockhash: base58Encode(message.recentBlockhash),
    instructions: message.instructions.map((instruction) =>
      parseInstruction(instruction, accountKeys, TRANSACTION_LEVEL_STACK_HEIGHT),
    ),
    ...encodeVersioned(message),
  };
}

/** What only messages of one version have. */
function encodeVersioned({ version, addressTableLookups, config }: Message): JsonObject {
  return {
    addressTableLookups: version === 0 ? addressTableLookups.map(encodeLookup) : undefined,
    transactionConfig: version === 1 ? encodeConfig(config) : undefined,
  };
}

function encodeLookup({ accountKey, writableIndexes, readonlyIndexes }: AddressTableLookup): JsonObject {
  return {
    accountKey: addressFromPubkey(accountKey),
    writableIndexes: [...writableIndexes],
    readonlyIndexes: [...readonlyIndexes],
  };
}

/** Agave's `UiTransactionConfig`. */
function encodeConfig(config: TransactionConfig): JsonObject {
  return {
    priorityFee: config.priorityFeeLamports ?? null,
    computeUnitLimit: config.computeUnitLimit ?? null,
    loadedAccountsDataSizeLimit: config.loadedAccountsDataSizeLimit ?? null,
    heapSize: config.heapSize ?? null,
  };
}
