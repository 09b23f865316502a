import { readU64, type U64, u64FromBigInt, u64FromHalves, writeU64 } from "../../base/u64.js";
import type { AccessType } from "../access-type.js";
import type { DecodedText } from "../decoder.js";
import { EbpfError, SyscallError } from "../errors.js";
import type { Executable } from "../executable.js";
import { FIRST_SCRATCH_REG, FRAME_PTR_REG, SCRATCH_REGS } from "../memory-layout.js";
import type { MemoryMapping } from "../memory-mapping.js";
import {
  explicitSignExtensionOfResults,
  manualStackFrameBump,
  stackFrameGaps,
  swapSubRegImmOperands,
} from "../version.js";
import { CALL_FRAME_WORDS, consumeComputeUnits, REGISTER_COUNT, type VirtualMachine } from "../vm.js";

/** Upper halves below this leave room for an offset within the safe integers. */
const MAX_SAFE_HIGH = 0x1f_ffff;
const TWO_POW_32 = 4294967296;

/** Does one instruction and returns the next pc, or `HALT`. */
export type Handler = <C>(machine: Machine<C>, pc: number) => number;

/** Returned by a handler to end the run. */
export const HALT = -1;

/** What the handlers of the interpreter work on: the registers, the text and the meter of one run. */
export class Machine<C> {
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

  /** Registers, then call frames. */
  reg!: BigUint64Array;
  /** The same, signed. */
  signed!: BigInt64Array;
  /** The same as 32-bit halves: register r has its lower half at 2r, its upper half at 2r + 1. */
  half!: Uint32Array;

  /** Units that were left when the meter was settled last. */
  previousMeter: number;
  /** Instructions since then. */
  dueInstructions = 0;

  readonly #frameStep: bigint;
  readonly #maxCallDepth: number;

  constructor(
    readonly vm: VirtualMachine<C>,
    readonly executable: Executable,
  ) {
    const { config, decoded, sbpfVersion } = executable;
    this.text = decoded;
    this.operation = decoded.operation;
    this.dst = decoded.dst;
    this.src = decoded.src;
    this.target = decoded.target;
    this.imm = decoded.imm;
    this.imm64 = decoded.imm64;
    this.imm64Signed = decoded.imm64Signed;
    this.memory = vm.memory;
    this.previousMeter = vm.meter.remaining;
    this.explicitSignExtension = explicitSignExtensionOfResults(sbpfVersion);
    this.swapSubOperands = swapSubRegImmOperands(sbpfVersion);
    const gaps = stackFrameGaps(sbpfVersion) && config.enableStackFrameGaps;
    this.#frameStep = manualStackFrameBump(sbpfVersion) ? 0n : BigInt(config.stackFrameSize * (gaps ? 2 : 1));
    this.#maxCallDepth = config.maxCallDepth;
    this.refreshViews();
  }

  /** Renews what the growth of the linear memory has made stale. */
  refreshViews(): void {
    const { buffer } = this.memory.linear.bytes;
    if (this.reg?.buffer === buffer) return;
    const words = REGISTER_COUNT + CALL_FRAME_WORDS * this.#maxCallDepth;
    this.reg = new BigUint64Array(buffer, this.vm.stateOffset, words);
    this.signed = new BigInt64Array(buffer, this.vm.stateOffset, words);
    this.half = new Uint32Array(buffer, this.vm.stateOffset, words * 2);
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
    const frame = REGISTER_COUNT + vm.callDepth * CALL_FRAME_WORDS;
    reg.copyWithin(frame, FIRST_SCRATCH_REG, FRAME_PTR_REG + 1);
    this.half[(frame + SCRATCH_REGS + 1) * 2] = pc + 1;
    vm.callDepth++;
    if (vm.callDepth === this.#maxCallDepth) throw new EbpfError("CallDepthExceeded");
    reg[FRAME_PTR_REG] += this.#frameStep;
  }

  /** Restores what the last call saved; the pc after it. */
  popFrame(): number {
    const { vm, reg } = this;
    vm.callDepth--;
    const frame = REGISTER_COUNT + vm.callDepth * CALL_FRAME_WORDS;
    reg.copyWithin(FIRST_SCRATCH_REG, frame, frame + SCRATCH_REGS + 1);
    return this.half[(frame + SCRATCH_REGS + 1) * 2];
  }

  /** Runs the syscall of a hash with the meter settled around it. False if there is none. */
  callSyscall(hash: number): boolean {
    const { vm, half } = this;
    const entry = vm.loader.syscalls.lookupByKey(hash);
    if (entry === undefined) return false;
    consumeComputeUnits(vm.meter, this.dueInstructions);
    this.dueInstructions = 0;
    const argument = (register: number): U64 => u64FromHalves(half[register * 2], half[register * 2 + 1]);
    let r0: U64;
    try {
      r0 = entry.value(vm.context, vm, argument(1), argument(2), argument(3), argument(4), argument(5));
    } catch (cause) {
      throw cause instanceof SyscallError || cause instanceof EbpfError ? new EbpfError("SyscallError", cause) : cause;
    } finally {
      this.previousMeter = vm.meter.remaining;
      this.refreshViews();
    }
    writeU64(this.memory.linear.view, vm.stateOffset, r0);
    return true;
  }

  /** r0. */
  get result(): U64 {
    return readU64(this.memory.linear.view, this.vm.stateOffset);
  }
}
