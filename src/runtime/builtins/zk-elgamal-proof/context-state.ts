import { concatBytes } from "../../../base/bytes.js";
import { PUBKEY_BYTES, type Pubkey } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";

/** A context state account that no proof was written to. */
export const UNINITIALIZED = 0;
const META_SIZE = PUBKEY_BYTES + 1;

/** How a context state account begins (solana-zk-elgamal-proof-interface, `ProofContextStateMeta`). */
export interface ContextStateMeta {
  /** Who may close the account. */
  readonly authority: Pubkey;
  /** The number of the proof that was verified, or UNINITIALIZED. */
  readonly proofType: number;
}

/** InvalidAccountData if there is too little of it. */
export function readContextStateMeta(data: Uint8Array): ContextStateMeta {
  if (data.length < META_SIZE) fail("InvalidAccountData");
  return { authority: data.subarray(0, PUBKEY_BYTES), proofType: data[PUBKEY_BYTES]! };
}

/** The data of an account that keeps what was proved. */
export function encodeContextState({ authority, proofType }: ContextStateMeta, proofContext: Uint8Array): Uint8Array {
  return concatBytes(authority, Uint8Array.of(proofType), proofContext);
}
