import type { AccountMeta } from "../../solana/instruction.js";
import { type Address, addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { FrameAccount, Right, RightOrigin, RightSource, SignerSeeds } from "../model.js";
import type { TracedTransaction } from "./traced-transaction.js";

/** What the holder of rights to an account holds them by; null for a right that it does not hold. */
export interface Holding {
  readonly signer: RightSource | null;
  readonly writable: RightSource | null;
}

/** What a caller holds, by the index of the account; undefined for accounts that it does not have. */
export type Holdings = ReadonlyMap<number, Holding>;

const NOTHING: Holding = { signer: null, writable: null };

/** What the transaction itself holds, as its message says. */
export function holdingsOfTransaction({ keys, writable, message }: TracedTransaction): Holdings {
  const holdings = new Map<number, Holding>();
  const origins = writableOrigins(message);
  keys.forEach((_, i) => {
    const isSigner = i < message.header.numRequiredSignatures;
    holdings.set(i, {
      signer: isSigner ? { kind: "signature", index: i } : null,
      writable: writable[i] ? (origins[i - message.accountKeys.length] ?? { kind: "message" }) : null,
    });
  });
  return holdings;
}

/** Behind the static keys: writable ones of all lookup tables. */
function writableOrigins({ addressTableLookups }: TracedTransaction["message"]): RightOrigin[] {
  return addressTableLookups.flatMap(({ accountKey, writableIndexes }) =>
    Array.from(
      writableIndexes,
      (index): RightOrigin => ({ kind: "lookupTable", table: addressFromPubkey(accountKey), index }),
    ),
  );
}

/** Who makes a call. */
export interface CallingFrame {
  /** Its id. */
  readonly id: number;
  readonly holdings: Holdings;
}

/** An account as a call asks for it. */
export interface AskedAccount {
  /** Undefined for one that the transaction does not have. */
  readonly index: number | undefined;
  readonly key: Pubkey;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

export interface RightsRequest {
  /** The call's own id. */
  readonly id: number;
  readonly asked: readonly AskedAccount[];
  /** Undefined for a top-level instruction. */
  readonly caller: CallingFrame | undefined;
  readonly holdings: Holdings;
  readonly signerSeeds: readonly SignerSeeds[];
  readonly refused: boolean;
}

/** The accounts of a call, and what each right to them comes from. */
export function frameAccounts(request: RightsRequest): FrameAccount[] {
  const { asked, holdings, refused } = request;
  return asked.map(({ index, key, isSigner, isWritable }, place) => {
    const same = asked.filter((other) => pubkeyEqual(other.key, key));
    const first = asked.findIndex((other) => pubkeyEqual(other.key, key));
    const held = (index === undefined ? undefined : holdings.get(index)) ?? NOTHING;
    const signs = same.some((other) => other.isSigner);
    const writes = same.some((other) => other.isWritable);
    const signerSource = inherited(request, held.signer) ?? signatureBySeeds(request, addressFromPubkey(key));
    return {
      index: index ?? null,
      address: addressFromPubkey(key),
      name: null,
      duplicateOf: first === place ? null : first,
      signer: right(held.signer !== null, isSigner, signs, signerSource, refused),
      writable: right(held.writable !== null, isWritable, writes, inherited(request, held.writable), refused),
    };
  });
}

function right(
  heldByCaller: boolean,
  asked: boolean,
  askedAnywhere: boolean,
  source: RightSource | null,
  refused: boolean,
): Right {
  const granted = askedAnywhere && source !== null;
  return {
    heldByCaller,
    asked,
    held: granted && !refused,
    dropped: heldByCaller && !askedAnywhere,
    source: granted ? source : null,
  };
}

/** What the caller's own right becomes in its callee. */
function inherited({ caller }: RightsRequest, source: RightSource | null): RightSource | null {
  if (source === null || caller === undefined) return source;
  return { kind: "inherited", from: caller.id, origin: source.kind === "inherited" ? source.origin : source };
}

function signatureBySeeds({ id, caller, signerSeeds }: RightsRequest, address: Address): RightSource | null {
  const set = signerSeeds.findIndex((seeds) => seeds.address === address);
  const signer = signerSeeds[set];
  if (caller === undefined || signer === undefined) return null;
  return { kind: "pda", program: signer.program, frame: caller.id, call: id, set };
}

/** What a frame holds, for its callees. */
export function holdingsOf(accounts: readonly FrameAccount[]): Holdings {
  const holdings = new Map<number, Holding>();
  for (const { index, signer, writable } of accounts) {
    if (index === null) continue;
    holdings.set(index, {
      signer: signer.held ? signer.source : null,
      writable: writable.held ? writable.source : null,
    });
  }
  return holdings;
}

export function askedOf(metas: readonly AccountMeta[], keys: readonly Pubkey[]): AskedAccount[] {
  return metas.map(({ pubkey: key, isSigner, isWritable }) => {
    const index = keys.findIndex((known) => pubkeyEqual(known, key));
    return { index: index < 0 ? undefined : index, key, isSigner, isWritable };
  });
}
