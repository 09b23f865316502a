import { base58Decode } from "../base/base58.js";
import { base64Decode } from "../base/base64.js";
import { bytesEqual } from "../base/bytes.js";
import { isTokenAccountData } from "../solana/generic-token.js";
import { base58Error, base64Error } from "./decode-error.js";
import { invalidParams } from "./errors.js";
import { arrayOf, oneOf, optional, string, struct, u8, u64, untagged, usize, type ValueOf } from "./params.js";
import { tagged, UNIT } from "./tagged.js";

/** Which accounts a scan gives (Agave: rpc-client-types/src/filter.rs, `RpcFilterType`). */
export type AccountFilter =
  | { readonly kind: "dataSize"; readonly size: bigint }
  | { readonly kind: "memcmp"; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "tokenAccountState" };

const MAX_FILTERS = 4;
const MAX_BYTES = 128;
const MAX_BASE58_DIGITS = 175;
const MAX_BASE64_DIGITS = 172;
const memcmp = struct("Memcmp", {
  offset: usize,
  bytes: untagged("DataType", string, arrayOf(u8)),
  encoding: optional(oneOf("base58", "base64", "bytes")),
});

/** One filter, before its bytes are judged. */
const accountFilter = tagged({ dataSize: u64, memcmp, tokenAccountState: UNIT });

function verifyFilter(filter: ValueOf<typeof accountFilter>): AccountFilter {
  switch (filter.kind) {
    case "dataSize":
      return { kind: filter.kind, size: filter.value };
    case "memcmp": {
      const { offset, bytes, encoding } = filter.value;
      return { kind: filter.kind, offset, bytes: verifyBytes(bytes, encoding === "base64") };
    }
    case "tokenAccountState":
      return filter;
  }
}

/** Agave: `RpcFilterType::verify`. */
function verifyBytes(bytes: string | readonly number[], isBase64: boolean): Uint8Array {
  if (typeof bytes !== "string") return checkLength(Uint8Array.from(bytes));
  if (bytes.length > (isBase64 ? MAX_BASE64_DIGITS : MAX_BASE58_DIGITS)) throw tooLarge();
  const decoded = isBase64 ? base64Decode(bytes) : base58Decode(bytes);
  if (decoded !== undefined) return checkLength(decoded);
  const error = isBase64 ? `Base64DecodeError(${base64Error(bytes)})` : `Base58DecodeError(${base58Error(bytes)})`;
  throw invalidParams(`Invalid param: ${error}`);
}

function checkLength(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BYTES) throw tooLarge();
  return bytes;
}

const tooLarge = () => invalidParams("Invalid param: DataTooLarge");

/** The filters of a config. */
export const accountFilters = arrayOf(accountFilter);

/** Agave: rpc.rs, `verify_filters`. */
export function verifyFilters(filters: ValueOf<typeof accountFilters>): readonly AccountFilter[] {
  if (filters.length > MAX_FILTERS) throw invalidParams(`Too many filters provided; max ${MAX_FILTERS}`);
  return filters.map(verifyFilter);
}

/** Agave: rpc/src/filter.rs, `filter_allows`. */
export function filterAllows(filter: AccountFilter, data: Uint8Array): boolean {
  switch (filter.kind) {
    case "dataSize":
      return BigInt(data.length) === filter.size;
    case "memcmp": {
      const { offset, bytes } = filter;
      return offset + bytes.length <= data.length && bytesEqual(data.subarray(offset, offset + bytes.length), bytes);
    }
    case "tokenAccountState":
      return isTokenAccountData(data);
  }
}
