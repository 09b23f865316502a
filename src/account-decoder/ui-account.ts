import { base58Encode } from "../base/base58.js";
import { base64Encode } from "../base/base64.js";
import type { Json, JsonObject } from "../base/json.js";
import type { Account } from "../solana/account.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import { base64Data } from "./base64-data.js";
import { type AccountAdditionalData, parseAccountData } from "./parse-account-data.js";
import { zstdFrame } from "./zstd-frame.js";

/** How an account's data is written. "binary" is the legacy form: base58 alone, without its name. */
export type UiAccountEncoding = "binary" | "base58" | "base64" | "base64+zstd" | "jsonParsed";

/** Which part of an account's data is written (not where it is parsed), in bytes. What lies beyond the end is left out. */
export interface UiDataSliceConfig {
  readonly offset: number;
  readonly length: number;
}

/** Base58 takes quadratic time, so longer data is refused. */
export const MAX_BASE58_BYTES = 128;

/**
 * An account as RPC methods write it: lamports, data, owner, executable, rentEpoch and space, the length of all the
 * data. What "jsonParsed" cannot parse is written in base64 (Agave: account-decoder `encode_ui_account`).
 */
export function encodeUiAccount(
  pubkey: Pubkey,
  account: Account,
  encoding: UiAccountEncoding,
  additionalData?: AccountAdditionalData,
  dataSlice?: UiDataSliceConfig,
): JsonObject {
  const parsed =
    encoding === "jsonParsed" ? parseAccountData(pubkey, account.owner, account.data, additionalData) : undefined;
  return {
    lamports: account.lamports,
    data: parsed ?? encodeData(sliceData(account.data, dataSlice), encoding),
    owner: addressFromPubkey(account.owner),
    executable: account.executable,
    rentEpoch: account.rentEpoch,
    space: account.data.length,
  };
}

/** The part of `data` that `slice` names; all without one (Agave: `slice_data`). */
export function sliceData(data: Uint8Array, slice: UiDataSliceConfig | undefined): Uint8Array {
  return slice === undefined ? data : data.subarray(slice.offset, slice.offset + slice.length);
}

function encodeData(data: Uint8Array, encoding: UiAccountEncoding): Json {
  switch (encoding) {
    case "binary":
      return encodeBase58(data);
    case "base58":
      return [encodeBase58(data), encoding];
    case "base64+zstd":
      return [base64Encode(zstdFrame(data)), encoding];
    default:
      return base64Data(data);
  }
}

function encodeBase58(data: Uint8Array): string {
  return data.length <= MAX_BASE58_BYTES ? base58Encode(data) : "error: data too large for bs58 encoding";
}
