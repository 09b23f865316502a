import { SbpfVersion } from "../../../../src/sbpf/version.js";
import { FEATURES, type Feature, type FeatureName } from "../../../../src/solana/features.js";
import { LOADER_V2_ID } from "../../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../../src/solana/pubkey.js";

export const HEAP = 0x3_0000_0000n;
export const STACK = 0x2_0000_0000n;
export const INPUT = 0x4_0000_0000n;

/** One call of a syscall from a program. */
export interface Probe {
  readonly syscall: string;
  /** r1…r5; the rest is 0. */
  readonly registers: readonly (bigint | number)[];
  /** What lies at the start of the heap when the syscall is called. */
  readonly heap?: Uint8Array;
  /** The memory that is looked at afterwards. */
  readonly look?: { readonly at: bigint; readonly length: number };
  /** The loader that owns the program; v2 if absent. */
  readonly loader?: Pubkey;
  /** Of the program; v3 if absent. */
  readonly version?: SbpfVersion;
  /** Gates that are active besides mainnet's. */
  readonly gates?: readonly FeatureName[];
  /** Gates of mainnet's that are not. */
  readonly without?: readonly FeatureName[];
  readonly computeUnitLimit?: number;
}

/** The gates that are active when a probe runs. */
export function activeGates({ gates = [], without = [] }: Probe): Feature[] {
  return FEATURES.filter(({ name, mainnetSlot }) => {
    return gates.includes(name) || (mainnetSlot !== null && !without.includes(name));
  });
}

/** Tells apart probes that need machines of their own. */
export function machineName(probe: Probe): string {
  const loader = Buffer.from(probeLoader(probe)).toString("hex");
  return [
    probe.syscall,
    probeVersion(probe),
    loader,
    ...(probe.gates ?? []),
    "without",
    ...(probe.without ?? []),
  ].join();
}

/** What became of it. */
export interface Outcome {
  readonly logs: readonly string[];
  readonly computeUnits: number;
  readonly error: unknown;
  readonly returnData: string;
}

export const DEFAULT_COMPUTE_UNIT_LIMIT = 1_400_000;
export const PROGRAM_ID = key(7);
export const PAYER = key(1);
export const probeVersion = (probe: Probe): SbpfVersion => probe.version ?? SbpfVersion.V3;
export const probeLoader = (probe: Probe): Pubkey => probe.loader ?? LOADER_V2_ID;

/** The instruction data of a probe; see probe-program.ts. */
export function probeData(probe: Probe): Uint8Array {
  const heap = probe.heap ?? new Uint8Array(0);
  const data = new Uint8Array(64 + heap.length);
  const view = new DataView(data.buffer);
  for (const [i, value] of probe.registers.entries()) view.setBigUint64(8 * i, BigInt.asUintN(64, BigInt(value)), true);
  view.setBigUint64(40, probe.look?.at ?? HEAP, true);
  view.setBigUint64(48, BigInt(probe.look?.length ?? 0), true);
  view.setBigUint64(56, BigInt(heap.length), true);
  data.set(heap, 64);
  return data;
}

/** Bytes one after the other; a bigint is a u64. */
export function bytes(...parts: readonly (bigint | number | Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === "bigint") return [...new Uint8Array(BigUint64Array.of(part).buffer)];
      return typeof part === "number" ? [part] : [...part];
    }),
  );
}

export function key(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}
