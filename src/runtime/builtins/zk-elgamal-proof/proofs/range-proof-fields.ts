import { type FieldReader, UNIT } from "./field-reader.js";
import { refuse } from "./proof-failure.js";

/** A range proof's fields (solana-zk-sdk range_proof/range.rs, `RangeProof`); points are not decoded yet. */
export interface RangeProofFields {
  readonly a: Uint8Array;
  readonly s: Uint8Array;
  readonly t1: Uint8Array;
  readonly t2: Uint8Array;
  readonly tX: bigint;
  readonly tXBlinding: bigint;
  readonly eBlinding: bigint;
  /** The inner-product proof's points, one pair for each halving. */
  readonly left: readonly Uint8Array[];
  readonly right: readonly Uint8Array[];
  readonly ippA: bigint;
  readonly ippB: bigint;
}

export function readRangeProof(proof: FieldReader, totalBits: number): RangeProofFields {
  const point = () => proof.take(UNIT);
  const scalar = () => proof.scalar() ?? refuse("RangeProof(Deserialization)");
  const [a, s, t1, t2] = [point(), point(), point(), point()];
  const [tX, tXBlinding, eBlinding] = [scalar(), scalar(), scalar()];
  const pairs = Array.from({ length: Math.log2(totalBits) }, () => [point(), point()] as const);
  return {
    ...{ a, s, t1, t2, tX, tXBlinding, eBlinding },
    left: pairs.map(([left]) => left),
    right: pairs.map(([, right]) => right),
    ...{ ippA: scalar(), ippB: scalar() },
  };
}
