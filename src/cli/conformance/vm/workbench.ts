import { createHash } from "node:crypto";
import { inspect, isDeepStrictEqual } from "node:util";
import { stackGapSize, stackSize } from "../../../sbpf/config.js";
import type { Engine } from "../../../sbpf/engine.js";
import type { Executable } from "../../../sbpf/executable.js";
import { LinearMemory } from "../../../sbpf/linear-memory.js";
import type { Loader } from "../../../sbpf/loader.js";
import { MM_HEAP_START, MM_INPUT_START, MM_STACK_START } from "../../../sbpf/memory-layout.js";
import { MemoryMapping } from "../../../sbpf/memory-mapping.js";
import { MemoryRegion } from "../../../sbpf/memory-region.js";
import { PC_REGISTER } from "../../../sbpf/register-file.js";
import { type ProgramResult, VirtualMachine } from "../../../sbpf/vm.js";

/** The memory of all runs. */
const linear = new LinearMemory();

/** Memory of the input region. */
export interface Input {
  readonly vmAddress: number;
  readonly writable: boolean;
  readonly bytes: Uint8Array;
}

/** One run of a program. */
export interface Run {
  readonly engine: Engine;
  readonly loader: Loader<null>;
  readonly executable: Executable;
  readonly inputs: readonly Input[];
  readonly budget: number;
  /** Registers to set before the start. */
  readonly registers?: ReadonlyMap<number, bigint>;
  readonly heapLength?: number;
  readonly stackPrefix?: Uint8Array;
  readonly heapPrefix?: Uint8Array;
}

/** What a run left behind. */
export interface RunOutcome {
  readonly result: ProgramResult;
  /** After a fault where it was; null without one. */
  readonly faultPc: number | null;
  readonly unitsLeft: number;
  readonly stack: Uint8Array;
  readonly heap: Uint8Array;
  readonly inputs: readonly Uint8Array[];
}

/** The same, and what a tracer saw on the way. */
export interface RunRecord extends RunOutcome {
  /** Instructions that were begun. */
  readonly steps: number;
  /** r0…r10 and pc before the last of them; before the first, if none was. */
  readonly lastRegisters: readonly string[];
  /** SHA-256 over these rows, one per step, as little-endian u64. */
  readonly traceSha256: string;
}

/**
 * Runs a program with stack, heap and input of its own and records what it did. Engines go other ways for a tracer, so
 * it runs twice, and all but the trace must be the same.
 */
export function record(run: Run): RunRecord {
  const trace = new Trace();
  const outcome = runOnce(run, trace);
  const untraced = runOnce(run, null);
  if (!isDeepStrictEqual(outcome, untraced)) {
    throw new Error(`without a tracer the run differs: ${inspect({ outcome, untraced }, { depth: null })}`);
  }
  return { ...outcome, ...trace.finish() };
}

class Trace {
  readonly #hash = createHash("sha256");
  #steps = 0;
  #last: BigUint64Array | undefined;

  begin(registers: BigUint64Array): void {
    this.#last = registers.slice();
  }

  readonly step = (registers: BigUint64Array): void => {
    this.#last = registers.slice();
    this.#hash.update(this.#last);
    this.#steps++;
  };

  finish(): Pick<RunRecord, "steps" | "lastRegisters" | "traceSha256"> {
    const lastRegisters = [...(this.#last ?? [])].map(String);
    return { steps: this.#steps, lastRegisters, traceSha256: this.#hash.digest("hex") };
  }
}

function runOnce(run: Run, trace: Trace | null): RunOutcome {
  const { executable, loader } = run;
  const { config, sbpfVersion } = executable;
  const stack = place(new Uint8Array(stackSize(config)), run.stackPrefix);
  const heap = place(new Uint8Array(run.heapLength ?? 0), run.heapPrefix);
  const inputs = run.inputs.map(({ bytes }) => place(bytes));
  const memory = new MemoryMapping(
    linear,
    [
      executable.roRegion(linear),
      new MemoryRegion(MM_STACK_START, stack.length, stack.hostOffset, true, stackGapSize(config, sbpfVersion)),
      new MemoryRegion(MM_HEAP_START, heap.length, heap.hostOffset, true),
      ...run.inputs.map(
        ({ vmAddress, writable }, i) => new MemoryRegion(vmAddress, inputs[i].length, inputs[i].hostOffset, writable),
      ),
    ],
    config,
    sbpfVersion,
  );
  const meter = { remaining: run.budget };
  const vm = new VirtualMachine({ loader, sbpfVersion, context: null, memory, meter, stackLength: stack.length });
  vm.registers[1] = BigInt(MM_INPUT_START);
  for (const [register, value] of run.registers ?? []) vm.registers[register] = value;
  trace?.begin(vm.registers);
  vm.tracer = trace?.step ?? null;
  try {
    const result = run.engine.execute(vm, executable);
    const faultPc = result.ok ? null : Number(vm.registers[PC_REGISTER]);
    const memories = { stack: take(stack), heap: take(heap), inputs: inputs.map(take) };
    return { result, faultPc, unitsLeft: meter.remaining, ...memories };
  } finally {
    vm.release();
  }
}

interface Block {
  readonly hostOffset: number;
  readonly length: number;
}

function place(bytes: Uint8Array, prefix: Uint8Array = new Uint8Array()): Block {
  const hostOffset = linear.allocate(bytes.length);
  linear.bytes.set(bytes, hostOffset);
  linear.bytes.set(prefix, hostOffset);
  return { hostOffset, length: bytes.length };
}

function take({ hostOffset, length }: Block): Uint8Array {
  const bytes = linear.bytes.slice(hostOffset, hostOffset + length);
  linear.free(hostOffset, length);
  return bytes;
}
