import type { U64 } from "../../base/u64.js";
import type { LinearMemory } from "../linear-memory.js";
import { MM_REGION_SIZE, MM_STACK_START } from "../memory-layout.js";
import type { MemoryMapping } from "../memory-mapping.js";
import type { MemoryRegion } from "../memory-region.js";
import { ACCESS_SIZES, CONTROL, REGION, REGION_ENTRY_SIZE, REGION_TABLE, WINDOW_COUNT } from "./layout.js";

const HALF_SIZE = 4;

/**
 * The regions of the run that uses the generated interpreter, where it looks for them. It finds one region per window,
 * and stores only where `MemoryRegion.writtenLength` says that somebody has written: the first store beyond stops it and
 * makes the length grow. So what nobody writes need not be cleared afterwards.
 */
export class RegionTable {
  /** Which region accesses in a window find. */
  readonly #found = new Array<MemoryRegion | null>(WINDOW_COUNT).fill(null);

  constructor(private readonly linear: LinearMemory) {}

  /** Writes the table anew. */
  write(regions: readonly MemoryRegion[]): void {
    const { halves } = this.linear;
    halves.fill(0, CONTROL.gappedStack / HALF_SIZE, (REGION_TABLE + WINDOW_COUNT * REGION_ENTRY_SIZE) / HALF_SIZE);
    for (let window = 0; window < WINDOW_COUNT; window++) this.#found[window] = null;
    for (let i = 0; i < regions.length; i++) {
      const window = windowOf(regions[i].vmAddress);
      if (this.#found[window] === null && regions[i].length > 0) this.#show(window, regions[i]);
    }
  }

  /** Lets a region of the table be written up to `length` bytes at least. */
  growWritten(region: MemoryRegion, length: number): void {
    region.writtenLength = Math.min(Math.max(region.writtenLength, length), region.length);
    this.#show(windowOf(region.vmAddress), region);
  }

  /** After an access was refused: whether it may do better now, because its region is found or may be written further. */
  mend(mapping: MemoryMapping, vmAddress: U64): boolean {
    const index = mapping.findRegion(vmAddress);
    if (index < 0 || typeof vmAddress !== "number") return false;
    const region = mapping.regions[index];
    const window = windowOf(vmAddress);
    if (this.#found[window] !== region) {
      this.#show(window, region);
      return true;
    }
    if (!region.writable || region.writtenLength >= region.length) return false;
    this.growWritten(region, region.vmAddress === MM_STACK_START ? region.writtenLength * 2 : region.length);
    return true;
  }

  #show(window: number, region: MemoryRegion): void {
    this.#found[window] = region;
    const { halves } = this.linear;
    const at = (region.vmGapSize === 0 ? REGION_TABLE + window * REGION_ENTRY_SIZE : CONTROL.gappedStack) / HALF_SIZE;
    halves[at + REGION.vmAddress / HALF_SIZE] = region.vmAddress;
    halves[at + REGION.vmAddress / HALF_SIZE + 1] = region.vmAddress / MM_REGION_SIZE;
    halves[at + REGION.hostOffset / HALF_SIZE] = region.hostOffset;
    const loaded = region.length;
    const stored = region.writable ? Math.min(region.writtenLength, loaded) : 0;
    for (let column = 0; column < ACCESS_SIZES.length; column++) {
      const lastByte = ACCESS_SIZES[column] - 1;
      halves[at + REGION.loadLimits / HALF_SIZE + column] = loaded > lastByte ? loaded - lastByte : 0;
      halves[at + REGION.storeLimits / HALF_SIZE + column] = stored > lastByte ? stored - lastByte : 0;
    }
  }
}

/** The place of an address's window in the table. */
function windowOf(vmAddress: number): number {
  return (vmAddress / MM_REGION_SIZE) & (WINDOW_COUNT - 1);
}
