import type { MemoryMapping } from "../sbpf/memory-mapping.js";
import { SyscallFailure } from "./failure.js";

/** Where the parts of a serialized account lie in the input region (Agave: SerializedAccountMetadata). */
export interface SerializedAccountMetadata {
  /** Of the record's first byte, the duplicate marker. */
  readonly vmAddress: number;
  /** Data length when the instruction began. */
  readonly originalDataLength: number;
  readonly vmDataAddress: number;
  readonly vmKeyAddress: number;
  readonly vmLamportsAddress: number;
  readonly vmOwnerAddress: number;
}

/** Memory of one running program (Agave: program-runtime/src/memory_context.rs, MemoryContext). */
export interface MemoryContext {
  readonly mapping: MemoryMapping;
  /** One for each account of the instruction; duplicates repeat the first's. */
  readonly accounts: readonly SerializedAccountMetadata[];
  /** Position of `sol_alloc_free_`'s bump allocator in the heap. */
  readonly allocator: BpfAllocator;
}

const HEAP_START = 0x3_0000_0000;

/** The bump allocator behind `sol_alloc_free_` (Agave: invoke_context.rs, BpfAllocator). */
export class BpfAllocator {
  private position = 0;

  constructor(private readonly length: number) {}

  /** The VM address of `size` bytes, or undefined if the heap is used up. */
  allocate(size: number, alignment: number): number | undefined {
    const start = Math.ceil(this.position / alignment) * alignment;
    if (start + size > this.length) return undefined;
    this.position = start + size;
    return HEAP_START + start;
  }
}

/** Fails a syscall whose pointer breaks the rules of its argument. */
export function failInvalidPointer(): never {
  throw new SyscallFailure("Invalid pointer");
}
