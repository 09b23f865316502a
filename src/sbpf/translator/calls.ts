import { CONTROL } from "../wasm-interpreter/layout.js";
import { type Frame, STACK_FRAME, UNITS } from "./frame.js";
import { ARGUMENTS, generalRegisters, registersIn } from "./registers.js";

/** A translated function of the same module. */
export interface Callee {
  readonly index: number;
  /** The registers that it takes as parameters. */
  readonly parameters: number;
}

/** Calls the function that begins at `target`; `callee` if it is translated. */
export function writeCall(frame: Frame, target: number, callee: Callee | undefined): void {
  const { liveness } = frame.program;
  const readsLeftovers = liveness.readsLeftovers(frame.block);
  if (callee !== undefined && !readsLeftovers) {
    callTranslated(frame, callee);
    return;
  }
  // What the callee does not write is left over too.
  const leftovers = liveness.after(frame.block) & ARGUMENTS;
  callInterpreted(frame, liveness.atBlockOf(target) | leftovers);
}

/** Calls the instruction that a register addresses; any function may be there, and look at any register. */
export function writeCallx(frame: Frame): void {
  callInterpreted(frame, generalRegisters(frame.program.executable.sbpfVersion));
}

export function writeSyscall(frame: Frame): void {
  frame.spill(frame.program.liveness.syscallArguments(frame.pc));
  frame.callHelper(frame.helpers.syscall);
  frame.popResults();
}

/** Returns to the caller. */
export function writeExit(frame: Frame): void {
  frame.pushRegister(0);
  frame.code.get(UNITS).op("return");
}

function callTranslated(frame: Frame, { index, parameters }: Callee): void {
  const { code, helpers, i32, program } = frame;
  const [stackFrame] = i32;
  code.get(STACK_FRAME).i32(program.stackFrameSize).op("i32.add").tee(stackFrame);
  code.i32(0).memory("i32.load", CONTROL.lastStackFrame).op("i32.gt_u").if();
  code.i32(frame.pc).get(STACK_FRAME).get(UNITS).call(helpers.deepen);
  code.end();
  code.get(stackFrame).get(UNITS);
  for (const register of registersIn(parameters)) frame.pushRegister(register);
  code.call(index);
  frame.popResults();
}

/** Lets the host do the call; it needs the registers given. */
function callInterpreted(frame: Frame, registers: number): void {
  const { liveness } = frame.program;
  const isExact = liveness.readsLeftovers(frame.block);
  frame.spill(registers);
  frame.callHelper(isExact ? frame.helpers.callExactly : frame.helpers.call);
  frame.popResults();
  if (isExact) frame.reload(liveness.after(frame.block) & ARGUMENTS);
}
