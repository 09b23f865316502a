import type { U64 } from "../../base/u64.js";
import { MM_HEAP_START, MM_REGION_SIZE, MM_STACK_START } from "../memory-layout.js";
import type { MemoryMapping } from "../memory-mapping.js";
import type { MemoryRegion } from "../memory-region.js";
import { ACCESS_SIZES, CONTROL, REGION, REGION_ENTRY_SIZE, REGION_TABLE, WINDOW_COUNT } from "./layout.js";

const HALF_SIZE = 4;

/**
 * The regions of one run where the generated interpreter looks for them. It finds one region per window, and stores
 * only where `MemoryRegion.writtenLength` says that somebody has written: the first store beyond stops it and makes
 * the length grow. So what nobody writes need not be cleared afterwards.
 */
export class RegionTable {
  /** Which region accesses in a window find. */
  readonly #found = new Array<MemoryRegion | undefined>(WINDOW_COUNT);

  constructor(private readonly mapping: MemoryMapping) {
    for (const region of mapping.regions) {
      // Stack and heap are used little by little, all else is as good as written.
      const isScratch = region.vmAddress === MM_STACK_START || region.vmAddress === MM_HEAP_START;
      if (!isScratch) region.writtenLength = region.length;
    }
  }

  /** Writes the table, which other runs use too. */
  write(): void {
    const { halves } = this.mapping.linear;
    halves.fill(0, CONTROL.gappedStack / HALF_SIZE, (REGION_TABLE + WINDOW_COUNT * REGION_ENTRY_SIZE) / HALF_SIZE);
    this.#found.fill(undefined);
    for (const region of this.mapping.regions) {
      const window = windowOf(region.vmAddress);
      if (this.#found[window] === undefined) this.#show(window, region);
    }
  }

  /** Lets a region be written up to `length` bytes at least. */
  growWritten(region: MemoryRegion, length: number): void {
    region.writtenLength = Math.min(Math.max(region.writtenLength, length), region.length);
    const window = this.#found.indexOf(region);
    if (window >= 0) this.#show(window, region);
  }

  /** After an access was refused: whether it may do better now, because its region is found or may be written further. */
  mend(vmAddress: U64): boolean {
    const index = this.mapping.findRegion(vmAddress);
    if (index < 0 || typeof vmAddress !== "number") return false;
    const region = this.mapping.regions[index];
    const window = windowOf(vmAddress);
    if (this.#found[window] !== region) {
      this.#show(window, region);
      return true;
    }
    if (!region.writable || region.writtenLength === region.length) return false;
    this.growWritten(region, region.vmAddress === MM_STACK_START ? region.writtenLength * 2 : region.length);
    return true;
  }

  #show(window: number, region: MemoryRegion): void {
    this.#found[window] = region;
    const { halves } = this.mapping.linear;
    const at = (region.vmGapSize === 0 ? REGION_TABLE + window * REGION_ENTRY_SIZE : CONTROL.gappedStack) / HALF_SIZE;
    const put = (offset: number, value: number): void => {
      halves[at + offset / HALF_SIZE] = value;
    };
    put(REGION.vmAddress, region.vmAddress);
    put(REGION.vmAddress + HALF_SIZE, region.vmAddress / MM_REGION_SIZE);
    put(REGION.hostOffset, region.hostOffset);
    const stored = region.writable ? region.writtenLength : 0;
    for (const [column, size] of ACCESS_SIZES.entries()) {
      put(REGION.loadLimits + HALF_SIZE * column, Math.max(region.length - size + 1, 0));
      put(REGION.storeLimits + HALF_SIZE * column, Math.max(stored - size + 1, 0));
    }
  }
}

/** The place of an address's window in the table. */
function windowOf(vmAddress: number): number {
  return Math.floor(vmAddress / MM_REGION_SIZE) % WINDOW_COUNT;
}
