import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Config } from "../../../sbpf/config.js";
import type { Engine } from "../../../sbpf/engine.js";
import { Executable } from "../../../sbpf/executable.js";
import { FunctionRegistry } from "../../../sbpf/function-registry.js";
import { Loader } from "../../../sbpf/loader.js";
import { SbpfVersion } from "../../../sbpf/version.js";
import { Comparison, type Suite, type SuiteOptions, skipped, type Verdict } from "../suite.js";
import { configOf, type VectorConfig, type VectorVersion } from "./config.js";
import { debugText } from "./debug-text.js";
import { TOY_SYSCALLS } from "./toy-syscalls.js";
import { type RunRecord, record } from "./workbench.js";

/** Hex, or zeros (null) except for some bytes. */
type InputData = string | null | { readonly zero_except: readonly (readonly [offset: number, byte: number])[] };

interface ExecuteLine {
  readonly sbpfVersion: VectorVersion;
  readonly config: VectorConfig;
  readonly elf: { readonly file: string; readonly sha256: string } | null;
  readonly text: string;
  readonly textVaddr: number;
  readonly entryPc: number;
  readonly rodata?: { readonly offset: number; readonly hex: string };
  readonly functions: readonly (readonly [key: number, name: string, pc: number])[];
  readonly syscalls: readonly (readonly [hash: number, name: string])[];
  readonly input: readonly {
    readonly vmAddr: string;
    readonly len: number;
    readonly writable: boolean;
    readonly data: InputData;
  }[];
  readonly budget: number;
  readonly expected: {
    readonly ok?: string;
    readonly err?: string;
    readonly display?: string;
    readonly instructionCount: number;
    readonly steps: number;
    readonly lastRegs: readonly string[];
    readonly traceSha256: string;
    readonly inputAfter: "unchanged" | readonly string[];
  };
}

/** vm-execute and vm-execute-all-versions: one run of the machine with its whole trace. */
export const vmExecuteSuite: Suite = {
  matches: (fileName) => fileName.startsWith("vm-execute"),
  runsPrograms: true,
  run(line, options): Verdict {
    const vector = line as ExecuteLine;
    const loader = loaderOf(configOf(vector.config), vector);
    const { engine } = options;
    const comparison = new Comparison();
    if (vector.elf === null) {
      return runAndCompare(vector, engine, loader, executableOfText(vector, loader), comparison);
    }
    const path = elfPath(vector.elf, options);
    if (path === null) return skipped("needs an ELF file: give its folder with --elfs");
    return runElf(vector, engine, loader, readFileSync(path), comparison);
  },
};

function loaderOf(config: Config, vector: ExecuteLine): Loader<null> {
  const loader = new Loader<null>(config);
  for (const [hash, name] of vector.syscalls) {
    if (TOY_SYSCALLS[name] === undefined) throw new Error(`no meaning for the syscall ${name}`);
    loader.registerFunction(name, TOY_SYSCALLS[name]);
    if (loader.syscalls.lookupByKey(hash) === undefined) throw new Error(`hash of ${name} is not ${hash}`);
  }
  return loader;
}

function executableOfText(vector: ExecuteLine, loader: Loader<null>): Executable {
  const functions = new FunctionRegistry<number>();
  for (const [key, name, pc] of vector.functions) functions.registerFunction(key, name, pc);
  const text = Buffer.from(vector.text, "hex");
  return Executable.fromTextBytes(text, loader, SbpfVersion[vector.sbpfVersion], functions);
}

function elfPath(elf: { readonly file: string }, { elfFolder }: SuiteOptions): string | null {
  if (elfFolder === null) return null;
  const path = join(elfFolder, basename(elf.file));
  return existsSync(path) ? path : null;
}

function runElf(
  vector: ExecuteLine,
  engine: Engine,
  loader: Loader<null>,
  bytes: Uint8Array,
  comparison: Comparison,
): Verdict {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== vector.elf?.sha256) return skipped("an ELF file in the folder is another one than the line means");
  const executable = Executable.fromElf(bytes, loader);
  const functions = executable.functions.entries().map(([key, { name, value }]) => [key, name, value]);
  comparison.expect("sbpfVersion", SbpfVersion[vector.sbpfVersion], executable.sbpfVersion);
  comparison.expect("text", vector.text, Buffer.from(executable.text).toString("hex"));
  comparison.expect("textVaddr", vector.textVaddr, executable.textVmAddress);
  comparison.expect("rodata", vector.rodata?.hex, Buffer.from(executable.rodata).toString("hex"));
  comparison.expect("rodata offset", vector.rodata?.offset, executable.rodataVmAddress);
  comparison.expect("functions", vector.functions, functions);
  return runAndCompare(vector, engine, loader, executable, comparison);
}

function runAndCompare(
  vector: ExecuteLine,
  engine: Engine,
  loader: Loader<null>,
  executable: Executable,
  comparison: Comparison,
): Verdict {
  comparison.expect("entryPc", vector.entryPc, executable.entryPc);
  executable.verify();
  const inputs = vector.input.map(({ vmAddr, len, writable, data }) => ({
    vmAddress: Number(vmAddr),
    writable,
    bytes: inputBytes(data, len),
  }));
  const run = record({ engine, loader, executable, inputs, budget: vector.budget });
  compareRun(comparison, vector, run);
  return comparison.verdict;
}

function compareRun(comparison: Comparison, { expected, input }: ExecuteLine, run: RunRecord): void {
  const { result } = run;
  comparison.expect("ok", expected.ok, result.ok ? String(result.r0) : undefined);
  comparison.expect("err", expected.err?.replaceAll(", ", ","), result.ok ? undefined : debugText(result.error));
  comparison.expect("display", expected.display, result.ok ? undefined : result.error.message);
  comparison.expect("instructionCount", expected.instructionCount, result.instructionCount);
  comparison.expect("steps", expected.steps, run.steps);
  comparison.expect("lastRegs", expected.lastRegs, run.lastRegisters);
  comparison.expect("traceSha256", expected.traceSha256, run.traceSha256);
  const before = input.map(({ len, data }) => Buffer.from(inputBytes(data, len)).toString("hex"));
  const after = run.inputs.map((bytes) => Buffer.from(bytes).toString("hex"));
  comparison.expect("inputAfter", expected.inputAfter === "unchanged" ? before : expected.inputAfter, after);
}

function inputBytes(data: InputData, length: number): Uint8Array {
  if (typeof data === "string") return Buffer.from(data, "hex");
  const bytes = new Uint8Array(length);
  for (const [offset, byte] of data?.zero_except ?? []) bytes[offset] = byte;
  return bytes;
}
