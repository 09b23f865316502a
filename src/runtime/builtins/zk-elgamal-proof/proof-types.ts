import { verifyCiphertextCiphertextEquality } from "./proofs/ciphertext-ciphertext-equality.js";
import { verifyCiphertextCommitmentEquality } from "./proofs/ciphertext-commitment-equality.js";
import { FieldReader } from "./proofs/field-reader.js";
import {
  verifyBatchedGroupedCiphertextValidity,
  verifyGroupedCiphertextValidity,
} from "./proofs/grouped-ciphertext-validity.js";
import { verifyPercentageWithCap } from "./proofs/percentage-with-cap.js";
import { ProofFailure, type ProofRefusal } from "./proofs/proof-failure.js";
import { verifyPubkeyValidity } from "./proofs/pubkey-validity.js";
import { verifyBatchedRangeProof } from "./proofs/range-proof.js";
import { verifyZeroCiphertext } from "./proofs/zero-ciphertext.js";

/** A kind of proof that the program verifies. */
export interface ProofType {
  /** Of its instruction, and in context state accounts (solana-zk-elgamal-proof-interface, `ProofType`). */
  readonly number: number;
  /** Of its instruction, as it is logged. */
  readonly name: string;
  readonly computeUnits: number;
  /** Bytes of the statement, which proof data begin with. */
  readonly contextSize: number;
  /** Bytes of the proof, which proof data end with. */
  readonly proofSize: number;
  readonly verify: (context: FieldReader, proof: FieldReader) => void;
}

type Row = readonly [
  name: string,
  computeUnits: number,
  contextSize: number,
  proofSize: number,
  verify: ProofType["verify"],
];

/** In the order of their numbers, from 1. */
// biome-ignore format: a table, one proof a line
const ROWS: readonly Row[] = [
  ["VerifyZeroCiphertext", 6_000, 96, 96, verifyZeroCiphertext],
  ["VerifyCiphertextCiphertextEquality", 8_000, 192, 224, verifyCiphertextCiphertextEquality],
  ["VerifyCiphertextCommitmentEquality", 6_400, 128, 192, verifyCiphertextCommitmentEquality],
  ["VerifyPubkeyValidity", 2_600, 32, 64, verifyPubkeyValidity],
  ["VerifyPercentageWithCap", 6_500, 104, 256, verifyPercentageWithCap],
  ["VerifyBatchedRangeProofU64", 111_000, 264, 672, verifyBatchedRangeProof(64)],
  ["VerifyBatchedRangeProofU128", 200_000, 264, 736, verifyBatchedRangeProof(128)],
  ["VerifyBatchedRangeProofU256", 368_000, 264, 800, verifyBatchedRangeProof(256)],
  ["VerifyGroupedCiphertext2HandlesValidity", 6_400, 160, 160, verifyGroupedCiphertextValidity(2)],
  ["VerifyBatchedGroupedCiphertext2HandlesValidity", 13_000, 256, 160, verifyBatchedGroupedCiphertextValidity(2)],
  ["VerifyGroupedCiphertext3HandlesValidity", 8_100, 224, 192, verifyGroupedCiphertextValidity(3)],
  ["VerifyBatchedGroupedCiphertext3HandlesValidity", 16_400, 352, 192, verifyBatchedGroupedCiphertextValidity(3)],
];

const PROOF_TYPES: readonly ProofType[] = ROWS.map(([name, computeUnits, contextSize, proofSize, verify], index) => ({
  number: index + 1,
  name,
  computeUnits,
  contextSize,
  proofSize,
  verify,
}));

/** The kind of proof with this number, if there is one. */
export function proofTypeNumbered(number: number): ProofType | undefined {
  return PROOF_TYPES[number - 1];
}

/** Verifies proof data of the type's size; gives the reason if they are refused. */
export function verifyProofData(type: ProofType, data: Uint8Array): ProofRefusal | undefined {
  try {
    type.verify(new FieldReader(data.subarray(0, type.contextSize)), new FieldReader(data.subarray(type.contextSize)));
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ProofFailure) return thrown.refusal;
    throw thrown;
  }
}
