import { viewOf } from "../../base/bytes.js";
import { fail } from "../failure.js";
import { PRECOMPILE_ERRORS } from "./precompile-error.js";

/** One record of the ed25519 and secp256r1 precompiles: seven u16. */
const SIGNATURE_OFFSETS_SIZE = 14;
/** Where the records begin, after their count and a byte that nobody reads. */
const SIGNATURE_OFFSETS_START = 2;
/** The instruction index that means the precompile's own data. */
const CURRENT_INSTRUCTION = 0xffff;
const SIGNATURE_SIZE = 64;

/** The data of every top-level instruction of the transaction. */
export type InstructionDatas = readonly Uint8Array[];

/** Reads one part of a record; fails with InvalidDataOffsets if it names no such bytes. */
export interface SignatureRecord {
  signature(): Uint8Array;
  publicKey(): Uint8Array;
  message(): Uint8Array;
}

/** The number of records, which comes first. InvalidInstructionDataSize unless all records are there. */
export function checkedRecordCount(data: Uint8Array): number {
  if (data.length < SIGNATURE_OFFSETS_START) fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  const count = data[0]!;
  if (count === 0 && data.length > SIGNATURE_OFFSETS_START) fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  if (data.length < SIGNATURE_OFFSETS_START + count * SIGNATURE_OFFSETS_SIZE) {
    fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  }
  return count;
}

/** The record at `index`; its parts are looked up one by one, for what is checked first fails first. */
export function recordAt(
  data: Uint8Array,
  instructionDatas: InstructionDatas,
  index: number,
  publicKeySize: number,
): SignatureRecord {
  const view = viewOf(data);
  const start = SIGNATURE_OFFSETS_START + index * SIGNATURE_OFFSETS_SIZE;
  const field = (position: number) => view.getUint16(start + position * 2, true);
  const slice = (instructionIndex: number, offset: number, size: number) =>
    sliceOf(instructionIndex === CURRENT_INSTRUCTION ? data : instructionDatas[instructionIndex], offset, size);
  return {
    signature: () => slice(field(1), field(0), SIGNATURE_SIZE),
    publicKey: () => slice(field(3), field(2), publicKeySize),
    message: () => slice(field(6), field(4), field(5)),
  };
}

function sliceOf(instruction: Uint8Array | undefined, offset: number, size: number): Uint8Array {
  if (instruction === undefined || offset + size > instruction.length) fail(PRECOMPILE_ERRORS.InvalidDataOffsets);
  return instruction.subarray(offset, offset + size);
}
