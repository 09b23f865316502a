import type { U64 } from "../../base/u64.js";
import { AccessType } from "../../sbpf/access-type.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import { fail } from "../failure.js";
import { SIGNER, WRITABLE } from "../instruction-context.js";
import { ALIGN_BYTE, ALIGN_U64, translateSliceAt, translateType } from "../memory.js";
import type { Call } from "./call.js";
import { ACCOUNT_META_BYTES, chargeInstruction } from "./charges.js";

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
  const { mapping, checkAligned, keys } = call;
  const { view, bytes } = call.linear;
  const { metaSize, metaAlignment } = layout;
  const offset = translateType(mapping, vmAddress, layout.size, ALIGN_U64, checkAligned);
  const programId = translateKey(call, layout, offset + layout.programId);
  const [metas, metasLength] = [offset + layout.metas, offset + layout.metasLength];
  const metasOffset = translateSliceAt(mapping, metas, metasLength, metaSize, metaAlignment, checkAligned);
  const dataLengthOffset = offset + layout.dataLength;
  const dataOffset = translateSliceAt(mapping, offset + layout.data, dataLengthOffset, 1, ALIGN_BYTE, false);
  // What lies in memory has no more than 2^32 elements.
  const dataLength = view.getUint32(dataLengthOffset, true);
  const count = view.getUint32(metasLength, true);
  chargeInstruction(call.context, count, dataLength);
  call.accounts.begin(count, keys.count);
  for (let i = 0; i < count; i++) translateMeta(call, layout, metasOffset + metaSize * i);
  call.programIndex = keys.indexAt(view, programId);
  call.programKey = call.programIndex < 0 ? keyAt(bytes, programId) : keys.keyOf(call.programIndex);
  call.data = bytes.slice(dataOffset, dataOffset + dataLength);
}

function translateMeta(call: Call, layout: InstructionLayout, offset: number): void {
  const { view, bytes } = call.linear;
  const [signer, writable] = [bytes[offset + layout.isSigner], bytes[offset + layout.isWritable]];
  // Agave checks both flags before it looks at the key.
  if (signer > 1 || writable > 1) fail("InvalidArgument");
  const key = translateKey(call, layout, offset);
  const index = call.keys.indexAt(view, key);
  if (index >= 0) call.accounts.add(index, signer * SIGNER + writable * WRITABLE);
  else call.unknownKey ??= keyAt(bytes, key);
}

function translateKey({ mapping }: Call, { pointsToKeys }: InstructionLayout, offset: number): number {
  return pointsToKeys ? mapping.translatePointer(AccessType.Load, offset, PUBKEY_BYTES) : offset;
}

function keyAt(bytes: Uint8Array, offset: number): Pubkey {
  return bytes.slice(offset, offset + PUBKEY_BYTES);
}
