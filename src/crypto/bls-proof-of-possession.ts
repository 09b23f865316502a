import { noble } from "#noble";
import { concatBytes } from "../base/bytes.js";
import { bls12381G1, bls12381G2 } from "./bls12-381-encoding.js";

/** Keeps proofs apart from signatures of the same bytes (solana-bls-signatures, `POP_DST`). */
const POP_DST = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/**
 * Whether whoever made `proof` has the secret of `pubkey`: a BLS12-381 signature of `payload ‖ pubkey`
 * (solana-bls-signatures, `verify_proof_of_possession`). The points are compressed: `pubkey` 48 bytes in G1 and not
 * zero, `proof` 96 bytes in G2; anything else is no proof.
 */
export function verifyBlsProofOfPossession(pubkey: Uint8Array, proof: Uint8Array, payload: Uint8Array): boolean {
  const publicPoint = bls12381G1.decodeCompressed(pubkey, "big");
  const proofPoint = bls12381G2.decodeCompressed(proof, "big");
  // A proof of zero fits the zero key alone.
  if (publicPoint === null || proofPoint === null || publicPoint.is0() || proofPoint.is0()) return false;
  const { G1, G2, pairingBatch, fields } = noble.bls12381().bls12_381;
  const hashed = G2.hashToCurve(concatBytes(payload, pubkey), { DST: POP_DST });
  const product = pairingBatch([
    { g1: publicPoint, g2: hashed },
    { g1: G1.Point.BASE.negate(), g2: proofPoint },
  ]);
  return fields.Fp12.eql(product, fields.Fp12.ONE);
}
