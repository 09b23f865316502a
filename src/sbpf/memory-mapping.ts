import { type U64, U64_MAX, u64FromBigInt, u64FromHalves } from "../base/u64.js";
import { AccessType } from "./access-type.js";
import type { Config } from "./config.js";
import { EbpfError } from "./errors.js";
import type { LinearMemory } from "./linear-memory.js";
import { MM_BYTECODE_START, MM_HEAP_START, MM_INPUT_START, MM_REGION_SIZE, MM_STACK_START } from "./memory-layout.js";
import { MemoryRegion } from "./memory-region.js";
import { manualStackFrameBump, SbpfVersion } from "./version.js";

/**
 * Called before an access violation is raised. It may change the region it is given (a copy): if the access then
 * fits, the copy takes the place of the region. `maxLength` is the room up to the next region.
 */
export type AccessViolationHandler = (
  region: MemoryRegion,
  maxLength: U64,
  access: AccessType,
  vmAddress: U64,
  length: U64,
) => void;

const REGION_NAMES: Readonly<Record<number, string>> = {
  [MM_BYTECODE_START]: "program",
  [MM_STACK_START]: "stack",
  [MM_HEAP_START]: "heap",
  [MM_INPUT_START]: "input",
};

/** Translates virtual addresses to offsets in the linear memory (solana-sbpf `MemoryMapping`). */
export class MemoryMapping {
  readonly #regions: MemoryRegion[];
  readonly #aligned: boolean;
  readonly #config: Config;
  readonly #sbpfVersion: SbpfVersion;
  readonly #handler: AccessViolationHandler | null;
  /** The run whose region table has these regions as they are, if one does. */
  shownBy: number | undefined = undefined;

  /** @throws EbpfError InvalidMemoryRegion if regions overlap or, in an aligned mapping, share a window. */
  constructor(
    readonly linear: LinearMemory,
    regions: readonly MemoryRegion[],
    config: Config,
    sbpfVersion: SbpfVersion,
    handler: AccessViolationHandler | null = null,
  ) {
    this.#config = config;
    this.#sbpfVersion = sbpfVersion;
    this.#handler = handler;
    this.#aligned = sbpfVersion >= SbpfVersion.V4 || config.alignedMemoryMapping;
    const sorted = isAscending(regions) ? regions : [...regions].sort((a, b) => a.vmAddress - b.vmAddress);
    this.#regions = this.#aligned ? fillWindows(sorted) : checkOverlap(sorted);
  }

  /** The regions by ascending address; in an aligned mapping the index is the upper half of the address. */
  get regions(): readonly MemoryRegion[] {
    return this.#regions;
  }

  /**
   * The host offset of `length` bytes at `vmAddress` (`MemoryMapping::map`).
   *
   * @throws EbpfError AccessViolation or StackAccessViolation.
   */
  translate(access: AccessType, vmAddress: U64, length: U64): number {
    const index = this.findRegion(vmAddress);
    const hostOffset = index < 0 ? -1 : accessRegion(this.#regions[index], access, vmAddress, length);
    if (hostOffset < 0) throw this.accessViolation(access, vmAddress, length);
    return hostOffset;
  }

  /** The same for the address that stands at `pointerOffset` of the linear memory; sooner than to read it first. */
  translatePointer(access: AccessType, pointerOffset: number, length: number): number {
    const { view } = this.linear;
    const low = view.getUint32(pointerOffset, true);
    const high = view.getUint32(pointerOffset + 4, true);
    if (this.#aligned && high < this.#regions.length) {
      const region = this.#regions[high];
      const hostOffset =
        access === AccessType.Load || region.writable ? region.toHost(high * MM_REGION_SIZE + low, length) : -1;
      if (hostOffset >= 0) {
        if (access === AccessType.Store) region.noteWrite(hostOffset, length);
        return hostOffset;
      }
    }
    return this.translate(access, u64FromHalves(low, high), length);
  }

  /**
   * Like `translate`, but lets the access violation handler mend the region first
   * (`MemoryMapping::map_with_access_violation_handler`). Loads and stores of the program come this way.
   */
  translateWithHandler(access: AccessType, vmAddress: U64, length: U64): number {
    const index = this.findRegion(vmAddress);
    if (index >= 0) {
      const hostOffset = accessRegion(this.#regions[index], access, vmAddress, length);
      if (hostOffset >= 0) return hostOffset;
      if (this.#handler !== null) return this.#mend(this.#handler, index, access, vmAddress, length);
    }
    throw this.accessViolation(access, vmAddress, length);
  }

  /** The index of the region which may contain the address, or -1. */
  findRegion(vmAddress: U64): number {
    if (this.#aligned) {
      if (typeof vmAddress !== "number") return -1;
      // The upper half has at most 21 bits.
      const index = (vmAddress / MM_REGION_SIZE) | 0;
      return index < this.#regions.length ? index : -1;
    }
    let low = 0;
    let high = this.#regions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#regions[middle].vmAddress <= vmAddress) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * Puts `region` in the place of the one at `index`.
   *
   * @throws EbpfError InvalidMemoryRegion if it starts elsewhere or reaches into the next one.
   */
  replaceRegion(index: number, region: MemoryRegion): void {
    const present = this.#regions[index];
    const nextStart = this.#regions[index + 1]?.vmAddress ?? Number.POSITIVE_INFINITY;
    const leavesWindow =
      this.#aligned && Math.floor((region.vmAddress + Math.max(region.length - 1, 0)) / MM_REGION_SIZE) !== index;
    if (present?.vmAddress !== region.vmAddress || region.vmEnd > nextStart || leavesWindow) {
      throw new EbpfError("InvalidMemoryRegion", index);
    }
    this.#regions[index] = region;
    this.shownBy = undefined;
  }

  /** The error of an access that no region allows (`MemoryMapping::generate_access_violation`). */
  accessViolation(access: AccessType, vmAddress: U64, length: U64): EbpfError {
    if (!manualStackFrameBump(this.#sbpfVersion) && typeof vmAddress === "number") {
      // Truncated towards zero as in Rust: up to a frame below the stack counts as frame 0, the next one as -1.
      const frame = Math.trunc((vmAddress - MM_STACK_START) / this.#config.stackFrameSize) + 0;
      if (frame >= -1 && frame <= this.#config.maxCallDepth) {
        return new EbpfError("StackAccessViolation", access, vmAddress, length, frame);
      }
    }
    return new EbpfError("AccessViolation", access, vmAddress, length, this.#regionName(vmAddress));
  }

  #regionName(vmAddress: U64): string {
    const region = this.#regions[this.findRegion(vmAddress)];
    if (region === undefined || vmAddress < region.vmAddress || vmAddress >= region.vmEnd) return "unallocated";
    const window = typeof vmAddress === "number" ? vmAddress - (vmAddress % MM_REGION_SIZE) : -1;
    return REGION_NAMES[window] ?? "allocated";
  }

  #mend(handler: AccessViolationHandler, index: number, access: AccessType, vmAddress: U64, length: U64): number {
    const region = this.#regions[index].clone();
    const next = this.#regions[index + 1];
    const maxLength =
      next === undefined ? u64FromBigInt(U64_MAX - BigInt(region.vmAddress)) : next.vmAddress - region.vmAddress;
    handler(region, maxLength, access, vmAddress, length);
    const hostOffset = accessRegion(region, access, vmAddress, length);
    if (hostOffset < 0) throw this.accessViolation(access, vmAddress, length);
    this.replaceRegion(index, region);
    return hostOffset;
  }
}

function accessRegion(region: MemoryRegion, access: AccessType, vmAddress: U64, length: U64): number {
  // No region reaches beyond 2^53, so what is a bigint lies outside.
  if (typeof vmAddress !== "number" || typeof length !== "number") return -1;
  if (access === AccessType.Load) return region.toHost(vmAddress, length);
  const hostOffset = region.writable ? region.toHost(vmAddress, length) : -1;
  if (hostOffset >= 0) region.noteWrite(hostOffset, length);
  return hostOffset;
}

function isAscending(regions: readonly MemoryRegion[]): boolean {
  for (let index = 1; index < regions.length; index++) {
    if (regions[index - 1].vmAddress > regions[index].vmAddress) return false;
  }
  return true;
}

/** A region for the lowest window, where most programs have none. */
const EMPTY_FIRST_WINDOW = MemoryRegion.empty(0);

/** One region per window, empty ones where none was given (`AlignedMemoryMapping::initialize`). */
function fillWindows(sorted: readonly MemoryRegion[]): MemoryRegion[] {
  const windows = sorted.length === 0 ? 0 : windowOf(sorted[sorted.length - 1]) + 1;
  const filled = new Array<MemoryRegion>(windows);
  for (const region of sorted) {
    const window = windowOf(region);
    if (filled[window] !== undefined) throw new EbpfError("InvalidMemoryRegion", window);
    filled[window] = region;
  }
  if (windows > 0) filled[0] ??= EMPTY_FIRST_WINDOW;
  for (let window = 1; window < windows; window++) filled[window] ??= MemoryRegion.empty(window * MM_REGION_SIZE);
  return filled;
}

function windowOf(region: MemoryRegion): number {
  return Math.floor(region.vmAddress / MM_REGION_SIZE);
}

/** A copy, unless regions overlap (`UnalignedMemoryMapping::initialize`). */
function checkOverlap(sorted: readonly MemoryRegion[]): MemoryRegion[] {
  for (let index = 1; index < sorted.length; index++) {
    if (sorted[index - 1].vmEnd > sorted[index].vmAddress) throw new EbpfError("InvalidMemoryRegion", index);
  }
  return sorted.slice();
}
