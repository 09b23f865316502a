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
    let shown = 0;
    for (let i = 0; i < regions.length; i++) {
      const region = regions[i];
      const bit = 1 << numberOf(region);
      if ((shown & bit) !== 0 || region.length === 0) continue;
      shown |= bit;
      this.#write(region);
    }
    const before = halves[CONTROL.shownEntries / HALF_SIZE];
    halves[CONTROL.shownEntries / HALF_SIZE] = shown;
    for (let number = 0, gone = before & ~shown; gone >> number !== 0; number++) {
      if (((gone >> number) & 1) !== 0) this.#hide(number);
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
    const { halves } = this.linear;
    const entry = entryOf(numberOf(region));
    const before = halves.slice(entry, entry + REGION_ENTRY_SIZE / HALF_SIZE);
    this.#write(region);
    halves[CONTROL.shownEntries / HALF_SIZE] |= 1 << numberOf(region);
    for (let half = 0; half < before.length; half++) if (halves[entry + half] !== before[half]) return true;
    return false;
  }

  #write(region: MemoryRegion): void {
    const { halves } = this.linear;
    const { vmAddress, hostOffset, length } = region;
    const entry = entryOf(numberOf(region));
    halves[entry + REGION.vmAddress / HALF_SIZE] = vmAddress;
    halves[entry + REGION.vmAddress / HALF_SIZE + 1] = vmAddress / MM_REGION_SIZE;
    halves[entry + REGION.hostOffset / HALF_SIZE] = hostOffset;
    this.#writeLimits(entry + REGION.loadLimits / HALF_SIZE, length);
    const stored = region.writable ? Math.min(region.writtenLength, length) : 0;
    this.#writeLimits(entry + REGION.storeLimits / HALF_SIZE, stored);
  }

  /** How many places of `length` bytes an access of each size may begin at. */
  #writeLimits(index: number, length: number): void {
    const { halves } = this.linear;
    for (let column = 0; column < ACCESS_SIZES.length; column++) {
      halves[index + column] = Math.max(length - (ACCESS_SIZES[column] - 1), 0);
    }
  }

  /** Refuses all accesses by an entry. */
  #hide(number: number): void {
    const entry = entryOf(number);
    this.#writeLimits(entry + REGION.loadLimits / HALF_SIZE, 0);
    this.#writeLimits(entry + REGION.storeLimits / HALF_SIZE, 0);
  }
}

/** As much as the region is likely to need for a store at the address, and for those after it. */
function nextWrittenLength({ vmAddress: start, writtenLength, length }: MemoryRegion, vmAddress: number): number {
  if (start === MM_STACK_START) return writtenLength * 2;
  // Most that begin at the heap's bottom need little of it; others begin at its top.
  const isFirst = writtenLength < FIRST_HEAP_LENGTH && vmAddress - start < FIRST_HEAP_LENGTH / 2;
  return start === MM_HEAP_START && isFirst ? FIRST_HEAP_LENGTH : length;
}

/** The number of the entry in which accesses look for a region: that of its window, or of the stack with gaps. */
function numberOf({ vmAddress, vmGapSize }: MemoryRegion): number {
  return vmGapSize === 0 ? (vmAddress / MM_REGION_SIZE) & (WINDOW_COUNT - 1) : WINDOW_COUNT;
}

/** The index of an entry among the halves of the memory. */
function entryOf(number: number): number {
  return (number === WINDOW_COUNT ? CONTROL.gappedStack : REGION_TABLE + number * REGION_ENTRY_SIZE) / HALF_SIZE;
}
