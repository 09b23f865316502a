import type { SignatureQuery } from "./ledger.js";

/** Where in the ledger a transaction is. */
export interface Position {
  readonly slot: bigint;
  /** Where in its block. */
  readonly index: number;
}

/** The positions that a query is for: from `newest` down to `oldest`, both included. */
export interface SignatureRange {
  readonly newest: Position;
  readonly oldest: Position;
}

const LAST_INDEX = 0xffff_ffff;

/**
 * Which positions a query is for, by Agave's rules (ledger, `get_confirmed_signatures_for_address2`): an unknown `before`
 * gives nothing, an unknown `until` is as none, and one that is newer than `before` does not keep `before`'s own slot out.
 * Signatures of slots after the highest are unknown. Undefined if nothing can match.
 */
export function signatureRange(
  query: SignatureQuery,
  find: (signature: Uint8Array) => Position | undefined,
): SignatureRange | undefined {
  const { before, until, highestSlot } = query;
  const known = (signature: Uint8Array) => {
    const found = find(signature);
    return found !== undefined && found.slot <= highestSlot ? found : undefined;
  };
  const last = before === undefined ? { slot: highestSlot + 1n, index: 0 } : known(before);
  if (last === undefined) return undefined;
  const newest = positionBefore(last);
  const first = until === undefined ? undefined : known(until);
  return newest === undefined ? undefined : { newest, oldest: oldestOf(first, last.slot) };
}

function positionBefore({ slot, index }: Position): Position | undefined {
  if (index > 0) return { slot, index: index - 1 };
  return slot > 0n ? { slot: slot - 1n, index: LAST_INDEX } : undefined;
}

function oldestOf(until: Position | undefined, lastSlot: bigint): Position {
  if (until === undefined) return { slot: 0n, index: 0 };
  return until.slot > lastSlot ? { slot: lastSlot, index: 0 } : { slot: until.slot, index: until.index + 1 };
}

/** Negative if `a` is older than `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.slot === b.slot ? a.index - b.index : a.slot < b.slot ? -1 : 1;
}
