import { MM_HEAP_START, MM_INPUT_START } from "../sbpf/memory-layout.js";
import type { MemoryMapping } from "../sbpf/memory-mapping.js";
import { SyscallFailure } from "./failure.js";

/**
 * Where the parts of a serialized account lie in the input region (Agave: SerializedAccountMetadata). Kept as offsets in
 * it, for small integers take no memory of their own.
 */
export class SerializedAccountMetadata {
  constructor(
    /** Of the record's first byte, the duplicate marker. */
    readonly offset: number,
    /** Data length when the instruction began. */
    readonly originalDataLength: number,
    readonly dataOffset: number,
    readonly keyOffset: number,
    readonly lamportsOffset: number,
    readonly ownerOffset: number,
  ) {}

  get vmAddress(): number {
    return MM_INPUT_START + this.offset;
  }

  get vmDataAddress(): number {
    return MM_INPUT_START + this.dataOffset;
  }

  get vmKeyAddress(): number {
    return MM_INPUT_START + this.keyOffset;
  }

  get vmLamportsAddress(): number {
    return MM_INPUT_START + this.lamportsOffset;
  }

  get vmOwnerAddress(): number {
    return MM_INPUT_START + this.ownerOffset;
  }
}

/** Memory of one running program (Agave: program-runtime/src/memory_context.rs, MemoryContext). */
export interface MemoryContext {
  readonly mapping: MemoryMapping;
  /** Where the input region lies in the linear memory. */
  readonly inputOffset: number;
  /** One for each account of the instruction; duplicates repeat the first's. */
  readonly accounts: readonly SerializedAccountMetadata[];
  /** Position of `sol_alloc_free_`'s bump allocator in the heap. */
  readonly allocator: BpfAllocator;
}

/** The bump allocator behind `sol_alloc_free_` (Agave: invoke_context.rs, BpfAllocator). */
export class BpfAllocator {
  private position = 0;

  constructor(private readonly length: number) {}

  /** The VM address of `size` bytes, or undefined if the heap is used up. */
  allocate(size: number, alignment: number): number | undefined {
    const start = Math.ceil(this.position / alignment) * alignment;
    if (start + size > this.length) return undefined;
    this.position = start + size;
    return MM_HEAP_START + start;
  }
}

/** Fails a syscall whose pointer breaks the rules of its argument. */
export function failInvalidPointer(): never {
  throw new SyscallFailure("Invalid pointer");
}
