import type { U64 } from "../../base/u64.js";
import type { LinearMemory } from "../linear-memory.js";
import { MM_HEAP_START, MM_REGION_SIZE, MM_STACK_START } from "../memory-layout.js";
import type { MemoryMapping } from "../memory-mapping.js";
import type { MemoryRegion } from "../memory-region.js";
import { ACCESS_SIZES, CONTROL, REGION, REGION_ENTRY_SIZE, REGION_TABLE, WINDOW_COUNT } from "./layout.js";

const HALF_SIZE = 4;
/** What is cleared of a heap of which less was used. */
const FIRST_HEAP_LENGTH = 4096;

/** Whether the table has the regions of a mapping, as they are now. */
export function isShown({ linear, shownBy }: MemoryMapping): boolean {
  return linear.halves[CONTROL.run / HALF_SIZE] === shownBy;
}

/**
 * The regions of the run that uses the generated interpreter, where it looks for them. It finds one region per window,
 * and stores only where `MemoryRegion.writtenLength` says that somebody has written: the first store beyond stops it and
 * makes the length grow. So what nobody writes need not be cleared afterwards.
 */
export class RegionTable {
  constructor(private readonly linear: LinearMemory) {}

  /** Writes the table anew. */
  write(regions: readonly MemoryRegion[]): void {
    const { halves } = this.linear;
    halves.fill(0, CONTROL.gappedStack / HALF_SIZE, (REGION_TABLE + WINDOW_COUNT * REGION_ENTRY_SIZE) / HALF_SIZE);
    for (let i = 0; i < regions.length; i++) {
      const region = regions[i];
      const isTaken = halves[entryOf(region) + REGION.loadLimits / HALF_SIZE] > 0;
      if (!isTaken && region.length > 0) this.#show(region);
    }
  }

  /** Lets a region of the table be written up to `length` bytes at least. */
  growWritten(region: MemoryRegion, length: number): void {
    region.writtenLength = Math.min(Math.max(region.writtenLength, length), region.length);
    this.#show(region);
  }

  /** After an access was refused: whether it may do better now, because its region is found or may be written further. */
  mend(mapping: MemoryMapping, vmAddress: U64): boolean {
    const index = mapping.findRegion(vmAddress);
    if (index < 0 || typeof vmAddress !== "number") return false;
    const region = mapping.regions[index];
    if (this.#show(region)) return true;
    if (!region.writable || region.writtenLength >= region.length) return false;
    this.growWritten(region, nextWrittenLength(region, vmAddress));
    return true;
  }

  /** Lets accesses in the region's window find it as it is; whether they did not before. */
  #show(region: MemoryRegion): boolean {
    const entry = entryOf(region);
    const loaded = region.length;
    const stored = region.writable ? Math.min(region.writtenLength, loaded) : 0;
    let changed = this.#put(entry + REGION.vmAddress / HALF_SIZE, region.vmAddress);
    changed |= this.#put(entry + REGION.vmAddress / HALF_SIZE + 1, region.vmAddress / MM_REGION_SIZE);
    changed |= this.#put(entry + REGION.hostOffset / HALF_SIZE, region.hostOffset);
    for (let column = 0; column < ACCESS_SIZES.length; column++) {
      const lastByte = ACCESS_SIZES[column] - 1;
      changed |= this.#put(entry + REGION.loadLimits / HALF_SIZE + column, Math.max(loaded - lastByte, 0));
      changed |= this.#put(entry + REGION.storeLimits / HALF_SIZE + column, Math.max(stored - lastByte, 0));
    }
    return changed !== 0;
  }

  /** Writes half a word; not 0 if it was another. */
  #put(index: number, value: number): number {
    const { halves } = this.linear;
    const before = halves[index];
    halves[index] = value;
    return before ^ halves[index];
  }
}

/** As much as the region is likely to need for a store at the address, and for those after it. */
function nextWrittenLength({ vmAddress: start, writtenLength, length }: MemoryRegion, vmAddress: number): number {
  if (start === MM_STACK_START) return writtenLength * 2;
  // Most that begin at the heap's bottom need little of it; others begin at its top.
  const isFirst = writtenLength < FIRST_HEAP_LENGTH && vmAddress - start < FIRST_HEAP_LENGTH / 2;
  return start === MM_HEAP_START && isFirst ? FIRST_HEAP_LENGTH : length;
}

/** Where accesses look for a region: the index of its entry among the halves of the memory. */
function entryOf({ vmAddress, vmGapSize }: MemoryRegion): number {
  return (vmGapSize === 0 ? REGION_TABLE + windowOf(vmAddress) * REGION_ENTRY_SIZE : CONTROL.gappedStack) / HALF_SIZE;
}

/** The place of an address's window in the table. */
function windowOf(vmAddress: number): number {
  return (vmAddress / MM_REGION_SIZE) & (WINDOW_COUNT - 1);
}
