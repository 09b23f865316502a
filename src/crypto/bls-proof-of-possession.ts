import { noble } from "#noble";
import { concatBytes } from "../base/bytes.js";

/** Keeps proofs apart from signatures of the same bytes (solana-bls-signatures, `POP_DST`). */
const POP_DST = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/**
 * Whether whoever made `proof` has the secret of `pubkey`: a BLS12-381 signature of `payload ‖ pubkey`
 * (solana-bls-signatures, `verify_proof_of_possession`). The points are compressed: `pubkey` 48 bytes in G1 and not
 * zero, `proof` 96 bytes in G2; anything else is no proof.
 */
export function verifyBlsProofOfPossession(pubkey: Uint8Array, proof: Uint8Array, payload: Uint8Array): boolean {
  const bls = noble.bls12381().bls12_381;
  const publicPoint = decodePoint(bls.G1.Point, pubkey);
  const proofPoint = decodePoint(bls.G2.Point, proof);
  // A proof of zero fits the zero key alone.
  if (publicPoint === undefined || proofPoint === undefined) return false;
  const hashed = bls.G2.hashToCurve(concatBytes(payload, pubkey), { DST: POP_DST });
  const product = bls.pairingBatch([
    { g1: publicPoint, g2: hashed },
    { g1: bls.G1.Point.BASE.negate(), g2: proofPoint },
  ]);
  return bls.fields.Fp12.eql(product, bls.fields.Fp12.ONE);
}

interface Point {
  is0(): boolean;
  assertValidity(): void;
}

/** A point of the right subgroup other than zero. */
function decodePoint<P extends Point>(group: { fromBytes(bytes: Uint8Array): P }, bytes: Uint8Array): P | undefined {
  try {
    const point = group.fromBytes(bytes);
    if (point.is0()) return undefined;
    point.assertValidity();
    return point;
  } catch {
    return undefined; // the library has no other way to say so
  }
}
