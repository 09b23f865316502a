import type { PlainInstruction } from "../../base/wasm/instructions.js";
import type { Operation } from "../wasm-interpreter/operations.js";
import type { OperationWriter } from "./arithmetic.js";
import type { Width } from "./frame.js";

/** Pushes whether dst ∘ source. */
function compare(width: Width, name: string): OperationWriter {
  return (frame, record) => {
    frame.pushRegister(record.dst, width);
    frame.pushSource(record, width);
    if (name === "and") frame.code.op(`${width}.and`).op(`${width}.eqz`).op("i32.eqz");
    else frame.code.op(`${width}.${name}` as PlainInstruction);
  };
}

/** The conditions of jumps. */
export const CONDITIONS = {
  jeq64: compare("i64", "eq"),
  jne64: compare("i64", "ne"),
  jgt64: compare("i64", "gt_u"),
  jge64: compare("i64", "ge_u"),
  jlt64: compare("i64", "lt_u"),
  jle64: compare("i64", "le_u"),
  jsgt64: compare("i64", "gt_s"),
  jsge64: compare("i64", "ge_s"),
  jslt64: compare("i64", "lt_s"),
  jsle64: compare("i64", "le_s"),
  jset64: compare("i64", "and"),
  jeq32: compare("i32", "eq"),
  jne32: compare("i32", "ne"),
  jgt32: compare("i32", "gt_u"),
  jge32: compare("i32", "ge_u"),
  jlt32: compare("i32", "lt_u"),
  jle32: compare("i32", "le_u"),
  jsgt32: compare("i32", "gt_s"),
  jsge32: compare("i32", "ge_s"),
  jslt32: compare("i32", "lt_s"),
  jsle32: compare("i32", "le_s"),
  jset32: compare("i32", "and"),
} as const satisfies Partial<Record<Operation, OperationWriter>>;
