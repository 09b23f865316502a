import { base58Decode } from "../../base/base58.js";
import { viewOf } from "../../base/bytes.js";
import type { Instruction } from "../../solana/instruction.js";
import { decodeLookupTable } from "../../solana/lookup-table.js";
import {
  allAccountKeys,
  isRequestedWritable,
  isSigner,
  type LoadedAddresses,
} from "../../solana/message/account-roles.js";
import { compileMessage, type LookupTable } from "../../solana/message/compile.js";
import type { Message, TransactionConfig } from "../../solana/message/message.js";
import { COMPUTE_BUDGET_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../solana/pubkey.js";
import { makeTransaction, type Transaction } from "../../solana/transaction.js";
import type { Bank } from "../../svm/bank.js";
import type { Fix } from "../model.js";

/** A message taken apart, its accounts spelled out. */
interface Draft {
  readonly feePayer: Pubkey;
  readonly instructions: readonly Instruction[];
  readonly blockhash: Uint8Array;
  readonly version: Message["version"];
  readonly lookupTables: readonly LookupTable[];
  readonly config: TransactionConfig;
}

/**
 * The transaction with a fix of its own applied; its signatures no longer verify. Undefined if the message cannot be taken
 * apart, as one whose lookup tables are not there.
 */
export function editTransaction(bank: Bank, { message }: Transaction, fix: Fix): Transaction | undefined {
  if (fix.kind === "recentBlockhash") return unsigned({ ...message, recentBlockhash: bank.blockhashes.latest });
  if (fix.kind === "durableNonce") return unsigned({ ...message, recentBlockhash: base58Decode(fix.nonce)! });
  const draft = draftOf(bank, message);
  return draft && unsigned(compileMessage(edited(draft, fix)));
}

function unsigned(message: Message): Transaction {
  return makeTransaction(
    message,
    Array.from({ length: message.header.numRequiredSignatures }, () => new Uint8Array(64)),
  );
}

function draftOf(bank: Bank, message: Message): Draft | undefined {
  const loaded = loadedKeys(bank, message);
  const [feePayer] = message.accountKeys;
  if (loaded === undefined || feePayer === undefined) return undefined;
  const keys = allAccountKeys(message, loaded);
  const named = message.instructions.flatMap(({ programIdIndex, accounts }) => [programIdIndex, ...accounts]);
  if (named.some((index) => index >= keys.length)) return undefined;
  const instructions = message.instructions.map(({ programIdIndex, accounts, data }): Instruction => {
    return {
      programId: keys[programIdIndex]!,
      data,
      accounts: Array.from(accounts, (index) => ({
        pubkey: keys[index]!,
        isSigner: isSigner(message, index),
        isWritable: isRequestedWritable(message, index, loaded.writable.length),
      })),
    };
  });
  const lookupTables = message.addressTableLookups.map(({ accountKey }) => tableOf(bank, accountKey));
  const { version, config, recentBlockhash: blockhash } = message;
  return { feePayer, instructions, blockhash, version, lookupTables, config };
}

/** What the message looks up, whether its tables are active or not; undefined if one has too few addresses. */
function loadedKeys(bank: Bank, { addressTableLookups }: Message): LoadedAddresses | undefined {
  const tables = addressTableLookups.map((lookup) => ({ ...lookup, ...tableOf(bank, lookup.accountKey) }));
  const isShort = tables.some(({ writableIndexes, readonlyIndexes, addresses }) =>
    [...writableIndexes, ...readonlyIndexes].some((index) => index >= addresses.length),
  );
  if (isShort) return undefined;
  const loaded = (which: "writableIndexes" | "readonlyIndexes") =>
    tables.flatMap((table) => Array.from(table[which], (index) => table.addresses[index]!));
  return { writable: loaded("writableIndexes"), readonly: loaded("readonlyIndexes") };
}

function tableOf(bank: Bank, key: Pubkey): LookupTable {
  const decoded = decodeLookupTable(bank.accounts.get(key)?.data ?? new Uint8Array(0));
  return { key, addresses: decoded.ok ? decoded.table.addresses : [] };
}

function edited(draft: Draft, fix: Fix): Draft {
  switch (fix.kind) {
    case "sign":
      return fix.addresses.reduce((signed, address) => withRole(signed, address, { isSigner: true }), draft);
    case "makeWritable":
      return withRole(draft, fix.address, { isWritable: true });
    case "addAccount": {
      const meta = { pubkey: pubkeyFromAddress(fix.address), isSigner: false, isWritable: false };
      const more = ({ accounts, ...rest }: Instruction) => ({ ...rest, accounts: [...accounts, meta] });
      return {
        ...draft,
        instructions: draft.instructions.map((one, i) => (i === fix.instructionIndex ? more(one) : one)),
      };
    }
    case "replaceAccount":
      return withReplacement(draft, fix);
    case "inlineLookupTables":
      return {
        ...draft,
        lookupTables: draft.lookupTables.filter(({ key }) => !fix.tables.includes(addressFromPubkey(key))),
      };
    case "removeInstructions":
      return { ...draft, instructions: draft.instructions.filter((_, i) => !fix.indexes.includes(i)) };
    case "computeUnitLimit":
      if (draft.version === 1) return { ...draft, config: { ...draft.config, computeUnitLimit: fix.units } };
      return withBudget(draft, SET_COMPUTE_UNIT_LIMIT, fix.units);
    case "loadedAccountsDataSizeLimit":
      if (draft.version === 1) return { ...draft, config: { ...draft.config, loadedAccountsDataSizeLimit: fix.bytes } };
      return withBudget(draft, SET_LOADED_ACCOUNTS_DATA_SIZE_LIMIT, fix.bytes);
    case "heapSize":
      if (draft.version === 1) return { ...draft, config: { ...draft.config, heapSize: fix.bytes } };
      return withBudget(draft, REQUEST_HEAP_FRAME, fix.bytes);
    default:
      return draft;
  }
}

function withRole(draft: Draft, address: string, role: { isSigner: true } | { isWritable: true }): Draft {
  const key = pubkeyFromAddress(address);
  const instructions = draft.instructions.map((instruction) => ({
    ...instruction,
    accounts: instruction.accounts.map((meta) => (pubkeyEqual(meta.pubkey, key) ? { ...meta, ...role } : meta)),
  }));
  return { ...draft, instructions };
}

function withReplacement(draft: Draft, { instructionIndex, address, replacement }: Fix & { kind: "replaceAccount" }) {
  const [from, pubkey] = [pubkeyFromAddress(address), pubkeyFromAddress(replacement)];
  const instructions = draft.instructions.map((instruction, i) => {
    if (i !== instructionIndex) return instruction;
    const accounts = instruction.accounts.map((meta) => (pubkeyEqual(meta.pubkey, from) ? { ...meta, pubkey } : meta));
    return { ...instruction, accounts };
  });
  return { ...draft, instructions };
}

const REQUEST_HEAP_FRAME = 1;
const SET_COMPUTE_UNIT_LIMIT = 2;
const SET_LOADED_ACCOUNTS_DATA_SIZE_LIMIT = 4;

/** Behind the others, so that none of them gets another index. */
function withBudget(draft: Draft, tag: number, value: number): Draft {
  const data = new Uint8Array(5);
  data[0] = tag;
  viewOf(data).setUint32(1, value, true);
  const isSame = ({ programId, data: [first] }: Instruction) =>
    pubkeyEqual(programId, COMPUTE_BUDGET_PROGRAM_ID) && first === tag;
  const request = { programId: COMPUTE_BUDGET_PROGRAM_ID, accounts: [], data };
  const at = draft.instructions.findIndex(isSame);
  const { instructions } = draft;
  return { ...draft, instructions: at < 0 ? [...instructions, request] : instructions.with(at, request) };
}
