/** Which sigma proof failed (solana-zk-sdk, `SigmaProofType`). */
export type SigmaProofType = "ZeroCiphertext" | "Equality" | "PubkeyValidity" | "PercentageWithCap" | "ValidityProof";

/** Why (solana-zk-sdk, `SigmaProofVerificationError`). */
export type SigmaProofReason =
  | "AlgebraicRelation"
  | "Deserialization"
  | "Transcript(ValidationError)"
  | "IdentityPoint";

/** Why a range proof failed (solana-zk-sdk, `RangeProofVerificationError`). */
export type RangeProofReason =
  | "AlgebraicRelation"
  | "Deserialization"
  | "MultiscalarMul"
  | "Transcript(ValidationError)"
  | "InvalidBitSize";

/** Why a proof was refused, as Rust prints it (solana-zk-sdk 7, `ProofVerificationError` with `{:?}`). */
export type ProofRefusal =
  | `SigmaProof(${SigmaProofType}, ${SigmaProofReason})`
  | `RangeProof(${RangeProofReason})`
  | "ElGamal(PubkeyDeserialization)"
  | "ElGamal(CiphertextDeserialization)"
  | "ProofContext"
  | "IllegalCommitmentLength"
  | "IllegalAmountBitLength";

/** A proof that does not verify: thrown by the verifiers and caught where verification began. */
export class ProofFailure {
  constructor(readonly refusal: ProofRefusal) {}
}

export function refuse(refusal: ProofRefusal): never {
  throw new ProofFailure(refusal);
}
