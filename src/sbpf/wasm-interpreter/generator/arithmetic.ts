import type { PlainInstruction } from "../../../base/wasm/instructions.js";
import { RECORD_SIZE, STOP } from "../layout.js";
import { arithmeticOf, type Division, type Extension, type Width } from "../operation-tables.js";
import {
  type Frame,
  type OperationWriter,
  popRegister,
  pushDstPlace,
  pushDstTwice,
  pushRegister,
  pushSource,
  stop,
} from "./frame.js";

/** Ends what began with `pushDstPlace`: puts the value on the stack into dst. */
function popDst(frame: Frame, width: Width, extension: Extension = "i64.extend_i32_u"): void {
  if (width === "i32") frame.code.op(extension);
  popRegister(frame);
}

/** dst = dst ∘ source. */
function binary(width: Width, name: string, extension?: Extension): OperationWriter {
  return (frame) => {
    pushDstTwice(frame, width);
    pushSource(frame, width);
    frame.code.op(`${width}.${name}` as PlainInstruction);
    popDst(frame, width, extension);
  };
}

/** dst = source - dst. */
function subFrom(width: Width): OperationWriter {
  return (frame) => {
    pushDstPlace(frame);
    pushSource(frame, width);
    pushDstPlace(frame);
    pushRegister(frame, width);
    frame.code.op(`${width}.sub`);
    popDst(frame, width);
  };
}

/** dst = -dst. */
function negation(width: Width): OperationWriter {
  return (frame) => {
    pushDstPlace(frame);
    pushZero(frame, width);
    pushDstPlace(frame);
    pushRegister(frame, width);
    frame.code.op(`${width}.sub`);
    popDst(frame, width);
  };
}

function pushZero({ code }: Frame, width: Width): void {
  if (width === "i32") code.i32(0);
  else code.i64(0n);
}

/** dst = source. */
function move(width: Width, extension?: Extension): OperationWriter {
  return (frame) => {
    pushDstPlace(frame);
    pushSource(frame, width);
    popDst(frame, width, extension);
  };
}

/** Moves a 64-bit immediate and passes over its second half, which costs no unit. */
const moveWide: OperationWriter = (frame) => {
  const { code, ip, limit } = frame;
  move("i64")(frame);
  for (const local of [ip, limit]) code.get(local).i32(RECORD_SIZE).op("i32.add").set(local);
};

/** dst = dst ∘ source; the divisor 0, and -1 where the quotient may overflow, are left to the definition. */
function division(width: Width, name: Division): OperationWriter {
  return (frame) => {
    const { code } = frame;
    const divisor = width === "i64" ? frame.i64[0] : frame.i32[1];
    pushSource(frame, width);
    code.tee(divisor);
    if (name.endsWith("_u")) code.op(`${width}.eqz`);
    else if (width === "i64") code.i64(1n).op("i64.add").i64(1n).op("i64.le_u");
    else code.i32(1).op("i32.add").i32(1).op("i32.le_u");
    code.if();
    stop(frame, STOP.step);
    code.end();
    pushDstTwice(frame, width);
    code.get(divisor).op(`${width}.${name}`);
    popDst(frame, width);
  };
}

/** The bytes of dst turned round: 16, 32 or 64 bits of it, the rest cleared. */
const swap16: OperationWriter = (frame) => {
  const { code, i32 } = frame;
  pushDstTwice(frame, "i32");
  code.tee(i32[1]).i32(8).op("i32.shl").i32(0xff00).op("i32.and");
  code.get(i32[1]).i32(8).op("i32.shr_u").i32(0xff).op("i32.and").op("i32.or");
  popDst(frame, "i32");
};

const swap32: OperationWriter = (frame) => {
  pushDstTwice(frame, "i32");
  frame.code.tee(frame.i32[1]);
  pushSwapped32(frame);
  popDst(frame, "i32");
};

const swap64: OperationWriter = (frame) => {
  const { code, i32, i64 } = frame;
  pushDstTwice(frame, "i64");
  code.tee(i64[0]).op("i32.wrap_i64").tee(i32[1]);
  pushSwapped32(frame);
  code.op("i64.extend_i32_u").i64(32n).op("i64.shl");
  code.get(i64[0]).i64(32n).op("i64.shr_u").op("i32.wrap_i64").tee(i32[1]);
  pushSwapped32(frame);
  code.op("i64.extend_i32_u").op("i64.or");
  popDst(frame, "i64");
};

/** Turns round the i32 on the stack, which is in the second i32 local too. */
function pushSwapped32({ code, i32 }: Frame): void {
  code.i32(8).op("i32.rotl").i32(0x00ff00ff).op("i32.and");
  code.get(i32[1]).i32(24).op("i32.rotl").i32(0xff00ff00).op("i32.and").op("i32.or");
}

export const ARITHMETIC = {
  ...arithmeticOf<OperationWriter>({ move, binary, subFrom, negation, division, swap16, swap32, swap64 }),
  lddw: moveWide,
};
