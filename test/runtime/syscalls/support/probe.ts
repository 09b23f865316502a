import { SbpfVersion } from "../../../../src/sbpf/version.js";
import type { FeatureName } from "../../../../src/solana/features.js";
import { LOADER_V2_ID } from "../../../../src/solana/program-ids.js";
import type { Pubkey } from "../../../../src/solana/pubkey.js";
import { probeElf } from "./probe-program.js";
import { key, type Scene } from "./scene.js";

export const HEAP = 0x3_0000_0000n;
export const STACK = 0x2_0000_0000n;
export const INPUT = 0x4_0000_0000n;
export const PROBE_ID = key(7);

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
  /** For the whole transaction; 1,400,000 if absent. */
  readonly computeUnitLimit?: number;
}

/** The machine in which a probe runs. */
export function probeScene({ syscall, loader = LOADER_V2_ID, version = SbpfVersion.V3, gates, without }: Probe): Scene {
  const name = [syscall, version, Buffer.from(loader).toString("hex"), gates ?? [], "without", without ?? []].join();
  return { name, programs: [{ id: PROBE_ID, elf: probeElf(syscall, version), loader }], gates, without };
}

/** The instruction data of a probe; see probe-program.ts. */
export function probeData(probe: Probe): Uint8Array {
  const heap = probe.heap ?? new Uint8Array(0);
  const data = new Uint8Array(64 + heap.length);
  const view = new DataView(data.buffer);
  for (const [i, value] of probe.registers.entries()) view.setBigUint64(8 * i, toU64(value), true);
  view.setBigUint64(40, probe.look?.at ?? HEAP, true);
  view.setBigUint64(48, BigInt(probe.look?.length ?? 0), true);
  view.setBigUint64(56, BigInt(heap.length), true);
  data.set(heap, 64);
  return data;
}

export function describeProbe(probe: Probe): string {
  const registers = probe.registers.map((value) => `0x${toU64(value).toString(16)}`);
  return `${probe.syscall}(${registers.join(", ")}) heap ${Buffer.from(probe.heap ?? []).toString("hex")}`;
}

function toU64(value: bigint | number): bigint {
  return BigInt.asUintN(64, BigInt(value));
}
