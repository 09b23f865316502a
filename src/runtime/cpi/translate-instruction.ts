import { readU64, type U64 } from "../../base/u64.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { fail, SyscallFailure } from "../failure.js";
import { ALIGN_BYTE, ALIGN_U64, translatePointer, translateSlice, translateType } from "../memory.js";
import type { Call } from "./call.js";

/** Bytes that count as an account meta's, whatever its layout: those of Rust's. */
const ACCOUNT_META_BYTES = 34;

/** Where a program puts the parts of an instruction that it calls. All in bytes. */
export interface InstructionLayout {
  readonly size: number;
  readonly programId: number;
  readonly metas: number;
  readonly metasLength: number;
  readonly data: number;
  readonly dataLength: number;
  readonly metaSize: number;
  readonly metaAlignment: number;
  /** In a meta, where the key begins it. */
  readonly isSigner: number;
  readonly isWritable: number;
  /** Whether there are pointers in the places of keys. */
  readonly pointsToKeys: boolean;
}

/** Rust's StableInstruction {metas ptr cap len, data ptr cap len, program id}, metas of {key, signer, writable}. */
export const RUST_INSTRUCTION: InstructionLayout = {
  size: 80,
  programId: 48,
  metas: 0,
  metasLength: 16,
  data: 24,
  dataLength: 40,
  metaSize: ACCOUNT_META_BYTES,
  metaAlignment: ALIGN_BYTE,
  isSigner: 32,
  isWritable: 33,
  pointsToKeys: false,
};

/** C's SolInstruction {program id*, metas*, n, data*, length}, metas of {key*, writable, signer}. */
export const C_INSTRUCTION: InstructionLayout = {
  size: 40,
  programId: 0,
  metas: 8,
  metasLength: 16,
  data: 24,
  dataLength: 32,
  metaSize: 16,
  metaAlignment: ALIGN_U64,
  isWritable: 8,
  isSigner: 9,
  pointsToKeys: true,
};

/** Reads the instruction that the caller wants to call (Agave: cpi.rs, translate_instruction_rust and _c). */
export function translateInstruction(call: Call, layout: InstructionLayout, vmAddress: U64): void {
  const { mapping, linear, checkAligned, instruction, keys } = call;
  const { view, bytes } = linear;
  const offset = translateType(mapping, vmAddress, layout.size, ALIGN_U64, checkAligned);
  const programIdOffset = translateKey(call, layout, offset + layout.programId);
  const metasLength = readU64(view, offset + layout.metasLength);
  const metasAddress = readU64(view, offset + layout.metas);
  const { metaSize, metaAlignment } = layout;
  const metasOffset = translateSlice(mapping, metasAddress, metasLength, metaSize, metaAlignment, checkAligned);
  const dataLength = readU64(view, offset + layout.dataLength);
  const dataOffset = translateSlice(mapping, readU64(view, offset + layout.data), dataLength, 1, ALIGN_BYTE, false);
  checkAndCharge(call, metasLength, Number(dataLength));
  const metas = Number(metasLength);
  instruction.begin(metas, call.context.transaction.accounts.length);
  for (let i = 0; i < metas; i++) {
    const metaOffset = metasOffset + metaSize * i;
    // Agave checks both flags before it looks at the key.
    const isSigner = readBool(bytes, metaOffset + layout.isSigner);
    const isWritable = readBool(bytes, metaOffset + layout.isWritable);
    const keyOffset = translateKey(call, layout, metaOffset);
    const index = keys.indexAt(view, keyOffset);
    if (index >= 0) instruction.addMeta(index, isSigner, isWritable);
    else instruction.unknownKey ??= bytes.slice(keyOffset, keyOffset + PUBKEY_BYTES);
  }
  const programIndex = keys.indexAt(view, programIdOffset);
  instruction.programIndex = programIndex;
  instruction.programKey =
    programIndex < 0
      ? bytes.slice(programIdOffset, programIdOffset + PUBKEY_BYTES)
      : call.context.transaction.accounts.at(programIndex).key;
  instruction.data = bytes.slice(dataOffset, dataOffset + Number(dataLength));
}

function translateKey({ mapping, checkAligned }: Call, { pointsToKeys }: InstructionLayout, offset: number): number {
  return pointsToKeys ? translatePointer(mapping, offset, PUBKEY_BYTES, ALIGN_BYTE, checkAligned) : offset;
}

function checkAndCharge({ context }: Call, metas: U64, dataLength: number): void {
  checkSize(context.budget, metas, dataLength);
  const { cpiBytesPerUnit, cpiAccountMetaByteSize, cpiInstructionDataByteSize } = context.environment.cost;
  context.consumeChecked(
    Math.floor((dataLength * cpiInstructionDataByteSize) / cpiBytesPerUnit) +
      Math.floor((Number(metas) * cpiAccountMetaByteSize) / cpiBytesPerUnit),
  );
}

function checkSize(budget: Call["context"]["budget"], metas: U64, dataLength: number): void {
  const { maxCpiInstructionAccounts, maxCpiInstructionDataLength, maxCpiInstructionSize } = budget;
  if (metas > maxCpiInstructionAccounts) {
    throw new SyscallFailure(`Invoked an instruction with too many accounts (${metas} > ${maxCpiInstructionAccounts})`);
  }
  const size = maxCpiInstructionSize === undefined ? dataLength : dataLength + Number(metas) * ACCOUNT_META_BYTES;
  const limit = maxCpiInstructionSize ?? maxCpiInstructionDataLength;
  if (size > limit) {
    throw new SyscallFailure(`Invoked an instruction with data that is too large (${size} > ${limit})`);
  }
}

function readBool(bytes: Uint8Array, offset: number): boolean {
  const value = bytes[offset];
  if (value > 1) fail("InvalidArgument");
  return value === 1;
}
