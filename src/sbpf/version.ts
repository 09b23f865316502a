/**
 * Version of the sBPF instruction set and file format that an executable asks for in its `e_flags`
 * (solana-sbpf `SBPFVersion`). `Reserved` stands for every number not yet assigned.
 */
export const SbpfVersion = { V0: 0, V1: 1, V2: 2, V3: 3, V4: 4, Reserved: 5 } as const;
export type SbpfVersion = (typeof SbpfVersion)[keyof typeof SbpfVersion];

/** The version that `e_flags` names. */
export function sbpfVersionFromFlags(flags: number): SbpfVersion {
  return flags <= SbpfVersion.V4 ? (flags as SbpfVersion) : SbpfVersion.Reserved;
}

const isV2 = (version: SbpfVersion): boolean => version === SbpfVersion.V2;
const isV3OrLater = (version: SbpfVersion): boolean => version >= SbpfVersion.V3;

/** SIMD-0166: the program moves r10 itself (`add64 r10, imm`). */
export const manualStackFrameBump = (version: SbpfVersion): boolean =>
  version === SbpfVersion.V1 || version === SbpfVersion.V2;
/** Unmapped gaps lie between stack frames (if the config also says so). */
export const stackFrameGaps = (version: SbpfVersion): boolean => version === SbpfVersion.V0;

/** SIMD-0174: product, quotient and remainder class replaces mul, div and mod. */
export const enablePqr = isV2;
/** SIMD-0174: 32-bit add, sub and mul zero-extend, `mov32 reg` sign-extends. */
export const explicitSignExtensionOfResults = isV2;
/** SIMD-0174: `sub dst, imm` computes `imm - dst`. */
export const swapSubRegImmOperands = isV2;
/** SIMD-0174: no `neg`. */
export const disableNeg = isV2;

/** SIMD-0173: the register of `callx` is in `src`. */
export const callxUsesSrcReg = isV2;
/** SIMD-0173: no `lddw`; `hor64` takes its place. */
export const disableLddw = isV2;
/** SIMD-0173: no `le`. */
export const disableLe = isV2;
/** SIMD-0173: loads and stores have other opcodes. */
export const moveMemoryInstructionClasses = isV2;

/** SIMD-0178: syscalls and internal calls are told apart by `src`. */
export const staticSyscalls = isV3OrLater;
/** SIMD-0189: program headers only, no relocations. */
export const enableStricterElfHeaders = isV3OrLater;
/** SIMD-0189: read-only data at address 0, apart from the byte code. */
export const enableLowerRodataVaddr = isV3OrLater;
/** SIMD-0377: jumps that compare 32 bits. */
export const enableJmp32 = isV3OrLater;
/** SIMD-0377: the register of `callx` is in `dst`. */
export const callxUsesDstReg = isV3OrLater;
