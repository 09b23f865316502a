import { TOKEN_ACCOUNT_BYTES, type TOKEN_ACCOUNT_TYPE, TOKEN_MULTISIG_BYTES } from "../../solana/generic-token.js";

// Token-2022's extensions: behind the base state, zeros up to the length of an account and the account type, entries of
// type (u16), length (u16) and value (spl-token-2022-interface, extension/mod.rs).

export type TokenAccountType = (typeof TOKEN_ACCOUNT_TYPE)[keyof typeof TOKEN_ACCOUNT_TYPE];

const ENTRY_HEADER_BYTES = 4;
const UNINITIALIZED = 0;
const NOTHING = new Uint8Array(0);

/**
 * The entries of an account or mint whose base state has `baseBytes`; none if it ends there. Undefined when the data
 * cannot be of this type (`StateWithExtensions::unpack`).
 */
export function extensionsData(data: Uint8Array, baseBytes: number, type: TokenAccountType): Uint8Array | undefined {
  if (data.length === TOKEN_MULTISIG_BYTES || data.length < baseBytes) return undefined;
  if (data.length === baseBytes) return NOTHING;
  const hasType = data.length > TOKEN_ACCOUNT_BYTES && data[TOKEN_ACCOUNT_BYTES] === type;
  const isPadded = data.subarray(baseBytes, TOKEN_ACCOUNT_BYTES).every((byte) => byte === 0);
  return hasType && isPadded ? data.subarray(TOKEN_ACCOUNT_BYTES + 1) : undefined;
}

/** The types of the entries in their order; none if one is unknown or malformed (`get_extension_types`). */
export function extensionTypes(entries: Uint8Array, isKnown: (type: number) => boolean): number[] {
  const types: number[] = [];
  for (let at = 0; at + 2 <= entries.length; ) {
    const type = readU16(entries, at);
    if (type === UNINITIALIZED) break;
    const end = valueEnd(entries, at);
    if (!isKnown(type) || end === undefined) return [];
    types.push(type);
    at = end;
  }
  return types;
}

/** The value of the first entry of a type; undefined without one (`get_extension_bytes`). */
export function extensionValue(entries: Uint8Array, type: number): Uint8Array | undefined {
  for (let at = 0; at + ENTRY_HEADER_BYTES <= entries.length; ) {
    const found = readU16(entries, at);
    const end = valueEnd(entries, at);
    if (end === undefined || (found === UNINITIALIZED && type !== UNINITIALIZED)) return undefined;
    if (found === type) return entries.subarray(at + ENTRY_HEADER_BYTES, end);
    at = end;
  }
  return undefined;
}

/** Where the value of the entry ends that begins at `at`; undefined when it is cut off. */
function valueEnd(entries: Uint8Array, at: number): number | undefined {
  if (at + ENTRY_HEADER_BYTES > entries.length) return undefined;
  const end = at + ENTRY_HEADER_BYTES + readU16(entries, at + 2);
  return end <= entries.length ? end : undefined;
}

function readU16(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}
