import type { PlainInstruction } from "../../base/wasm/instructions.js";
import { IMMEDIATE, type InstructionRecord } from "../wasm-interpreter/instruction-record.js";
import type { Operation } from "../wasm-interpreter/operations.js";
import { type Frame, type Width, wide } from "./frame.js";

/** Writes what one instruction does. */
export type OperationWriter = (frame: Frame, record: InstructionRecord) => void;

type Extension = "i64.extend_i32_u" | "i64.extend_i32_s";

/** Puts the value on the stack into dst. */
function popDst(frame: Frame, { dst }: InstructionRecord, width: Width, extension: Extension = "i64.extend_i32_u") {
  if (width === "i32") frame.code.op(extension);
  frame.popRegister(dst);
}

/** dst = dst ∘ source. */
function binary(width: Width, name: string, extension?: Extension): OperationWriter {
  return (frame, record) => {
    frame.pushRegister(record.dst, width);
    frame.pushSource(record, width);
    frame.code.op(`${width}.${name}` as PlainInstruction);
    popDst(frame, record, width, extension);
  };
}

/** dst = source - dst. */
function subFrom(width: Width): OperationWriter {
  return (frame, record) => {
    frame.pushSource(record, width);
    frame.pushRegister(record.dst, width);
    frame.code.op(`${width}.sub`);
    popDst(frame, record, width);
  };
}

/** dst = -dst. */
function negation(width: Width): OperationWriter {
  return (frame, record) => {
    if (width === "i32") frame.code.i32(0);
    else frame.code.i64(0n);
    frame.pushRegister(record.dst, width);
    frame.code.op(`${width}.sub`);
    popDst(frame, record, width);
  };
}

/** dst = source. */
function move(width: Width, extension?: Extension): OperationWriter {
  return (frame, record) => {
    frame.pushSource(record, width);
    popDst(frame, record, width, extension);
  };
}

/** dst = dst ∘ source; the divisor 0, and -1 where the quotient may overflow, are left to the interpreter. */
function division(width: Width, name: "div_u" | "rem_u" | "div_s" | "rem_s"): OperationWriter {
  const isSigned = name.endsWith("_s");
  return (frame, record) => {
    const { code } = frame;
    const divisor = width === "i64" ? frame.i64[0] : frame.i32[0];
    const immediate = width === "i64" ? wide(record.low, record.high) : BigInt(record.low);
    if (record.source !== IMMEDIATE || immediate === 0n || (isSigned && immediate === -1n)) {
      frame.pushSource(record, width);
      code.tee(divisor);
      if (!isSigned) code.op(`${width}.eqz`);
      else if (width === "i64") code.i64(1n).op("i64.add").i64(1n).op("i64.le_u");
      else code.i32(1).op("i32.add").i32(1).op("i32.le_u");
      code.if();
      frame.leave();
      code.end();
    }
    frame.pushRegister(record.dst, width);
    frame.pushSource(record, width);
    code.op(`${width}.${name}`);
    popDst(frame, record, width);
  };
}

/** The bytes of dst turned round: 16, 32 or 64 bits of it, the rest cleared. */
const swap16: OperationWriter = (frame, record) => {
  const { code } = frame;
  frame.pushRegister(record.dst, "i32");
  code.i32(8).op("i32.shl").i32(0xff00).op("i32.and");
  frame.pushRegister(record.dst, "i32");
  code.i32(8).op("i32.shr_u").i32(0xff).op("i32.and").op("i32.or");
  popDst(frame, record, "i32");
};

const swap32: OperationWriter = (frame, record) => {
  frame.pushRegister(record.dst, "i32");
  pushSwapped32(frame);
  popDst(frame, record, "i32");
};

const swap64: OperationWriter = (frame, record) => {
  const { code } = frame;
  frame.pushRegister(record.dst, "i32");
  pushSwapped32(frame);
  code.op("i64.extend_i32_u").i64(32n).op("i64.shl");
  frame.pushRegister(record.dst);
  code.i64(32n).op("i64.shr_u").op("i32.wrap_i64");
  pushSwapped32(frame);
  code.op("i64.extend_i32_u").op("i64.or");
  popDst(frame, record, "i64");
};

/** Turns round the i32 on the stack. */
function pushSwapped32({ code, i32 }: Frame): void {
  code.tee(i32[0]).i32(8).op("i32.rotl").i32(0x00ff00ff).op("i32.and");
  code.get(i32[0]).i32(24).op("i32.rotl").i32(0xff00ff00).op("i32.and").op("i32.or");
}

export const ARITHMETIC = {
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

  be16: swap16,
  be32: swap32,
  be64: swap64,
} as const satisfies Partial<Record<Operation, OperationWriter>>;
