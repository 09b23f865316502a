import { CONTROL } from "../wasm-interpreter/layout.js";
import { type Frame, STACK_FRAME, UNITS } from "./frame.js";
import { generalRegisters, type RegisterSet, registersIn } from "./registers.js";

/** A translated function of the same module. */
export interface Callee {
  readonly index: number;
  /** The registers that it takes as parameters. */
  readonly parameters: number;
}

/** Calls the function that begins at `target`; `callee` if it is translated. */
export function writeCall(frame: Frame, target: number, callee: Callee | undefined): void {
  const { liveness } = frame.program;
  if (callee !== undefined) callTranslated(frame, callee);
  else callHost(frame, liveness.atBlockOf(target), frame.helpers.call);
  frame.reload(liveness.leftovers(frame.block));
}

/** Calls the instruction that a register addresses; any function may be there, and look at any register. */
export function writeCallx(frame: Frame): void {
  const { helpers, program } = frame;
  const leftovers = program.liveness.leftovers(frame.block);
  const helper = leftovers === 0 ? helpers.call : helpers.callExactly;
  callHost(frame, generalRegisters(program.executable.sbpfVersion), helper);
  frame.reload(leftovers);
}

export function writeSyscall(frame: Frame): void {
  const { helpers, program } = frame;
  frame.spill(program.liveness.syscallArguments(frame.pc));
  frame.callHelper(helpers.fastSyscalls.get(program.syscallAt(frame.pc)) ?? helpers.syscall);
  frame.popResults();
}

/** Returns to the caller. */
export function writeExit(frame: Frame): void {
  frame.spill(frame.program.liveness.leftovers(frame.block));
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
function callHost(frame: Frame, registers: RegisterSet, helper: number): void {
  frame.spill(registers);
  frame.callHelper(helper);
  frame.popResults();
}
