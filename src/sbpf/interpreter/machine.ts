import { type U64, u64FromBigInt } from "../../base/u64.js";
import type { AccessType } from "../access-type.js";
import { stackFrameStep } from "../config.js";
import type { DecodedText } from "../decoder.js";
import { EbpfError } from "../errors.js";
import type { Executable } from "../executable.js";
import type { Execution } from "../execution.js";
import { FIRST_SCRATCH_REG, FRAME_PTR_REG, SCRATCH_REGS } from "../memory-layout.js";
import type { MemoryMapping } from "../memory-mapping.js";
import { REGISTER_FILE_OFFSET } from "../register-file.js";
import { explicitSignExtensionOfResults, swapSubRegImmOperands } from "../version.js";
import { CALL_FRAME_SIZE, type VirtualMachine } from "../vm.js";

/** Upper halves below this leave room for an offset within the safe integers. */
const MAX_SAFE_HIGH = 0x1f_ffff;
const TWO_POW_32 = 4294967296;

/** Does one instruction and returns the next pc, or `HALT`. */
export type Handler = <C>(machine: Machine<C>, pc: number) => number;

/** Returned by a handler to end the run. */
export const HALT = -1;

/** Of the pc to return to in a call frame, behind the registers. */
const RETURN_PC_OFFSET = (SCRATCH_REGS + 1) * 8;

/** What the handlers of the interpreter work on: the registers, the text and the memory of one run. */
export class Machine<C> {
  readonly vm: VirtualMachine<C>;
  readonly executable: Executable;
  readonly operation: Uint8Array;
  readonly dst: Uint8Array;
  readonly src: Uint8Array;
  readonly target: Int32Array;
  readonly imm: Int32Array;
  readonly imm64: BigUint64Array;
  readonly imm64Signed: BigInt64Array;
  readonly text: DecodedText;
  readonly memory: MemoryMapping;
  readonly explicitSignExtension: boolean;
  readonly swapSubOperands: boolean;

  /** Registers. */
  reg!: BigUint64Array;
  /** The same, signed. */
  signed!: BigInt64Array;
  /** The same as 32-bit halves: register r has its lower half at 2r, its upper half at 2r + 1. */
  half!: Uint32Array;

  readonly #frameStep: bigint;
  readonly #maxCallDepth: number;

  constructor(readonly execution: Execution<C>) {
    this.vm = execution.vm;
    this.executable = execution.executable;
    const { config, decoded, sbpfVersion } = this.executable;
    this.text = decoded;
    this.operation = decoded.operation;
    this.dst = decoded.dst;
    this.src = decoded.src;
    this.target = decoded.target;
    this.imm = decoded.imm;
    this.imm64 = decoded.imm64;
    this.imm64Signed = decoded.imm64Signed;
    this.memory = this.vm.memory;
    this.explicitSignExtension = explicitSignExtensionOfResults(sbpfVersion);
    this.swapSubOperands = swapSubRegImmOperands(sbpfVersion);
    this.#frameStep = BigInt(stackFrameStep(config, sbpfVersion));
    this.#maxCallDepth = config.maxCallDepth;
    this.refreshViews();
  }

  /** Renews what the growth of the linear memory has made stale. */
  refreshViews(): void {
    const { linear } = this.memory;
    this.reg = linear.registers;
    this.signed = linear.signedRegisters;
    this.half = linear.registerHalves;
  }

  /** The lower half of `dst`. */
  dst32(pc: number): number {
    return this.half[this.dst[pc] * 2];
  }

  /** The lower half of `src`. */
  src32(pc: number): number {
    return this.half[this.src[pc] * 2];
  }

  /** Puts the low 32 bits of `value` into `dst`, zero-extended. */
  set32(pc: number, value: number): number {
    const index = this.dst[pc] * 2;
    this.half[index] = value;
    this.half[index + 1] = 0;
    return pc + 1;
  }

  /** Puts the low 32 bits of `value` into `dst`, sign-extended. */
  setSigned32(pc: number, value: number): number {
    const index = this.dst[pc] * 2;
    this.half[index] = value;
    this.half[index + 1] = (value | 0) >> 31;
    return pc + 1;
  }

  /** Puts the result of a 32-bit addition, subtraction or multiplication into `dst`. */
  setResult32(pc: number, value: number): number {
    return this.explicitSignExtension ? this.set32(pc, value) : this.setSigned32(pc, value);
  }

  /** The host offset of `length` bytes at `[register + offset]`. */
  translate(access: AccessType, register: number, pc: number, length: number): number {
    return this.memory.translateWithHandler(access, this.#vmAddress(register, pc), length);
  }

  #vmAddress(register: number, pc: number): U64 {
    const high = this.half[register * 2 + 1];
    const offset = this.text.offset[pc];
    const address = high * TWO_POW_32 + this.half[register * 2] + offset;
    return high < MAX_SAFE_HIGH && address >= 0 ? address : u64FromBigInt(this.reg[register] + BigInt(offset));
  }

  /** Saves what a call preserves and gives the callee its stack frame. */
  pushFrame(pc: number): void {
    const { vm, reg } = this;
    const { linear } = this.memory;
    const frame = this.#frameOffset;
    const from = REGISTER_FILE_OFFSET / 8 + FIRST_SCRATCH_REG;
    linear.words.copyWithin(frame / 8, from, from + SCRATCH_REGS + 1);
    linear.view.setUint32(frame + RETURN_PC_OFFSET, pc + 1, true);
    vm.callDepth++;
    if (vm.callDepth === this.#maxCallDepth) throw new EbpfError("CallDepthExceeded");
    reg[FRAME_PTR_REG] += this.#frameStep;
  }

  /** Restores what the last call saved; the pc after it. */
  popFrame(): number {
    const { linear } = this.memory;
    this.vm.callDepth--;
    const frame = this.#frameOffset;
    const to = REGISTER_FILE_OFFSET / 8 + FIRST_SCRATCH_REG;
    linear.words.copyWithin(to, frame / 8, frame / 8 + SCRATCH_REGS + 1);
    return linear.view.getUint32(frame + RETURN_PC_OFFSET, true);
  }

  /** Where the next call saves. */
  get #frameOffset(): number {
    return this.vm.framesOffset + this.vm.callDepth * CALL_FRAME_SIZE;
  }

  /** Runs the syscall of a hash. False if there is none. */
  callSyscall(hash: number): boolean {
    const found = this.execution.callSyscall(hash);
    this.refreshViews();
    return found;
  }
}
