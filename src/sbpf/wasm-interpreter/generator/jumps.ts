import { RECORD, RECORD_SIZE_LOG2 } from "../layout.js";
import { compareOperands, jumpsOf, type Width } from "../operation-tables.js";
import { type Frame, jump, type OperationWriter, pushDstPlace, pushRegister, pushSource } from "./frame.js";

function jumpByOffset(frame: Frame): void {
  const { code, ip, i32 } = frame;
  code.get(ip).memory("i32.load16_s", RECORD.offset).i32(RECORD_SIZE_LOG2).op("i32.shl").set(i32[0]);
  jump(frame, i32[0]);
}

/** Jumps if dst ∘ source. */
function jumpIf(width: Width, comparison: string): OperationWriter {
  return (frame) => {
    const { code } = frame;
    pushDstPlace(frame);
    pushRegister(frame, width);
    pushSource(frame, width);
    compareOperands(code, width, comparison);
    code.if();
    jumpByOffset(frame);
    code.end();
  };
}

export const JUMPS = { ja: jumpByOffset, ...jumpsOf(jumpIf) };
