import { viewOf } from "../../base/bytes.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { TOKEN_EXTENSION } from "../../solana/token-extension.js";
import type { DecodedAccount, JsonValue } from "../model.js";

// The accounts of both Token programs (spl-token, state.rs). Extensions of Token-2022 follow at 166, after a byte that
// tells accounts from mints; nothing with extensions is as long as a multisig.

const MINT_BYTES = 82;
const ACCOUNT_BYTES = 165;
const MULTISIG_BYTES = 355;
const EXTENDED_MINT = 1;
const EXTENDED_ACCOUNT = 2;
const ACCOUNT_STATES = ["uninitialized", "initialized", "frozen"];

const EXTENSION_NAMES = Object.keys(TOKEN_EXTENSION);

/** A token account, mint or multisig; undefined for anything else. Ones that are not initialised are shown as such. */
export function decodeTokenAccount(data: Uint8Array): DecodedAccount | undefined {
  if (data.length === MULTISIG_BYTES) return { kind: "multisig", fields: multisigFields(data) };
  if (data.length === MINT_BYTES) return { kind: "mint", fields: mintFields(data) };
  if (data.length === ACCOUNT_BYTES) return { kind: "token", fields: accountFields(data) };
  if (data.length < ACCOUNT_BYTES) return undefined;
  const extensions = extensionsOf(data);
  switch (data[ACCOUNT_BYTES]) {
    case EXTENDED_MINT:
      return { kind: "mint", fields: { ...mintFields(data), extensions } };
    case EXTENDED_ACCOUNT:
      return { kind: "token", fields: { ...accountFields(data), extensions } };
    default:
      return undefined;
  }
}

function mintFields(data: Uint8Array) {
  return {
    mintAuthority: optionalKeyAt(data, 0),
    supply: u64At(data, 36),
    decimals: data[44]!,
    isInitialized: data[45] !== 0,
    freezeAuthority: optionalKeyAt(data, 46),
  };
}

function accountFields(data: Uint8Array) {
  return {
    mint: keyAt(data, 0),
    owner: keyAt(data, 32),
    amount: u64At(data, 64),
    delegate: optionalKeyAt(data, 72),
    state: ACCOUNT_STATES[data[108]!] ?? data[108]!,
    /** Lamports that keep it alive, if it holds SOL. */
    rentExemptReserve: u32At(data, 109) === 0 ? null : u64At(data, 113),
    delegatedAmount: u64At(data, 121),
    closeAuthority: optionalKeyAt(data, 129),
  };
}

function multisigFields(data: Uint8Array) {
  const signers = Array.from({ length: Math.min(data[1]!, 11) }, (_, i) => keyAt(data, 3 + 32 * i));
  return { m: data[0]!, n: data[1]!, isInitialized: data[2] !== 0, signers };
}

/** The names of the extensions in order: type u16, length u16, value. */
function extensionsOf(data: Uint8Array): JsonValue[] {
  const view = viewOf(data);
  const names: JsonValue[] = [];
  for (let offset = ACCOUNT_BYTES + 1; offset + 4 <= data.length; ) {
    const type = view.getUint16(offset, true);
    if (type === 0) break;
    names.push(EXTENSION_NAMES[type] ?? type);
    offset += 4 + view.getUint16(offset + 2, true);
  }
  return names;
}

function keyAt(data: Uint8Array, offset: number): string {
  return addressFromPubkey(data.subarray(offset, offset + 32));
}

function optionalKeyAt(data: Uint8Array, offset: number): string | null {
  return u32At(data, offset) === 0 ? null : keyAt(data, offset + 4);
}

function u32At(data: Uint8Array, offset: number): number {
  return viewOf(data).getUint32(offset, true);
}

function u64At(data: Uint8Array, offset: number): string {
  return viewOf(data).getBigUint64(offset, true).toString();
}
