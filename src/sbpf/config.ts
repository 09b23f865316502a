import { manualStackFrameBump, SbpfVersion, stackFrameGaps } from "./version.js";

/** Settings of a loader and of every executable it loads (solana-sbpf `Config`, what an interpreter needs of it). */
export interface Config {
  /** Frames of the call stack, the first function included. */
  readonly maxCallDepth: number;
  /** Bytes of one stack frame. */
  readonly stackFrameSize: number;
  /** Gaps between stack frames, for the versions that have them. */
  readonly enableStackFrameGaps: boolean;
  /** Keep names of functions (for disassembly) where consensus does not need them. */
  readonly enableSymbolAndSectionLabels: boolean;
  /** Refuse at load what older loaders let pass: unknown syscalls, sections away from their file offset. */
  readonly rejectBrokenElfs: boolean;
  /** Map only the bytes from the first to the last read-only section. */
  readonly optimizeRodata: boolean;
  /** One region per 4 GiB window, found by the upper half of the address. */
  readonly alignedMemoryMapping: boolean;
  /** First and last accepted version. */
  readonly enabledSbpfVersions: readonly [SbpfVersion, SbpfVersion];
}

/** solana-sbpf `Config::default`. A runtime sets every field itself. */
export const DEFAULT_CONFIG: Config = {
  maxCallDepth: 64,
  stackFrameSize: 4096,
  enableStackFrameGaps: true,
  enableSymbolAndSectionLabels: false,
  rejectBrokenElfs: false,
  optimizeRodata: true,
  alignedMemoryMapping: false,
  enabledSbpfVersions: [SbpfVersion.V0, SbpfVersion.V4],
};

/** Bytes of the stack of one virtual machine. */
export function stackSize(config: Config): number {
  return config.stackFrameSize * config.maxCallDepth;
}

/** Bytes of the unmapped gap after each stack frame of a program; 0 for none. */
export function stackGapSize(config: Config, version: SbpfVersion): number {
  return stackFrameGaps(version) && config.enableStackFrameGaps ? config.stackFrameSize : 0;
}

/** How far a call moves r10; 0 where programs move it themselves. */
export function stackFrameStep(config: Config, version: SbpfVersion): number {
  return manualStackFrameBump(version) ? 0 : config.stackFrameSize + stackGapSize(config, version);
}
