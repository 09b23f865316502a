import { integerToLe } from "../../../../crypto/integer.js";
import type { Transcript } from "../../../../crypto/merlin.js";
import { pedersenBlindingPoint, rangeProofGenerators } from "../../../../crypto/proof-generators.js";
import { GROUP_ORDER, invertScalar, RistrettoPoint, reduceScalar } from "../../../../crypto/ristretto-group.js";
import { type FieldReader, UNIT } from "./field-reader.js";
import { refuse } from "./proof-failure.js";
import { challengeScalar, instructionTranscript, isIdentityEncoding } from "./proof-transcript.js";
import { type RangeProofContext, readRangeProofContext } from "./range-proof-context.js";
import { type RangeProofFields, readRangeProof } from "./range-proof-fields.js";

/** What the transcript answered, in its order. */
interface Challenges {
  readonly y: bigint;
  readonly z: bigint;
  readonly x: bigint;
  readonly w: bigint;
  /** One for each halving of the inner-product proof. */
  readonly u: readonly bigint[];
  readonly d: bigint;
}

/** The points and scalars whose products must sum to the identity. */
type Sum = { readonly points: RistrettoPoint[]; readonly scalars: bigint[] };

/**
 * Each committed amount fits into its number of bits, `totalBits` in all: a Bulletproof (solana-zk-sdk 7
 * range_proof/range.rs, `RangeProof::verify`).
 */
export function verifyBatchedRangeProof(totalBits: 64 | 128 | 256) {
  return (contextFields: FieldReader, proofFields: FieldReader): void => {
    const context = readRangeProofContext(contextFields, totalBits);
    const proof = readRangeProof(proofFields, totalBits);
    const challenges = deriveChallenges(context, proof, totalBits);
    const sum: Sum = { points: [], scalars: [] };
    addProofPoints(sum, context, proof, challenges);
    addGenerators(sum, context, proof, challenges, totalBits);
    addCommitments(sum, context, challenges);
    if (!RistrettoPoint.sumsToIdentity(sum.points, sum.scalars)) refuse("RangeProof(AlgebraicRelation)");
  };
}

function deriveChallenges(context: RangeProofContext, proof: RangeProofFields, totalBits: number): Challenges {
  const transcript = instructionTranscript("batched-range-proof-instruction");
  transcript.append("commitments", context.commitmentBytes);
  transcript.append("bit-lengths", context.bitLengthBytes);
  transcript.appendText("dom-sep", "range-proof");
  transcript.appendU64("n", BigInt(totalBits));
  appendPoint(transcript, "A", proof.a);
  appendPoint(transcript, "S", proof.s);
  const y = challengeScalar(transcript, "y");
  const z = challengeScalar(transcript, "z");
  appendPoint(transcript, "T_1", proof.t1);
  appendPoint(transcript, "T_2", proof.t2);
  const x = challengeScalar(transcript, "x");
  appendScalar(transcript, "t_x", proof.tX);
  appendScalar(transcript, "t_x_blinding", proof.tXBlinding);
  appendScalar(transcript, "e_blinding", proof.eBlinding);
  const w = challengeScalar(transcript, "w");
  // Of no use, but it moves the transcript on.
  challengeScalar(transcript, "c");
  transcript.appendText("dom-sep", "inner-product");
  transcript.appendU64("n", BigInt(totalBits));
  const u = proof.left.map((left, i) => {
    appendPoint(transcript, "L", left);
    appendPoint(transcript, "R", proof.right[i]!);
    return challengeScalar(transcript, "u");
  });
  appendScalar(transcript, "ipp_a", proof.ippA);
  appendScalar(transcript, "ipp_b", proof.ippB);
  return { y, z, x, w, u, d: challengeScalar(transcript, "d") };
}

function appendPoint(transcript: Transcript, label: string, bytes: Uint8Array): void {
  if (isIdentityEncoding(bytes)) refuse("RangeProof(Transcript(ValidationError))");
  transcript.append(label, bytes);
}

function appendScalar(transcript: Transcript, label: string, scalar: bigint): void {
  transcript.append(label, integerToLe(scalar, UNIT));
}

function add(sum: Sum, scalar: bigint, point: RistrettoPoint): void {
  sum.points.push(point);
  sum.scalars.push(reduceScalar(scalar));
}

function decompress(bytes: Uint8Array): RistrettoPoint {
  return RistrettoPoint.decode(bytes) ?? refuse("RangeProof(MultiscalarMul)");
}

/** The proof's own points, and both bases. */
function addProofPoints(
  sum: Sum,
  context: RangeProofContext,
  proof: RangeProofFields,
  { y, z, x, w, u, d }: Challenges,
): void {
  add(sum, 1n, decompress(proof.a));
  add(sum, x, decompress(proof.s));
  add(sum, d * x, decompress(proof.t1));
  add(sum, d * x * x, decompress(proof.t2));
  add(sum, -proof.eBlinding - d * proof.tXBlinding, pedersenBlindingPoint());
  const { tX, ippA, ippB } = proof;
  add(sum, w * (tX - ippA * ippB) + d * (delta(context.bitLengths, y, z) - tX), RistrettoPoint.base());
  u.forEach((challenge, i) => {
    const inverse = invertScalar(challenge);
    add(sum, challenge * challenge, decompress(proof.left[i]!));
    add(sum, inverse * inverse, decompress(proof.right[i]!));
  });
}

function addGenerators(
  sum: Sum,
  context: RangeProofContext,
  proof: RangeProofFields,
  { y, z, u }: Challenges,
  totalBits: number,
): void {
  const { g, h } = rangeProofGenerators(totalBits);
  const s = foldedScalars(u, totalBits);
  const weights = bitWeights(context.bitLengths, z);
  const yInverse = invertScalar(y);
  let yPower = 1n;
  for (let i = 0; i < totalBits; i++) {
    add(sum, -z - proof.ippA * s[i]!, g[i]!);
    add(sum, z + yPower * (z * z * weights[i]! - proof.ippB * s[totalBits - 1 - i]!), h[i]!);
    yPower = (yPower * yInverse) % GROUP_ORDER;
  }
}

function addCommitments(sum: Sum, context: RangeProofContext, { z, d }: Challenges): void {
  let zPower = z * z;
  for (const commitment of context.commitments) {
    add(sum, d * zPower, commitment);
    zPower = (zPower * z) % GROUP_ORDER;
  }
}

/** How the halvings fold the generators: the product of u_k where bit k of the index is set, of 1/u_k where it is not. */
function foldedScalars(u: readonly bigint[], totalBits: number): bigint[] {
  let inverseOfAll = 1n;
  for (const challenge of u) inverseOfAll = (inverseOfAll * invertScalar(challenge)) % GROUP_ORDER;
  const s = [inverseOfAll];
  for (let i = 1; i < totalBits; i++) {
    const highestBit = 31 - Math.clz32(i);
    const challenge = u[u.length - 1 - highestBit]!;
    s.push(reduceScalar(s[i - (1 << highestBit)]! * challenge * challenge));
  }
  return s;
}

/** For each bit of each amount its worth 2^j, times z^k for the k-th amount. */
function bitWeights(bitLengths: readonly number[], z: bigint): bigint[] {
  let zPower = 1n;
  return bitLengths.flatMap((bits) => {
    const weights = Array.from({ length: bits }, (_, j) => reduceScalar(zPower << BigInt(j)));
    zPower = (zPower * z) % GROUP_ORDER;
    return weights;
  });
}

/** What the amounts do not decide of the inner product: (z - z²)·Σ yⁱ - Σ z^(k+3)·(2^bits_k - 1). */
function delta(bitLengths: readonly number[], y: bigint, z: bigint): bigint {
  let sumOfY = 0n;
  let yPower = 1n;
  let zPower = z * z * z;
  let rest = 0n;
  for (const bits of bitLengths) {
    for (let j = 0; j < bits; j++) {
      sumOfY += yPower;
      yPower = (yPower * y) % GROUP_ORDER;
    }
    rest += zPower * ((1n << BigInt(bits)) - 1n);
    zPower = (zPower * z) % GROUP_ORDER;
  }
  return reduceScalar((z - z * z) * sumOfY - rest);
}
