import { createHash } from "node:crypto";
import { stackGapSize, stackSize } from "../../../sbpf/config.js";
import type { Executable } from "../../../sbpf/executable.js";
import { interpreter } from "../../../sbpf/interpreter/interpreter.js";
import { LinearMemory } from "../../../sbpf/linear-memory.js";
import type { Loader } from "../../../sbpf/loader.js";
import { MM_HEAP_START, MM_INPUT_START, MM_STACK_START } from "../../../sbpf/memory-layout.js";
import { MemoryMapping } from "../../../sbpf/memory-mapping.js";
import { MemoryRegion } from "../../../sbpf/memory-region.js";
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
export interface RunRecord {
  readonly result: ProgramResult;
  /** Instructions that were begun. */
  readonly steps: number;
  /** r0…r10 and pc before the last of them; before the first, if none was. */
  readonly lastRegisters: readonly string[];
  /** SHA-256 over these rows, one per step, as little-endian u64. */
  readonly traceSha256: string;
  readonly unitsLeft: number;
  readonly stack: Uint8Array;
  readonly heap: Uint8Array;
  readonly inputs: readonly Uint8Array[];
}

/** Runs a program with stack, heap and input of its own and records what it did. */
export function record(run: Run): RunRecord {
  const { executable, loader } = run;
  const { config, sbpfVersion } = executable;
  const stack = place(new Uint8Array(stackSize(config)), run.stackPrefix);
  const heap = place(new Uint8Array(run.heapLength ?? 0), run.heapPrefix);
  const inputs = run.inputs.map(({ bytes }) => place(bytes));
  const gapSize = stackGapSize(config, sbpfVersion);
  const memory = new MemoryMapping(
    linear,
    [
      executable.roRegion(linear),
      new MemoryRegion(MM_STACK_START, stack.length, stack.hostOffset, true, gapSize),
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
  const trace = createHash("sha256");
  let lastRegisters = vm.registers.slice();
  let steps = 0;
  vm.tracer = (registers) => {
    lastRegisters = registers.slice();
    trace.update(lastRegisters);
    steps++;
  };
  const result = interpreter.execute(vm, executable);
  vm.release();
  return {
    result,
    steps,
    lastRegisters: [...lastRegisters].map(String),
    traceSha256: trace.digest("hex"),
    unitsLeft: meter.remaining,
    stack: take(stack),
    heap: take(heap),
    inputs: inputs.map(take),
  };
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
