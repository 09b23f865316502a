import type { JsonObject } from "../../base/json.js";
import { decodeNonceState } from "../../solana/nonce.js";
import { addressFromPubkey } from "../../solana/pubkey.js";

/** Uninitialized accounts are none: any zeros of the System program's would be one (Agave: account-decoder `parse_nonce`). */
export function parseNonce(account: Uint8Array): JsonObject | undefined {
  const data = decodeNonceState(account)?.data;
  return (
    data && {
      type: "initialized",
      info: {
        authority: addressFromPubkey(data.authority),
        blockhash: addressFromPubkey(data.durableNonce),
        feeCalculator: { lamportsPerSignature: data.lamportsPerSignature.toString() },
      },
    }
  );
}
