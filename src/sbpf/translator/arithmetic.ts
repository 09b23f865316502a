import type { PlainInstruction } from "../../base/wasm/instructions.js";
import { IMMEDIATE, type InstructionRecord } from "../wasm-interpreter/instruction-record.js";
import { arithmeticOf, type Division, type Extension, type Width } from "../wasm-interpreter/operation-tables.js";
import { type Frame, wide } from "./frame.js";

/** Writes what one instruction does. */
export type OperationWriter = (frame: Frame, record: InstructionRecord) => void;

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
function division(width: Width, name: Division): OperationWriter {
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

export const ARITHMETIC = arithmeticOf<OperationWriter>({
  move,
  binary,
  subFrom,
  negation,
  division,
  swap16,
  swap32,
  swap64,
});
