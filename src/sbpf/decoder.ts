import { viewOf } from "../base/bytes.js";
import type { ExecutableParts } from "./executable.js";
import { INSN_SIZE } from "./memory-layout.js";
import { operationOf, operationsByByte } from "./opcodes.js";
import { staticSyscalls } from "./version.js";

/** Instructions, one array per field, by pc counted from the first of them. */
export interface DecodedText {
  /** How many instruction slots there are. */
  readonly length: number;
  /** Operation numbers, see opcodes.ts. */
  readonly operation: Uint8Array;
  readonly dst: Uint8Array;
  readonly src: Uint8Array;
  /** Address offset of a load or store. */
  readonly offset: Int16Array;
  /** Where a jump goes, or an internal call; -1 for a call that names no function. */
  readonly target: Int32Array;
  /** The 32-bit immediate, signed. */
  readonly imm: Int32Array;
  /** The immediate sign-extended to 64 bits; for lddw all of it. */
  readonly imm64: BigUint64Array;
  /** `imm64` read as signed. */
  readonly imm64Signed: BigInt64Array;
  /** `imm64` in halves: slot s has its lower half at 2s, its upper half at 2s + 1. */
  readonly imm64Halves: Int32Array;
}

const LDDW = operationOf("LD_DW_IMM");
const CALL_IMM = operationOf("CALL_IMM");

/** Room for so many instructions. */
export function newDecodedText(length: number): DecodedText {
  const imm64 = new BigUint64Array(length);
  return {
    length,
    operation: new Uint8Array(length),
    dst: new Uint8Array(length),
    src: new Uint8Array(length),
    offset: new Int16Array(length),
    target: new Int32Array(length),
    imm: new Int32Array(length),
    imm64,
    imm64Signed: new BigInt64Array(imm64.buffer),
    imm64Halves: new Int32Array(imm64.buffer),
  };
}

/**
 * Takes a text apart, or the instructions from `begin` to before `end` of it, into `decoded`. A last, incomplete slot is
 * left out; the verifier refuses it.
 */
export function decodeText(
  parts: Pick<ExecutableParts, "sbpfVersion" | "text" | "functions">,
  begin = 0,
  end = slotCount(parts.text),
  decoded = newDecodedText(end - begin),
): DecodedText {
  const { text, sbpfVersion } = parts;
  const view = viewOf(text);
  const operations = operationsByByte(sbpfVersion);
  const length = end - begin;
  const lastPc = slotCount(text) - 1;
  for (let slot = 0; slot < length; slot++) {
    const pc = begin + slot;
    const at = pc * INSN_SIZE;
    const operation = operations[text[at]];
    const imm = view.getInt32(at + 4, true);
    decoded.operation[slot] = operation;
    decoded.dst[slot] = text[at + 1] & 0x0f;
    decoded.src[slot] = text[at + 1] >> 4;
    decoded.offset[slot] = view.getInt16(at + 2, true);
    decoded.imm[slot] = imm;
    decoded.imm64Halves[slot * 2] = imm;
    decoded.imm64Halves[slot * 2 + 1] = operation === LDDW && pc < lastPc ? view.getInt32(at + 12, true) : imm >> 31;
    decoded.target[slot] = operation === CALL_IMM ? callTarget(parts, pc, imm) : pc + 1 + decoded.offset[slot];
  }
  return decoded;
}

/** How many instruction slots a text has. */
export function slotCount(text: Uint8Array): number {
  return Math.floor(text.length / INSN_SIZE);
}

/** The pc that a call enters, or -1 if it can only be a syscall. */
function callTarget(
  { sbpfVersion, text, functions }: Pick<ExecutableParts, "sbpfVersion" | "text" | "functions">,
  pc: number,
  imm: number,
): number {
  if (!staticSyscalls(sbpfVersion)) return functions.lookupByKey(imm >>> 0)?.value ?? -1;
  const target = pc + 1 + imm;
  const isInternalCall = text[pc * INSN_SIZE + 1] >> 4 === 1;
  return isInternalCall && target >= 0 && target < slotCount(text) ? target : -1;
}
