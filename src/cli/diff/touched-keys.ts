import { decodeLookupTable } from "../../solana/lookup-table.js";
import type { AddressTableLookup } from "../../solana/message/message.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";
import { decodeTransaction } from "../../solana/transaction.js";
import type { ChainView } from "./chain.js";

/** Every account that a transaction names, also by a lookup table; undefined if the bytes are no transaction. */
export function keysOf(wire: Uint8Array, view: ChainView): readonly Pubkey[] | undefined {
  const decoded = decodeTransaction(wire);
  if (!decoded.ok) return undefined;
  const { accountKeys, addressTableLookups } = decoded.transaction.message;
  const keys = new PubkeyMap<true>();
  for (const key of accountKeys) keys.set(key, true);
  for (const lookup of addressTableLookups) for (const key of lookedUpKeys(lookup, view)) keys.set(key, true);
  return [...keys.keys()];
}

function lookedUpKeys({ accountKey, writableIndexes, readonlyIndexes }: AddressTableLookup, view: ChainView): Pubkey[] {
  const decoded = decodeLookupTable(view.account(accountKey)?.data ?? new Uint8Array(0));
  if (!decoded.ok) return [accountKey];
  const { addresses } = decoded.table;
  const loaded = [...writableIndexes, ...readonlyIndexes].flatMap((index) => addresses[index] ?? []);
  return [accountKey, ...loaded];
}
