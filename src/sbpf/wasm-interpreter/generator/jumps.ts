import type { PlainInstruction } from "../../../base/wasm/instructions.js";
import { RECORD, RECORD_SIZE_LOG2 } from "../layout.js";
import type { Operation } from "../operations.js";
import { type Frame, jump, type OperationWriter, pushDstPlace, pushRegister, pushSource, type Width } from "./frame.js";

function jumpByOffset(frame: Frame): void {
  const { code, ip, i32 } = frame;
  code.get(ip).memory("i32.load16_s", RECORD.offset).i32(RECORD_SIZE_LOG2).op("i32.shl").set(i32[0]);
  jump(frame, i32[0]);
}

/** Jumps if dst ∘ source. */
function jumpIf(width: Width, name: string): OperationWriter {
  return (frame) => {
    const { code } = frame;
    pushDstPlace(frame);
    pushRegister(frame, width);
    pushSource(frame, width);
    if (name === "and") code.op(`${width}.and`).op(`${width}.eqz`).op("i32.eqz");
    else code.op(`${width}.${name}` as PlainInstruction);
    code.if();
    jumpByOffset(frame);
    code.end();
  };
}

export const JUMPS = {
  ja: jumpByOffset,
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
} as const satisfies Partial<Record<Operation, OperationWriter>>;
