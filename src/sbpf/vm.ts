import { CallgateError } from "../base/errors.js";
import { type U64, u64FromHalves } from "../base/u64.js";
import { stackSize } from "./config.js";
import type { EbpfError } from "./errors.js";
import type { Loader } from "./loader.js";
import { FRAME_PTR_REG, MM_STACK_START } from "./memory-layout.js";
import type { MemoryMapping } from "./memory-mapping.js";
import { MACHINE_STATE_END, REGISTER_COUNT, REGISTER_FILE_OFFSET, type RegisterOwner } from "./register-file.js";
import { manualStackFrameBump, type SbpfVersion } from "./version.js";

/** Compute units left. The runtime owns it; engine and syscalls share it. */
export interface ComputeMeter {
  remaining: number;
}

/** Takes units from a meter, down to 0 (solana-sbpf `ContextObject::consume`). */
export function consumeComputeUnits(meter: ComputeMeter, computeUnits: number): void {
  meter.remaining = Math.max(0, meter.remaining - computeUnits);
}

/** What a run came to. `instructionCount` counts compute units: instructions and what syscalls took. */
export type ProgramResult =
  | { readonly ok: true; readonly r0: U64; readonly instructionCount: number }
  | { readonly ok: false; readonly error: EbpfError; readonly instructionCount: number };

/** Sees r0…r10 and the pc before every instruction. The array is live: copy what must stay. */
export type RegisterTracer = (registers: BigUint64Array) => void;

const WORD_SIZE = 8;
/** What a call saves: r6…r9, r10, the pc to return to. */
export const CALL_FRAME_SIZE = 6 * WORD_SIZE;
const SAVED_STATE_LENGTH = MACHINE_STATE_END - REGISTER_FILE_OFFSET;

export interface VirtualMachineOptions<C> {
  readonly loader: Loader<C>;
  readonly sbpfVersion: SbpfVersion;
  readonly context: C;
  readonly memory: MemoryMapping;
  readonly meter: ComputeMeter;
  /** Bytes of the stack region; those of the config if absent. */
  readonly stackLength?: number;
}

/**
 * The state of one run of a program (solana-sbpf `EbpfVm`). From its construction to its release the register file of
 * the linear memory is its own; a machine made in between borrows it until its own release.
 */
export class VirtualMachine<C> implements RegisterOwner {
  readonly loader: Loader<C>;
  readonly sbpfVersion: SbpfVersion;
  readonly context: C;
  readonly memory: MemoryMapping;
  readonly meter: ComputeMeter;
  /** Calls from function to function that have not returned. */
  callDepth = 0;
  tracer: RegisterTracer | null = null;
  /** Where its call frames lie; before them is room for its state while another machine runs. */
  readonly framesOffset: number;
  readonly #outer: RegisterOwner | null;

  constructor(options: VirtualMachineOptions<C>) {
    this.loader = options.loader;
    this.sbpfVersion = options.sbpfVersion;
    this.context = options.context;
    this.memory = options.memory;
    this.meter = options.meter;
    const { linear } = this.memory;
    this.framesOffset = linear.allocateUsed(this.#stateLength()) + SAVED_STATE_LENGTH;
    this.#outer = linear.registerOwner;
    this.#outer?.saveState();
    linear.registerOwner = this;
    linear.clear(REGISTER_FILE_OFFSET, REGISTER_COUNT * WORD_SIZE);
    const { config } = this.loader;
    const firstFrame = manualStackFrameBump(this.sbpfVersion)
      ? (options.stackLength ?? stackSize(config))
      : config.stackFrameSize;
    this.setRegister(FRAME_PTR_REG, MM_STACK_START + firstFrame);
  }

  /** r0…r10 and the pc. Do not keep the array across anything that may allocate guest memory. */
  get registers(): BigUint64Array {
    return this.memory.linear.registers;
  }

  /** One of r0…r10. */
  register(index: number): U64 {
    const { registerHalves } = this.memory.linear;
    return u64FromHalves(registerHalves[2 * index], registerHalves[2 * index + 1]);
  }

  /** Sets one of r0…r10 to an address or another safe integer. */
  setRegister(index: number, value: number): void {
    const { registerHalves } = this.memory.linear;
    registerHalves[2 * index] = value;
    registerHalves[2 * index + 1] = value / 2 ** 32;
  }

  /** Ends the use of the machine; those made after it must have ended before. */
  release(): void {
    const { linear } = this.memory;
    if (linear.registerOwner !== this) {
      throw new CallgateError("machine-in-use", "a machine was released before one that started after it");
    }
    linear.freeUsed(this.#savedState, this.#stateLength());
    linear.registerOwner = this.#outer;
    this.#outer?.restoreState();
  }

  saveState(): void {
    this.memory.linear.copyWithin(this.#savedState, REGISTER_FILE_OFFSET, SAVED_STATE_LENGTH);
  }

  restoreState(): void {
    this.memory.linear.copyWithin(REGISTER_FILE_OFFSET, this.#savedState, SAVED_STATE_LENGTH);
  }

  /** Where the saved state lies. */
  get #savedState(): number {
    return this.framesOffset - SAVED_STATE_LENGTH;
  }

  #stateLength(): number {
    return SAVED_STATE_LENGTH + CALL_FRAME_SIZE * this.loader.config.maxCallDepth;
  }
}
