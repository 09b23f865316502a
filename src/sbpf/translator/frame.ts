import type { Code } from "../../base/wasm/code.js";
import { FRAME_PTR_REG, MM_STACK_START } from "../memory-layout.js";
import { REGISTER_FILE_OFFSET } from "../register-file.js";
import { IMMEDIATE, type InstructionRecord } from "../wasm-interpreter/instruction-record.js";
import { CONTROL } from "../wasm-interpreter/layout.js";
import type { Width } from "../wasm-interpreter/operation-tables.js";
import type { Helpers } from "./helpers.js";
import type { Program } from "./program.js";
import { type RegisterSet, registersIn } from "./registers.js";

/** Parameters that every translated function has: where its stack frame begins in the host, and the units left. */
export const STACK_FRAME = 0;
export const UNITS = 1;
const FIXED_PARAMETERS = 2;

/** What the code of one function is written with. */
export class Frame {
  /** Locals of the registers, by their number. */
  readonly #registers: number[] = [];
  /** Locals without a meaning of their own. */
  readonly i32: readonly [number, number];
  readonly i64: readonly [number, number];
  /** The instruction that is being written, its block, and how many of the block come after it. */
  pc = 0;
  block = 0;
  laterInstructions = 0;

  constructor(
    readonly code: Code,
    readonly program: Program,
    readonly helpers: Helpers,
    parameters: RegisterSet,
  ) {
    for (const [i, register] of registersIn(parameters).entries()) this.#registers[register] = FIXED_PARAMETERS + i;
    for (let register = 0; register <= FRAME_PTR_REG; register++) this.#registers[register] ??= code.local("i64");
    this.i32 = [code.local("i32"), code.local("i32")];
    this.i64 = [code.local("i64"), code.local("i64")];
  }

  /** Pushes a register, or its lower half. */
  pushRegister(register: number, width: Width = "i64"): void {
    this.code.get(this.#registers[register]);
    if (width === "i32") this.code.op("i32.wrap_i64");
  }

  /** Puts the i64 on the stack into a register. */
  popRegister(register: number): void {
    this.code.set(this.#registers[register]);
  }

  /** Pushes the second operand of an instruction. */
  pushSource({ source, low, high }: InstructionRecord, width: Width): void {
    if (source !== IMMEDIATE) this.pushRegister(source, width);
    else if (width === "i32") this.code.i32(low);
    else this.code.i64(wide(low, high));
  }

  /** Pushes the units that are left before the instruction being written, or after it. */
  pushUnits(position: "before" | "after"): void {
    const later = this.laterInstructions + (position === "before" ? 1 : 0);
    this.code.get(UNITS);
    if (later > 0) this.code.i64(BigInt(later)).op("i64.add");
  }

  /** Copies registers into the register file. */
  spill(registers: RegisterSet): void {
    for (const register of registersIn(registers)) {
      this.code
        .i32(0)
        .get(this.#registers[register])
        .memory("i64.store", REGISTER_FILE_OFFSET + 8 * register);
    }
  }

  /** Takes registers from the register file. */
  reload(registers: RegisterSet): void {
    for (const register of registersIn(registers)) {
      this.code
        .i32(0)
        .memory("i64.load", REGISTER_FILE_OFFSET + 8 * register)
        .set(this.#registers[register]);
    }
  }

  /** Sets r10 from the place of the stack frame, where programs do not move it. */
  computeFramePointer(): void {
    const { code, program } = this;
    code.get(STACK_FRAME).i32(0).memory("i32.load", CONTROL.stack).op("i32.sub").op("i64.extend_i32_u");
    code.i64(BigInt(program.stackFrameStep / program.stackFrameSize)).op("i64.mul");
    code.i64(BigInt(MM_STACK_START + program.stackFrameSize)).op("i64.add");
    this.popRegister(FRAME_PTR_REG);
  }

  /** Calls a helper that takes the pc, the stack frame and the units that are left after this instruction. */
  callHelper(helper: number): void {
    this.code.i32(this.pc).get(STACK_FRAME);
    this.pushUnits("after");
    this.code.call(helper);
  }

  /** Puts r0 and the units, which a function or a helper returned, into their locals. */
  popResults(): void {
    this.code.set(UNITS);
    this.popRegister(0);
  }

  /** Leaves the rest of the function, from `pc` on, to the interpreter; `units` pushes those that are left. */
  leaveTo(pc: number, live: RegisterSet, units: () => void): void {
    this.spill(live);
    this.code.i32(pc).get(STACK_FRAME);
    units();
    this.code.call(this.helpers.resume).op("return");
  }

  /** Leaves the instruction being written, and what follows, to the interpreter. */
  leave(): void {
    const { program, block, pc } = this;
    this.leaveTo(pc, program.liveness.at(block, pc), () => this.pushUnits("before"));
  }
}

/** 64 bits of two halves. */
export function wide(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}
