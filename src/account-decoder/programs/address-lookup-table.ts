import type { JsonObject } from "../../base/json.js";
import { decodeLookupTable } from "../../solana/lookup-table.js";
import { addressFromPubkey } from "../../solana/pubkey.js";

/** Agave: account-decoder `parse_address_lookup_table`. */
export function parseAddressLookupTable(data: Uint8Array): JsonObject | undefined {
  const decoded = decodeLookupTable(data);
  if (!decoded.ok) return decoded.error === "UninitializedAccount" ? { type: "uninitialized" } : undefined;
  const { deactivationSlot, lastExtendedSlot, lastExtendedSlotStartIndex, authority, addresses } = decoded.table;
  return {
    type: "lookupTable",
    info: {
      deactivationSlot: deactivationSlot.toString(),
      lastExtendedSlot: lastExtendedSlot.toString(),
      lastExtendedSlotStartIndex,
      authority: authority && addressFromPubkey(authority),
      addresses: addresses.map(addressFromPubkey),
    },
  };
}
