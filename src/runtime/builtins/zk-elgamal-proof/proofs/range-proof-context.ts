import { RistrettoPoint } from "../../../../crypto/ristretto-group.js";
import { type FieldReader, UNIT } from "./field-reader.js";
import { refuse } from "./proof-failure.js";
import { isIdentityEncoding } from "./proof-transcript.js";

const MAX_COMMITMENTS = 8;
const MAX_SINGLE_BIT_LENGTH = 64;

/** What a batched range proof is about: each committed amount fits into so many bits. */
export interface RangeProofContext {
  readonly commitments: readonly RistrettoPoint[];
  /** One for each commitment. */
  readonly bitLengths: readonly number[];
  /** The encodings of all eight commitments, zeros after the last. */
  readonly commitmentBytes: Uint8Array;
  readonly bitLengthBytes: Uint8Array;
}

/** Reads and checks the context (solana-zk-sdk 7 batched_range_proof/mod.rs, `verify_batched_range_proof_context`). */
export function readRangeProofContext(context: FieldReader, totalBits: number): RangeProofContext {
  const commitmentBytes = context.take(MAX_COMMITMENTS * UNIT);
  const bitLengthBytes = context.take(MAX_COMMITMENTS);
  const commitments = readCommitments(commitmentBytes);
  const count = commitments.length;
  const bitLengths = Array.from(bitLengthBytes.subarray(0, count));
  if (count === 0) refuse("IllegalCommitmentLength");
  if (bitLengths.some((bits) => bits === 0 || bits > MAX_SINGLE_BIT_LENGTH)) refuse("IllegalAmountBitLength");
  const unused = [commitmentBytes.subarray(count * UNIT), bitLengthBytes.subarray(count)];
  if (unused.some((bytes) => bytes.some((byte) => byte !== 0))) refuse("ProofContext");
  if (bitLengths.reduce((sum, bits) => sum + bits) !== totalBits) refuse("IllegalCommitmentLength");
  return { commitments, bitLengths, commitmentBytes, bitLengthBytes };
}

/** The commitments up to the first that is all zeros. */
function readCommitments(bytes: Uint8Array): RistrettoPoint[] {
  const commitments: RistrettoPoint[] = [];
  for (let offset = 0; offset < bytes.length; offset += UNIT) {
    const encoding = bytes.subarray(offset, offset + UNIT);
    if (isIdentityEncoding(encoding)) break;
    commitments.push(RistrettoPoint.decode(encoding) ?? refuse("ProofContext"));
  }
  return commitments;
}
