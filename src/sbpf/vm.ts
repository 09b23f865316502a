import type { U64 } from "../base/u64.js";
import { stackSize } from "./config.js";
import type { EbpfError } from "./errors.js";
import type { Loader } from "./loader.js";
import { FRAME_PTR_REG, MM_STACK_START } from "./memory-layout.js";
import type { MemoryMapping } from "./memory-mapping.js";
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

/** Index of the pc in the register file. */
export const PC_REGISTER = 11;
/** r0…r10 and the pc. */
export const REGISTER_COUNT = 12;
/** What a call saves: r6…r9, r10, return pc. */
export const CALL_FRAME_WORDS = 6;

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
 * The state of one run of a program (solana-sbpf `EbpfVm`). Its register file and call frames lie in the linear
 * memory: `release` gives them back.
 */
export class VirtualMachine<C> {
  readonly loader: Loader<C>;
  readonly sbpfVersion: SbpfVersion;
  readonly context: C;
  readonly memory: MemoryMapping;
  readonly meter: ComputeMeter;
  /** Calls from function to function that have not returned. */
  callDepth = 0;
  tracer: RegisterTracer | null = null;
  /** Where register file and call frames lie. */
  readonly stateOffset: number;
  #registers: BigUint64Array;

  constructor(options: VirtualMachineOptions<C>) {
    this.loader = options.loader;
    this.sbpfVersion = options.sbpfVersion;
    this.context = options.context;
    this.memory = options.memory;
    this.meter = options.meter;
    this.stateOffset = this.memory.linear.allocate(this.#stateLength);
    this.#registers = this.#viewRegisters();
    const { config } = this.loader;
    const firstFrame = manualStackFrameBump(this.sbpfVersion)
      ? (options.stackLength ?? stackSize(config))
      : config.stackFrameSize;
    this.registers[FRAME_PTR_REG] = BigInt(MM_STACK_START + firstFrame);
  }

  /** r0…r10 and the pc. Do not keep the array across anything that may allocate guest memory. */
  get registers(): BigUint64Array {
    if (this.#registers.buffer !== this.memory.linear.bytes.buffer) this.#registers = this.#viewRegisters();
    return this.#registers;
  }

  /** Ends the use of the machine. */
  release(): void {
    this.memory.linear.free(this.stateOffset, this.#stateLength);
  }

  get #stateLength(): number {
    return 8 * (REGISTER_COUNT + CALL_FRAME_WORDS * this.loader.config.maxCallDepth);
  }

  #viewRegisters(): BigUint64Array {
    return new BigUint64Array(this.memory.linear.bytes.buffer, this.stateOffset, REGISTER_COUNT);
  }
}
