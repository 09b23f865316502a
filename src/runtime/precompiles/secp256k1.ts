import { bytesEqual, viewOf } from "../../base/bytes.js";
import { keccak256 } from "../../crypto/keccak256.js";
import { ethAddress, isRecoveryId, isSecp256k1Signature, recoverSecp256k1 } from "../../crypto/secp256k1.js";
import { fail } from "../failure.js";
import { PRECOMPILE_ERRORS } from "./precompile-error.js";
import type { InstructionDatas } from "./signature-offsets.js";

/** Where the records begin, after their count. */
const RECORDS_START = 1;
const RECORD_SIZE = 11;
const SIGNATURE_SIZE = 64;
const ETH_ADDRESS_SIZE = 20;

/**
 * Verifies the signatures that the data point at, each by the Ethereum address of its signer (Agave:
 * precompiles/src/secp256k1.rs, verify). High values of s are accepted.
 */
export function verifySecp256k1(data: Uint8Array, instructionDatas: InstructionDatas): void {
  const count = checkedCount(data);
  const view = viewOf(data);
  for (let i = 0; i < count; i++) verifyRecord(view, RECORDS_START + i * RECORD_SIZE, instructionDatas);
}

function checkedCount(data: Uint8Array): number {
  const count = data[0] ?? fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  if (count === 0 && data.length > RECORDS_START) fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  if (data.length < RECORDS_START + count * RECORD_SIZE) fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  return count;
}

/** A record: offset u16 and instruction u8 of the signature, the same of the address, then offset, size, instruction. */
function verifyRecord(view: DataView, start: number, instructionDatas: InstructionDatas): void {
  const { signature, recoveryId } = readSignature(
    instructionDatas[view.getUint8(start + 2)],
    view.getUint16(start, true),
  );
  const address = sliceOf(
    instructionDatas[view.getUint8(start + 5)],
    view.getUint16(start + 3, true),
    ETH_ADDRESS_SIZE,
  );
  const message = sliceOf(
    instructionDatas[view.getUint8(start + 10)],
    view.getUint16(start + 6, true),
    view.getUint16(start + 8, true),
  );
  const publicKey = recoverSecp256k1(keccak256(message), recoveryId, signature);
  if (publicKey === null || !bytesEqual(ethAddress(publicKey), address)) fail(PRECOMPILE_ERRORS.InvalidSignature);
}

/** The signature and the byte after it. */
function readSignature(
  instruction: Uint8Array | undefined,
  offset: number,
): { readonly signature: Uint8Array; readonly recoveryId: number } {
  // Not InvalidDataOffsets, as everywhere else.
  if (instruction === undefined) fail(PRECOMPILE_ERRORS.InvalidInstructionDataSize);
  const end = offset + SIGNATURE_SIZE;
  if (end >= instruction.length) fail(PRECOMPILE_ERRORS.InvalidSignature);
  const signature = instruction.subarray(offset, end);
  if (!isSecp256k1Signature(signature)) fail(PRECOMPILE_ERRORS.InvalidSignature);
  const recoveryId = instruction[end]!;
  if (!isRecoveryId(recoveryId)) fail(PRECOMPILE_ERRORS.InvalidRecoveryId);
  return { signature, recoveryId };
}

function sliceOf(instruction: Uint8Array | undefined, offset: number, size: number): Uint8Array {
  if (instruction === undefined) fail(PRECOMPILE_ERRORS.InvalidDataOffsets);
  if (offset + size > instruction.length) fail(PRECOMPILE_ERRORS.InvalidSignature);
  return instruction.subarray(offset, offset + size);
}
