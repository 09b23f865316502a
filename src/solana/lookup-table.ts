import { ByteReader } from "../base/byte-reader.js";
import { ByteWriter } from "../base/byte-writer.js";
import { U64_MAX } from "../base/u64.js";
import { PUBKEY_BYTES, type Pubkey } from "./pubkey.js";
import { sharedPubkey } from "./shared-pubkeys.js";
import { type SlotHashes, slotHashPosition } from "./sysvars/slot-hashes.js";

/** Bytes before a table's addresses (address-lookup-table-interface `LOOKUP_TABLE_META_SIZE`). */
const LOOKUP_TABLE_META_BYTES = 56;

/** An account of the address lookup table program (address-lookup-table-interface `AddressLookupTable`). */
export interface AddressLookupTable {
  /** u64::MAX while the table is active. */
  readonly deactivationSlot: bigint;
  readonly lastExtendedSlot: bigint;
  /** Where the addresses begin that `lastExtendedSlot` added. */
  readonly lastExtendedSlotStartIndex: number;
  /** Undefined: frozen. */
  readonly authority: Pubkey | undefined;
  readonly addresses: readonly Pubkey[];
}

export type DecodedLookupTable =
  | { readonly ok: true; readonly table: AddressLookupTable }
  | { readonly ok: false; readonly error: "InvalidAccountData" | "UninitializedAccount" };

const INVALID: DecodedLookupTable = { ok: false, error: "InvalidAccountData" };

/** `AddressLookupTable::deserialize`. */
export function decodeLookupTable(data: Uint8Array): DecodedLookupTable {
  const reader = new ByteReader(data);
  const tag = reader.u32();
  if (tag === 0 && reader.failure === undefined) return { ok: false, error: "UninitializedAccount" };
  const meta = {
    deactivationSlot: reader.u64(),
    lastExtendedSlot: reader.u64(),
    lastExtendedSlotStartIndex: reader.u8(),
    authority: reader.bool() ? reader.take(PUBKEY_BYTES) : undefined,
  };
  reader.u16(); // padding
  const addressBytes = data.length - LOOKUP_TABLE_META_BYTES;
  if (tag !== 1 || reader.failure !== undefined || addressBytes < 0 || addressBytes % PUBKEY_BYTES !== 0)
    return INVALID;
  const addresses: Pubkey[] = new Array(addressBytes / PUBKEY_BYTES);
  for (let i = 0; i < addresses.length; i++) {
    addresses[i] = sharedPubkey(data, LOOKUP_TABLE_META_BYTES + i * PUBKEY_BYTES);
  }
  return { ok: true, table: { ...meta, addresses } };
}

/** A table account's data. */
export function encodeLookupTable(table: AddressLookupTable): Uint8Array {
  const meta = new ByteWriter(LOOKUP_TABLE_META_BYTES)
    .u32(1)
    .u64(table.deactivationSlot)
    .u64(table.lastExtendedSlot)
    .u8(table.lastExtendedSlotStartIndex)
    .bool(table.authority !== undefined);
  if (table.authority !== undefined) meta.bytes(table.authority);
  const data = new Uint8Array(LOOKUP_TABLE_META_BYTES + table.addresses.length * PUBKEY_BYTES);
  data.set(meta.finish());
  table.addresses.forEach((address, i) => {
    data.set(address, LOOKUP_TABLE_META_BYTES + i * PUBKEY_BYTES);
  });
  return data;
}

/** address-lookup-table-interface `AddressLookupError`. */
export type AddressLookupError =
  | "LookupTableAccountNotFound"
  | "InvalidAccountOwner"
  | "InvalidAccountData"
  | "InvalidLookupIndex";

export type LookedUpAddresses =
  | { readonly ok: true; readonly addresses: readonly Pubkey[] }
  | { readonly ok: false; readonly error: AddressLookupError };

/**
 * Whether transactions may use the table: not deactivated, or deactivated in this slot or one that SlotHashes still
 * has (`LookupTableMeta::is_active`).
 */
export function isActiveTable(table: AddressLookupTable, currentSlot: bigint, slotHashes: SlotHashes): boolean {
  const { deactivationSlot } = table;
  if (deactivationSlot === U64_MAX || deactivationSlot === currentSlot) return true;
  return slotHashPosition(slotHashes, deactivationSlot) !== -1;
}

/**
 * The addresses at `indexes` as a transaction in `currentSlot` sees them: what the same slot added does not count yet
 * (`AddressLookupTable::lookup`). A deactivated table counts as absent.
 */
export function lookUpAddresses(
  table: AddressLookupTable,
  indexes: Uint8Array,
  currentSlot: bigint,
  slotHashes: SlotHashes,
): LookedUpAddresses {
  if (!isActiveTable(table, currentSlot, slotHashes)) return { ok: false, error: "LookupTableAccountNotFound" };
  const usable = currentSlot > table.lastExtendedSlot ? table.addresses.length : table.lastExtendedSlotStartIndex;
  if (usable > table.addresses.length) return { ok: false, error: "InvalidAccountData" };
  const addresses: Pubkey[] = new Array(indexes.length);
  for (let i = 0; i < indexes.length; i++) {
    if (indexes[i] >= usable) return { ok: false, error: "InvalidLookupIndex" };
    addresses[i] = table.addresses[indexes[i]];
  }
  return { ok: true, addresses };
}
