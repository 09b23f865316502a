import { integerToLe } from "../../../../crypto/integer.js";
import type { Transcript } from "../../../../crypto/merlin.js";
import { GROUP_ORDER, RistrettoPoint, reduceScalar } from "../../../../crypto/ristretto-group.js";
import { type Element, type FieldReader, UNIT } from "./field-reader.js";
import { refuse, type SigmaProofReason, type SigmaProofType } from "./proof-failure.js";
import { challengeScalar, instructionTranscript, isIdentityEncoding } from "./proof-transcript.js";

/** What one side of an equation adds: scalar · point. */
export type Term = readonly [scalar: bigint, point: RistrettoPoint];

/**
 * One run of a sigma proof's verifier. The caller walks through the steps of its proof in the order of
 * solana-zk-sdk 7 (sigma_proofs/*.rs, `verify`), for that order decides what a bad proof is refused for; `check` ends it.
 */
export class SigmaVerification {
  private readonly transcript: Transcript;

  constructor(
    private readonly type: SigmaProofType,
    instructionLabel: string,
  ) {
    this.transcript = instructionTranscript(instructionLabel);
  }

  /** The next field of the proof as a point's encoding, not looked into yet. */
  encodedPoint(proof: FieldReader): Uint8Array {
    return proof.take(UNIT);
  }

  /** The next field of the proof as a reduced scalar. */
  scalar(proof: FieldReader): bigint {
    return proof.scalar() ?? this.refuse("Deserialization");
  }

  rejectIdentity(...elements: readonly Element[]): void {
    if (elements.some(({ bytes }) => isIdentityEncoding(bytes))) this.refuse("IdentityPoint");
  }

  append(label: string, bytes: Uint8Array): void {
    this.transcript.append(label, bytes);
  }

  appendU64(label: string, value: bigint): void {
    this.transcript.appendU64(label, value);
  }

  separate(domain: string): void {
    this.transcript.appendText("dom-sep", domain);
  }

  /** Appends the encoding of a point that may not be the identity. */
  appendNonIdentity(label: string, bytes: Uint8Array): void {
    if (isIdentityEncoding(bytes)) this.refuse("Transcript(ValidationError)");
    this.transcript.append(label, bytes);
  }

  appendScalar(label: string, scalar: bigint): void {
    this.transcript.append(label, integerToLe(scalar, UNIT));
  }

  challenge(label: string): bigint {
    return challengeScalar(this.transcript, label);
  }

  decompress(bytes: Uint8Array): RistrettoPoint {
    return RistrettoPoint.decode(bytes) ?? this.refuse("Deserialization");
  }

  /**
   * Ends the verification: every equation's terms must sum to the identity. All are tested at once, the one at index i
   * weighted with w^i, where w is a challenge.
   */
  check(w: bigint, equations: readonly (readonly Term[])[]): void {
    const points: RistrettoPoint[] = [];
    const scalars: bigint[] = [];
    let weight = 1n;
    for (const equation of equations) {
      for (const [scalar, point] of equation) {
        points.push(point);
        scalars.push(reduceScalar(scalar * weight));
      }
      weight = (weight * w) % GROUP_ORDER;
    }
    if (!RistrettoPoint.sumsToIdentity(points, scalars)) this.refuse("AlgebraicRelation");
  }

  private refuse(reason: SigmaProofReason): never {
    refuse(`SigmaProof(${this.type}, ${reason})`);
  }
}
