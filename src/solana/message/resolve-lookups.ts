import type { Account } from "../account.js";
import type { TransactionError } from "../errors.js";
import {
  type AddressLookupError,
  type DecodedLookupTable,
  decodeLookupTable,
  lookUpAddresses,
} from "../lookup-table.js";
import { ADDRESS_LOOKUP_TABLE_PROGRAM_ID } from "../program-ids.js";
import { type Pubkey, pubkeyEqual } from "../pubkey.js";
import type { SlotHashes } from "../sysvars/slot-hashes.js";
import { type LoadedAddresses, NO_LOADED_ADDRESSES } from "./account-roles.js";
import type { AddressTableLookup, Message } from "./message.js";

export type ResolvedLookups =
  | { readonly ok: true; readonly loaded: LoadedAddresses }
  | { readonly ok: false; readonly error: TransactionError };

const TRANSACTION_ERRORS: Record<AddressLookupError, TransactionError> = {
  LookupTableAccountNotFound: "AddressLookupTableNotFound",
  InvalidAccountOwner: "InvalidAddressLookupTableOwner",
  InvalidAccountData: "InvalidAddressLookupTableData",
  InvalidLookupIndex: "InvalidAddressLookupTableIndex",
};

/** What address tables are read from: stored accounts, whose data do not change in place. */
export interface LookupSource {
  readonly getAccount: (key: Pubkey) => Account | undefined;
  readonly currentSlot: bigint;
  /** Undefined when the sysvar is absent: no v0 message can be resolved then. */
  readonly slotHashes: SlotHashes | undefined;
}

/**
 * The keys that a v0 message loads: writable ones of all tables in order, then readonly ones; none for other versions
 * (Agave, bank/address_lookup_table.rs `load_addresses_from_ref`; accounts.rs `load_lookup_table_addresses_into`).
 */
export function resolveLookups(message: Message, source: LookupSource): ResolvedLookups {
  if (message.version !== 0) return { ok: true, loaded: NO_LOADED_ADDRESSES };
  const { slotHashes } = source;
  if (slotHashes === undefined) return { ok: false, error: "AccountNotFound" };
  const writable: Pubkey[] = [];
  const readonly: Pubkey[] = [];
  for (const lookup of message.addressTableLookups) {
    const error = load(lookup, source, slotHashes, writable, readonly);
    if (error !== null) return { ok: false, error: TRANSACTION_ERRORS[error] };
  }
  return { ok: true, loaded: { writable, readonly } };
}

/** By the data, so that a table is decoded once and not for each transaction. */
const knownTables = new WeakMap<Uint8Array, DecodedLookupTable>();

function decodedTable(data: Uint8Array): DecodedLookupTable {
  let decoded = knownTables.get(data);
  if (decoded === undefined) {
    decoded = decodeLookupTable(data);
    knownTables.set(data, decoded);
  }
  return decoded;
}

function load(
  lookup: AddressTableLookup,
  { getAccount, currentSlot }: LookupSource,
  slotHashes: SlotHashes,
  writable: Pubkey[],
  readonly: Pubkey[],
): AddressLookupError | null {
  const account = getAccount(lookup.accountKey);
  if (account === undefined) return "LookupTableAccountNotFound";
  if (!pubkeyEqual(account.owner, ADDRESS_LOOKUP_TABLE_PROGRAM_ID)) return "InvalidAccountOwner";
  const decoded = decodedTable(account.data);
  if (!decoded.ok) return "InvalidAccountData";
  const writables = lookUpAddresses(decoded.table, lookup.writableIndexes, currentSlot, slotHashes);
  if (!writables.ok) return writables.error;
  const readonlys = lookUpAddresses(decoded.table, lookup.readonlyIndexes, currentSlot, slotHashes);
  if (!readonlys.ok) return readonlys.error;
  writable.push(...writables.addresses);
  readonly.push(...readonlys.addresses);
  return null;
}
