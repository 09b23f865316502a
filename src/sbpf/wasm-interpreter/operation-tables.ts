import type { Code } from "../../base/wasm/code.js";
import type { MemoryInstruction, PlainInstruction, ValueType } from "../../base/wasm/instructions.js";
import type { AccessSize } from "./layout.js";
import type { Operation } from "./operations.js";

// What the operations are in WebAssembly, for the interpreter that is generated and for the translator: where operands
// lie and results go is for each of them to write (`W`).

/** What an operation works on: registers, or their lower halves. */
export type Width = Exclude<ValueType, "v128">;
export type Extension = "i64.extend_i32_u" | "i64.extend_i32_s";
export type Division = "div_u" | "rem_u" | "div_s" | "rem_s";

export interface ArithmeticWriters<W> {
  /** dst = source. Results of 32 bits are extended, by zeros if nothing else is said. */
  move(width: Width, extension?: Extension): W;
  /** dst = dst ∘ source, by the instruction of this name. */
  binary(width: Width, name: string, extension?: Extension): W;
  /** dst = source - dst. */
  subFrom(width: Width): W;
  /** dst = -dst. */
  negation(width: Width): W;
  /** dst = dst ∘ source, but for the divisor 0 and quotients that may overflow. */
  division(width: Width, name: Division): W;
  /** The bytes of dst turned round: 16, 32 or 64 bits of it, the rest cleared. */
  readonly swap16: W;
  readonly swap32: W;
  readonly swap64: W;
}

export function arithmeticOf<W>({ move, binary, subFrom, negation, division, ...swaps }: ArithmeticWriters<W>) {
  return {
    lddw: move("i64"),
    mov64: move("i64"),
    add64: binary("i64", "add"),
    sub64: binary("i64", "sub"),
    subFrom64: subFrom("i64"),
    mul64: binary("i64", "mul"),
    div64: division("i64", "div_u"),
    mod64: division("i64", "rem_u"),
    sdiv64: division("i64", "div_s"),
    srem64: division("i64", "rem_s"),
    and64: binary("i64", "and"),
    or64: binary("i64", "or"),
    xor64: binary("i64", "xor"),
    lsh64: binary("i64", "shl"),
    rsh64: binary("i64", "shr_u"),
    arsh64: binary("i64", "shr_s"),
    neg64: negation("i64"),

    mov32: move("i32"),
    mov32Signed: move("i32", "i64.extend_i32_s"),
    add32: binary("i32", "add"),
    add32Signed: binary("i32", "add", "i64.extend_i32_s"),
    sub32: binary("i32", "sub"),
    sub32Signed: binary("i32", "sub", "i64.extend_i32_s"),
    subFrom32: subFrom("i32"),
    mul32: binary("i32", "mul"),
    mul32Signed: binary("i32", "mul", "i64.extend_i32_s"),
    div32: division("i32", "div_u"),
    mod32: division("i32", "rem_u"),
    sdiv32: division("i32", "div_s"),
    srem32: division("i32", "rem_s"),
    and32: binary("i32", "and"),
    or32: binary("i32", "or"),
    xor32: binary("i32", "xor"),
    lsh32: binary("i32", "shl"),
    rsh32: binary("i32", "shr_u"),
    arsh32: binary("i32", "shr_s"),
    neg32: negation("i32"),

    be16: swaps.swap16,
    be32: swaps.swap32,
    be64: swaps.swap64,
  } as const satisfies Partial<Record<Operation, W>>;
}

/** How values of a size are loaded, zero-extended, and stored. */
export const LOADS: Record<AccessSize, MemoryInstruction> = {
  1: "i64.load8_u",
  2: "i64.load16_u",
  4: "i64.load32_u",
  8: "i64.load",
};
export const STORES: Record<AccessSize, MemoryInstruction> = {
  1: "i64.store8",
  2: "i64.store16",
  4: "i64.store32",
  8: "i64.store",
};

type AccessWriter<W> = (size: AccessSize) => W;

export interface AccessWriters<W> {
  /** dst = what lies at source + offset. */
  readonly load: AccessWriter<W>;
  /** Puts source at dst + offset. */
  readonly store: AccessWriter<W>;
  /** The same at r10 + offset, which is known to lie in the function's own stack frame. */
  readonly frameLoad: AccessWriter<W>;
  readonly frameStore: AccessWriter<W>;
}

export function loadsAndStoresOf<W>({ load, store, frameLoad, frameStore }: AccessWriters<W>) {
  return {
    load8: load(1),
    load16: load(2),
    load32: load(4),
    load64: load(8),
    store8: store(1),
    store16: store(2),
    store32: store(4),
    store64: store(8),
    frameLoad8: frameLoad(1),
    frameLoad16: frameLoad(2),
    frameLoad32: frameLoad(4),
    frameLoad64: frameLoad(8),
    frameStore8: frameStore(1),
    frameStore16: frameStore(2),
    frameStore32: frameStore(4),
    frameStore64: frameStore(8),
  } as const satisfies Partial<Record<Operation, W>>;
}

/** Conditional jumps: `jumpIf` writes one by how its operands compare, which `compareOperands` writes. */
export function jumpsOf<W>(jumpIf: (width: Width, comparison: string) => W) {
  return {
    jeq64: jumpIf("i64", "eq"),
    jne64: jumpIf("i64", "ne"),
    jgt64: jumpIf("i64", "gt_u"),
    jge64: jumpIf("i64", "ge_u"),
    jlt64: jumpIf("i64", "lt_u"),
    jle64: jumpIf("i64", "le_u"),
    jsgt64: jumpIf("i64", "gt_s"),
    jsge64: jumpIf("i64", "ge_s"),
    jslt64: jumpIf("i64", "lt_s"),
    jsle64: jumpIf("i64", "le_s"),
    jset64: jumpIf("i64", "and"),
    jeq32: jumpIf("i32", "eq"),
    jne32: jumpIf("i32", "ne"),
    jgt32: jumpIf("i32", "gt_u"),
    jge32: jumpIf("i32", "ge_u"),
    jlt32: jumpIf("i32", "lt_u"),
    jle32: jumpIf("i32", "le_u"),
    jsgt32: jumpIf("i32", "gt_s"),
    jsge32: jumpIf("i32", "ge_s"),
    jslt32: jumpIf("i32", "lt_s"),
    jsle32: jumpIf("i32", "le_s"),
    jset32: jumpIf("i32", "and"),
  } as const satisfies Partial<Record<Operation, W>>;
}

/** Compares the two values on the stack: dst ∘ source, or whether they have a bit in common. */
export function compareOperands(code: Code, width: Width, comparison: string): void {
  if (comparison === "and") code.op(`${width}.and`).op(`${width}.eqz`).op("i32.eqz");
  else code.op(`${width}.${comparison}` as PlainInstruction);
}
