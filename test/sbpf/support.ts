import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { type Run, type RunRecord, record } from "../../src/cli/conformance/vm/workbench.js";
import { assembleExecutable } from "../../src/sbpf/assembler.js";
import { type Config, DEFAULT_CONFIG } from "../../src/sbpf/config.js";
import { ENGINES } from "../../src/sbpf/engines.js";
import { EbpfError } from "../../src/sbpf/errors.js";
import { Loader, type Syscall } from "../../src/sbpf/loader.js";
import { MM_INPUT_START } from "../../src/sbpf/memory-layout.js";
import { SbpfVersion } from "../../src/sbpf/version.js";

export const ALL_VERSIONS = [SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V2, SbpfVersion.V3, SbpfVersion.V4] as const;

/** How a source is run; everything has a default. */
export interface RunOptions {
  readonly version?: SbpfVersion;
  readonly config?: Partial<Config>;
  readonly budget?: number;
  /** Bytes of the input region, which r1 points at. */
  readonly input?: Uint8Array;
  readonly inputWritable?: boolean;
  readonly heapLength?: number;
  readonly syscalls?: Readonly<Record<string, Syscall<null>>>;
}

export function loaderFor(options: RunOptions = {}): Loader<null> {
  const version = options.version ?? SbpfVersion.V0;
  const loader = new Loader<null>({ ...DEFAULT_CONFIG, enabledSbpfVersions: [version, version], ...options.config });
  for (const [name, syscall] of Object.entries(options.syscalls ?? {})) loader.registerFunction(name, syscall);
  return loader;
}

/** Runs on every engine; they must agree. */
export function recordOnAll(run: Omit<Run, "engine">): RunRecord {
  const [definition, ...others] = Object.values(ENGINES).map((engine) => record({ ...run, engine }));
  // Quicker than toEqual on a stack of 256 KiB.
  for (const other of others) if (!isDeepStrictEqual(other, definition)) expect(other).toEqual(definition);
  return definition;
}

/** Assembles, verifies and runs a source. */
export function run(source: string, options: RunOptions = {}): RunRecord {
  const loader = loaderFor(options);
  const executable = assembleExecutable(source, loader);
  executable.verify();
  const bytes = options.input ?? new Uint8Array();
  return recordOnAll({
    loader,
    executable,
    inputs: [{ vmAddress: MM_INPUT_START, writable: options.inputWritable ?? true, bytes }],
    budget: options.budget ?? 100_000,
    heapLength: options.heapLength ?? 0,
  });
}

/** r0 of a run that must succeed. */
export function r0(source: string, options: RunOptions = {}): bigint {
  const { result } = run(source, options);
  if (!result.ok) throw new Error(`the run failed: ${result.error.message}`);
  return BigInt(result.r0);
}

/** The error of a run that must fail. */
export function fault(source: string, options: RunOptions = {}): EbpfError {
  const { result } = run(source, options);
  if (result.ok) throw new Error(`the run succeeded with ${result.r0}`);
  return result.error;
}

/** The EbpfError that `action` throws; anything else fails the test. */
export function thrown(action: () => unknown): EbpfError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(EbpfError);
    return error as EbpfError;
  }
  throw new Error("nothing was thrown");
}
