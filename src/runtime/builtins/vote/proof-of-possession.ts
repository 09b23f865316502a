import { concatBytes } from "../../../base/bytes.js";
import { verifyBlsProofOfPossession } from "../../../crypto/bls-proof-of-possession.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import type { ProvenBlsKey } from "./instruction-data.js";

/** Agave: vote_processor.rs, BLS_PROOF_OF_POSSESSION_VERIFICATION_COMPUTE_UNITS. */
const VERIFICATION_COMPUTE_UNITS = 34_500;
const LABEL = new TextEncoder().encode("ALPENGLOW");

/** Charges for the proof and demands that it holds for this vote account (SIMD-0387). */
export function verifyProofOfPossession(context: InvokeContext, votePubkey: Pubkey, key: ProvenBlsKey): void {
  context.consumeChecked(VERIFICATION_COMPUTE_UNITS);
  const payload = concatBytes(LABEL, votePubkey);
  if (!verifyBlsProofOfPossession(key.blsPubkey, key.blsProofOfPossession, payload)) fail("InvalidArgument");
}
