import { inspect, isDeepStrictEqual } from "node:util";
import { type U64, u64FromBigInt } from "../../../src/base/u64.js";
import { AccessType } from "../../../src/sbpf/access-type.js";
import { type Config, stackGapSize, stackSize } from "../../../src/sbpf/config.js";
import type { Engine } from "../../../src/sbpf/engine.js";
import { ENGINES } from "../../../src/sbpf/engines.js";
import { EbpfError, SyscallError } from "../../../src/sbpf/errors.js";
import type { Executable } from "../../../src/sbpf/executable.js";
import { LinearMemory } from "../../../src/sbpf/linear-memory.js";
import { Loader, type Syscall } from "../../../src/sbpf/loader.js";
import { MM_HEAP_START, MM_STACK_START } from "../../../src/sbpf/memory-layout.js";
import { type AccessViolationHandler, MemoryMapping } from "../../../src/sbpf/memory-mapping.js";
import { MemoryRegion } from "../../../src/sbpf/memory-region.js";
import { PC_REGISTER } from "../../../src/sbpf/register-file.js";
import { consumeComputeUnits, VirtualMachine } from "../../../src/sbpf/vm.js";

/** A region of the guest beside stack, heap and read-only data. */
export interface Block {
  readonly vmAddress: number;
  readonly length: number;
  readonly writable: boolean;
  /** Bytes of host memory, which the handler may let the region grow into. */
  readonly reserved: number;
}

/** One run, the same for every engine. */
export interface Bout {
  readonly config: Config;
  readonly executable: Executable;
  readonly registers: readonly bigint[];
  readonly blocks: readonly Block[];
  readonly heapLength: number;
  readonly budget: number;
  readonly traced: boolean;
  /** Whether accesses beyond a block make it grow. */
  readonly grows: boolean;
}

/** What goes through the syscalls of a run. */
interface Arena {
  readonly log: unknown[];
  readonly bout: Bout;
  readonly engine: Engine;
  readonly spare: number;
  depth: number;
  nestedRuns: number;
}

/** Of one bout; all that they leave is compared. */
const MAX_NESTED_RUNS = 5;

class Trouble extends SyscallError {
  readonly message = "trouble";
}

const small = (value: U64, limit: number): number => Number(BigInt(value) % BigInt(limit));

/** Syscalls that do what those of a runtime do: take units, read and write, change regions, run other programs, fail. */
const SYSCALLS: Readonly<Record<string, Syscall<Arena>>> = {
  consume: (_arena, vm, units) => {
    consumeComputeUnits(vm.meter, small(units, 40));
    return units;
  },
  write: (_arena, vm, address, length, byte) => {
    const size = small(length, 5000);
    const at = vm.memory.translate(AccessType.Store, address, size);
    vm.memory.linear.bytes.fill(small(byte, 256), at, at + size);
    return 0;
  },
  read: (_arena, vm, address) => vm.memory.linear.bytes[vm.memory.translate(AccessType.Load, address, 1)],
  replace: ({ bout, spare }, vm, which, length, writable) => {
    if (bout.blocks.length === 0) return 0;
    const block = bout.blocks[small(which, bout.blocks.length)];
    const index = vm.memory.findRegion(block.vmAddress);
    const region = vm.memory.regions[index].clone();
    const host = small(writable, 3) === 0 ? spare : region.hostOffset;
    region.redirect(host, small(length, block.reserved + 1), small(writable, 2) === 1);
    vm.memory.replaceRegion(index, region);
    return region.length;
  },
  nest: (arena, vm, budget) => {
    if (arena.depth === 3 || arena.nestedRuns === MAX_NESTED_RUNS) return 99;
    arena.depth++;
    arena.nestedRuns++;
    const outcome = runOnce(arena.bout, arena.engine, arena, small(budget, 50));
    arena.depth--;
    arena.log.push(outcome);
    return u64FromBigInt(BigInt(vm.meter.remaining));
  },
  allocate: (_arena, vm) => {
    const { linear } = vm.memory;
    const blocks = Array.from({ length: 3 }, () => linear.allocate(60_000));
    for (const block of blocks) linear.free(block, 60_000);
    return 0;
  },
  fail: () => {
    throw new Trouble();
  },
};
export const SYSCALL_NAMES = Object.keys(SYSCALLS);

export function loaderOf(config: Config): Loader<Arena> {
  const loader = new Loader<Arena>(config);
  for (const [name, syscall] of Object.entries(SYSCALLS)) {
    loader.registerFunction(name, (arena, vm, ...registers) => {
      arena.log.push([name, vm.meter.remaining, ...registers]);
      return syscall(arena, vm, ...registers);
    });
  }
  return loader;
}

const linear = new LinearMemory();

/** Runs on every engine and says where an engine differs from the definition; null if none does. */
export function duel(bout: Bout): string | null {
  const [definition, ...others] = Object.values(ENGINES).map((engine) => ({ engine, outcome: start(bout, engine) }));
  for (const { engine, outcome } of others) {
    if (!isDeepStrictEqual(outcome, definition.outcome)) {
      return inspect({ [engine.name]: outcome, definition: definition.outcome }, { depth: 6, maxArrayLength: 40 });
    }
  }
  return null;
}

function start(bout: Bout, engine: Engine): unknown {
  const spare = linear.allocate(20_000);
  const arena: Arena = { log: [], bout, engine, spare, depth: 0, nestedRuns: 0 };
  try {
    const outcome = runOnce(bout, engine, arena, bout.budget);
    return { outcome, log: arena.log, spare: linear.bytes.slice(spare, spare + 20_000) };
  } finally {
    linear.free(spare, 20_000);
  }
}

function runOnce(bout: Bout, engine: Engine, arena: Arena, budget: number): unknown {
  const { config, executable, blocks, heapLength } = bout;
  const { sbpfVersion } = executable;
  const lengths = [stackSize(config), heapLength, ...blocks.map(({ reserved }) => reserved)];
  const offsets = lengths.map((length) => linear.allocate(length));
  const [stackOffset, heapOffset, ...blockOffsets] = offsets;
  const gap = stackGapSize(config, sbpfVersion);
  const stack = new MemoryRegion(MM_STACK_START, lengths[0], stackOffset, true, gap);
  const heap = new MemoryRegion(MM_HEAP_START, heapLength, heapOffset, true);
  const others = blocks.map(
    ({ vmAddress, length, writable }, i) => new MemoryRegion(vmAddress, length, blockOffsets[i], writable, 0, i),
  );
  let vm: VirtualMachine<Arena> | undefined;
  try {
    const regions = [executable.roRegion(linear), stack, heap, ...others];
    const memory = new MemoryMapping(linear, regions, config, sbpfVersion, handlerOf(bout, arena));
    const meter = { remaining: budget };
    vm = new VirtualMachine({ loader: executable.loader as Loader<Arena>, sbpfVersion, context: arena, memory, meter });
    for (const [register, value] of bout.registers.entries()) if (register !== 10) vm.registers[register] = value;
    const trace: bigint[][] = [];
    if (bout.traced) vm.tracer = (registers) => trace.push([...registers]);
    const result = engine.execute(vm, executable);
    const faultPc = result.ok ? null : vm.registers[PC_REGISTER];
    // Nothing may have been written beyond what is noted as written.
    for (const { hostOffset, length, writtenLength } of [stack, heap]) {
      const rest = linear.bytes.subarray(hostOffset + writtenLength, hostOffset + length);
      if (rest.some((byte) => byte !== 0)) throw new Error(`${engine.name} wrote more than it noted`);
    }
    const memories = offsets.map((offset, i) => linear.bytes.slice(offset, offset + lengths[i]));
    return { result, left: meter.remaining, faultPc, trace, memories };
  } finally {
    vm?.release();
    for (const [i, offset] of offsets.entries()) linear.free(offset, lengths[i]);
  }
}

function handlerOf({ blocks, grows }: Bout, { log }: Arena): AccessViolationHandler | null {
  if (!grows) return null;
  return (region, maxLength, access, vmAddress, length) => {
    log.push(["handler", region.vmAddress, maxLength, access, vmAddress, length]);
    const index = region.accessViolationHandlerPayload;
    if (index === null || typeof vmAddress !== "number" || typeof length !== "number") return;
    const wanted = vmAddress + length - region.vmAddress;
    const possible = Math.min(blocks[index].reserved, Number(maxLength));
    if (wanted <= possible) region.redirect(region.hostOffset, possible, true);
  };
}

/** Whether the executable passes the verifier. */
export function passesVerifier(executable: Executable): boolean {
  try {
    executable.verify();
    return true;
  } catch (error) {
    if (error instanceof EbpfError) return false;
    throw error;
  }
}
