import { viewOf } from "../../base/bytes.js";
import type { Instruction } from "../../solana/instruction.js";
import { decodeLookupTable } from "../../solana/lookup-table.js";
import { allAccountKeys, isRequestedWritable, isSigner } from "../../solana/message/account-roles.js";
import { compileMessage, type LookupTable } from "../../solana/message/compile.js";
import type { Message, TransactionConfig } from "../../solana/message/message.js";
import { resolveLookups } from "../../solana/message/resolve-lookups.js";
import { COMPUTE_BUDGET_PROGRAM_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../solana/pubkey.js";
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
  const resolved = resolveLookups(message, bank);
  const feePayer = message.accountKeys[0];
  if (!resolved.ok || feePayer === undefined) return undefined;
  const keys = allAccountKeys(message, resolved.loaded);
  const instructions = message.instructions.map(({ programIdIndex, accounts, data }): Instruction => {
    return {
      programId: keys[programIdIndex]!,
      data,
      accounts: Array.from(accounts, (index) => ({
        pubkey: keys[index]!,
        isSigner: isSigner(message, index),
        isWritable: isRequestedWritable(message, index, resolved.loaded.writable.length),
      })),
    };
  });
  const lookupTables = message.addressTableLookups.map(({ accountKey }) => tableOf(bank, accountKey));
  const { version, config, recentBlockhash: blockhash } = message;
  return { feePayer, instructions, blockhash, version, lookupTables, config };
}

function tableOf(bank: Bank, key: Pubkey): LookupTable {
  const decoded = decodeLookupTable(bank.accounts.get(key)?.data ?? new Uint8Array(0));
  return { key, addresses: decoded.ok ? decoded.table.addresses : [] };
}

function edited(draft: Draft, fix: Fix): Draft {
  switch (fix.kind) {
    case "sign":
      return withRole(draft, fix.address, { isSigner: true });
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
    case "removeInstructions":
      return { ...draft, instructions: draft.instructions.filter((_, i) => !fix.indexes.includes(i)) };
    case "computeUnitLimit":
      if (draft.version === 1) return { ...draft, config: { ...draft.config, computeUnitLimit: fix.units } };
      return withBudget(draft, SET_COMPUTE_UNIT_LIMIT, fix.units);
    case "loadedAccountsDataSizeLimit":
      if (draft.version === 1) return { ...draft, config: { ...draft.config, loadedAccountsDataSizeLimit: fix.bytes } };
      return withBudget(draft, SET_LOADED_ACCOUNTS_DATA_SIZE_LIMIT, fix.bytes);
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
