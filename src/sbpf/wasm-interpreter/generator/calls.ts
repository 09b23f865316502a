import { FIRST_SCRATCH_REG, FRAME_PTR_REG } from "../../memory-layout.js";
import { REGISTER_FILE_OFFSET } from "../../register-file.js";
import { CALL_FRAME_SIZE } from "../../vm.js";
import { CONTROL, RECORD, RECORD_SIZE, RECORD_SIZE_LOG2, STOP } from "../layout.js";
import type { Operation } from "../operations.js";
import { type Frame, jump, type OperationWriter, pushSource, stop } from "./frame.js";

/** r6…r9 and r10: where they are in the register file and in a call frame. */
const SAVED = Array.from({ length: FRAME_PTR_REG + 1 - FIRST_SCRATCH_REG }, (_, i) => ({
  register: REGISTER_FILE_OFFSET + 8 * (FIRST_SCRATCH_REG + i),
  saved: 8 * i,
}));
const RETURN_PC = 8 * SAVED.length;
const FRAME_POINTER = REGISTER_FILE_OFFSET + 8 * FRAME_PTR_REG;

/** Pushes a control word. */
function control({ code }: Frame, offset: number): void {
  code.i32(0).memory("i32.load", offset);
}

/** Adds `amount`, pushed by `push`, to a control word. */
function addToControl(frame: Frame, offset: number, push: () => void): void {
  const { code } = frame;
  code.i32(0);
  control(frame, offset);
  push();
  code.op("i32.add").memory("i32.store", offset);
}

/** Moves by one frame down (1) or up (-1) what follows the call depth. */
function moveFrame(frame: Frame, by: 1 | -1): void {
  const { code } = frame;
  addToControl(frame, CONTROL.callDepth, () => code.i32(by));
  addToControl(frame, CONTROL.callFrame, () => code.i32(by * CALL_FRAME_SIZE));
  addToControl(frame, CONTROL.stackFrameEnd, () => {
    control(frame, CONTROL.stackFrameEndStep);
    if (by === -1) code.i32(-1).op("i32.mul");
  });
}

/** Saves what a call preserves, and jumps by the bytes in the first i32 local. */
function enter(frame: Frame): void {
  const { code, ip, i32 } = frame;
  const [distance, callFrame] = i32;
  control(frame, CONTROL.callDepth);
  code.i32(1).op("i32.add");
  control(frame, CONTROL.callDepthLimit);
  code.op("i32.ge_s").if();
  stop(frame, STOP.callDepth);
  code.end();
  control(frame, CONTROL.callFrame);
  code.set(callFrame);
  for (const { register, saved } of SAVED) {
    code.get(callFrame).i32(0).memory("i64.load", register).memory("i64.store", saved);
  }
  code.get(callFrame).get(ip);
  control(frame, CONTROL.text);
  code.op("i32.sub").i32(RECORD_SIZE_LOG2).op("i32.shr_u").i32(1).op("i32.add").memory("i32.store", RETURN_PC);
  code.i32(0).i32(0).memory("i64.load", FRAME_POINTER);
  code.i32(0).memory("i64.load", CONTROL.framePointerStep).op("i64.add").memory("i64.store", FRAME_POINTER);
  moveFrame(frame, 1);
  jump(frame, distance);
}

const call: OperationWriter = (frame) => {
  const { code, ip, i32 } = frame;
  code.get(ip).memory("i32.load8_u", RECORD.dst);
  control(frame, CONTROL.stopsAtTranslated);
  code.op("i32.and").if();
  stop(frame, STOP.translated);
  code.end();
  code.get(ip).memory("i32.load", RECORD.immediate).set(i32[0]);
  code.get(ip).get(ip).memory("i32.load", RECORD.calls).i32(1).op("i32.add").memory("i32.store", RECORD.calls);
  enter(frame);
};

/** Calls the instruction that holds an address; the definition refuses addresses outside the text. */
const callx: OperationWriter = (frame) => {
  const { code, ip, i32, i64 } = frame;
  const [pc] = i64;
  pushSource(frame, "i64");
  code.i32(0).memory("i64.load", CONTROL.textVmAddress).op("i64.sub").i64(3n).op("i64.shr_u").tee(pc);
  code.i32(0).memory("i64.load", CONTROL.textLength).op("i64.ge_u").if();
  stop(frame, STOP.step);
  code.end();
  code.get(pc).op("i32.wrap_i64").i32(RECORD_SIZE_LOG2).op("i32.shl");
  control(frame, CONTROL.text);
  code.op("i32.add").get(ip).op("i32.sub").i32(RECORD_SIZE).op("i32.sub").set(i32[0]);
  enter(frame);
};

/** Returns to the caller, or ends what the interpreter was asked for. */
const exit: OperationWriter = (frame) => {
  const { code, ip, i32 } = frame;
  const [distance, callFrame] = i32;
  control(frame, CONTROL.callDepth);
  control(frame, CONTROL.baseDepth);
  code.op("i32.eq").if();
  code.get(ip).i32(RECORD_SIZE).op("i32.add").set(ip);
  stop(frame, STOP.exit);
  code.end();
  moveFrame(frame, -1);
  control(frame, CONTROL.callFrame);
  code.set(callFrame);
  for (const { register, saved } of SAVED) {
    code.i32(0).get(callFrame).memory("i64.load", saved).memory("i64.store", register);
  }
  code.get(callFrame).memory("i32.load", RETURN_PC).i32(RECORD_SIZE_LOG2).op("i32.shl");
  control(frame, CONTROL.text);
  code.op("i32.add").get(ip).op("i32.sub").i32(RECORD_SIZE).op("i32.sub").set(distance);
  jump(frame, distance);
};

export const CALLS = {
  step: (frame) => stop(frame, STOP.step),
  syscall: (frame) => stop(frame, STOP.syscall),
  call,
  callx,
  exit,
} as const satisfies Partial<Record<Operation, OperationWriter>>;
