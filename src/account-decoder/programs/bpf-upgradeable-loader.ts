import type { JsonObject } from "../../base/json.js";
import { decodeLoaderV3State, LOADER_V3_BYTES } from "../../solana/loader-v3-state.js";
import { addressFromPubkey, PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import { base64Data } from "../base64-data.js";

/** Agave: account-decoder `parse_bpf_upgradeable_loader`. */
export function parseBpfUpgradeableLoader(data: Uint8Array): JsonObject | undefined {
  const state = decodeLoaderV3State(data);
  if (state === undefined) return undefined;
  switch (state.kind) {
    case "uninitialized":
      return { type: "uninitialized" };
    case "program":
      return { type: "program", info: { programData: addressFromPubkey(state.programDataAddress) } };
    case "buffer":
      return { type: state.kind, info: authorityAndElf(data, state.authority, LOADER_V3_BYTES.buffer) };
    case "programData": {
      const rest = authorityAndElf(data, state.authority, LOADER_V3_BYTES.programData);
      return { type: state.kind, info: { slot: state.slot, ...rest } };
    }
  }
}

/** What follows the metadata begins earlier without an authority. */
function authorityAndElf(data: Uint8Array, authority: Pubkey | undefined, metadataBytes: number): JsonObject {
  const start = authority === undefined ? metadataBytes - PUBKEY_BYTES : metadataBytes;
  return {
    authority: authority === undefined ? null : addressFromPubkey(authority),
    data: base64Data(data.subarray(start)),
  };
}
