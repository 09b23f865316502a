import { compareOperands, jumpsOf } from "../wasm-interpreter/operation-tables.js";
import type { OperationWriter } from "./arithmetic.js";

/** The conditions of jumps: each pushes whether dst ∘ source. */
export const CONDITIONS = jumpsOf<OperationWriter>((width, comparison) => (frame, record) => {
  frame.pushRegister(record.dst, width);
  frame.pushSource(record, width);
  compareOperands(frame.code, width, comparison);
});
