import { createHash } from "node:crypto";
import { DEFAULT_CONFIG } from "../../../sbpf/config.js";
import type { Engine } from "../../../sbpf/engine.js";
import { Executable } from "../../../sbpf/executable.js";
import { FunctionRegistry } from "../../../sbpf/function-registry.js";
import { Loader } from "../../../sbpf/loader.js";
import { MM_INPUT_START } from "../../../sbpf/memory-layout.js";
import { hashPc, hashSymbolName } from "../../../sbpf/murmur3.js";
import { SbpfVersion, staticSyscalls } from "../../../sbpf/version.js";
import { Comparison, type Suite, type Verdict } from "../suite.js";
import type { VectorVersion } from "./config.js";
import { debugText } from "./debug-text.js";
import { verifierErrorOf } from "./verify.js";
import { type Input, type RunRecord, record } from "./workbench.js";

/** Memory after a run: all zeros, the bytes, or their digest. */
type MemoryImage =
  | { readonly zeros: number }
  | { readonly hex: string }
  | { readonly len: number; readonly sha256: string };

interface InterpLine {
  readonly sbpfVersion: VectorVersion;
  readonly cu: number;
  readonly entryPc: number;
  readonly heapMax: number;
  readonly stackFrameGaps: boolean;
  readonly regs: readonly string[];
  readonly text: string;
  /** Bit set of the pcs that calls may name. */
  readonly callWhitelist: string;
  readonly stackPrefix: string;
  readonly heapPrefix: string;
  readonly input: readonly { readonly writable: boolean; readonly data: string }[];
  readonly expected: {
    readonly verifyErr?: string;
    readonly ok?: string;
    readonly err?: string;
    readonly instructionCount: number;
    readonly lastRegs: readonly string[];
    readonly cuLeft: number;
    readonly heap: MemoryImage;
    readonly stack: MemoryImage;
    readonly input: readonly MemoryImage[];
  };
}

/** vm-interp: fuzzed runs with registers, stack, heap and input set beforehand. */
export const vmInterpSuite: Suite = {
  matches: (fileName) => fileName.startsWith("vm-interp"),
  runsPrograms: true,
  run(line, { engine }): Verdict {
    const vector = line as InterpLine;
    const text = Buffer.from(vector.text, "hex");
    const comparison = new Comparison();
    const verifierError = verifierErrorOf(text, SbpfVersion[vector.sbpfVersion])?.debug;
    comparison.expect("verifyErr", vector.expected.verifyErr?.replaceAll(", ", ","), verifierError);
    if (verifierError === undefined) compareRun(comparison, vector, runLine(vector, text, engine));
    return comparison.verdict;
  },
};

function runLine(vector: InterpLine, text: Uint8Array, engine: Engine): RunRecord {
  const loader = new Loader<null>({ ...DEFAULT_CONFIG, enableStackFrameGaps: vector.stackFrameGaps });
  const version = SbpfVersion[vector.sbpfVersion];
  const executable = Executable.fromTextBytes(text, loader, version, functionsOf(vector, version));
  executable.verify();
  const registers = new Map(vector.regs.map((value, register) => [register, BigInt(value)] as const));
  registers.set(1, BigInt(MM_INPUT_START));
  return record({
    engine,
    loader,
    executable,
    inputs: inputsOf(vector),
    budget: vector.cu,
    registers,
    heapLength: vector.heapMax,
    stackPrefix: Buffer.from(vector.stackPrefix, "hex"),
    heapPrefix: Buffer.from(vector.heapPrefix, "hex"),
  });
}

function functionsOf({ entryPc, callWhitelist }: InterpLine, version: SbpfVersion): FunctionRegistry<number> {
  const keyOf = (pc: number): number => (staticSyscalls(version) ? pc : hashPc(pc));
  const functions = new FunctionRegistry<number>();
  const bits = Buffer.from(callWhitelist, "hex");
  for (let pc = 0; pc < bits.length * 8; pc++) {
    if ((bits[pc >> 3] >> (pc & 7)) & 1) functions.registerFunction(keyOf(pc), `fn_${pc}`, pc);
  }
  functions.registerFunction(staticSyscalls(version) ? entryPc : hashSymbolName("entrypoint"), "entrypoint", entryPc);
  return functions;
}

/** The regions lie one after the other. */
function inputsOf({ input }: InterpLine): Input[] {
  let vmAddress = MM_INPUT_START;
  return input.map(({ writable, data }) => {
    const placed = { vmAddress, writable, bytes: Buffer.from(data, "hex") };
    vmAddress += placed.bytes.length;
    return placed;
  });
}

function compareRun(comparison: Comparison, { expected }: InterpLine, run: RunRecord): void {
  const { result } = run;
  comparison.expect("ok", expected.ok, result.ok ? String(result.r0) : undefined);
  comparison.expect("err", expected.err, result.ok ? undefined : debugText(result.error));
  comparison.expect("instructionCount", expected.instructionCount, result.instructionCount);
  comparison.expect("lastRegs", expected.lastRegs, run.lastRegisters);
  comparison.expect("cuLeft", expected.cuLeft, run.unitsLeft);
  comparison.expect("heap", expected.heap, imageLike(expected.heap, run.heap));
  comparison.expect("stack", expected.stack, imageLike(expected.stack, run.stack));
  const inputs = run.inputs.map((bytes, i) => imageLike(expected.input[i], bytes));
  comparison.expect("input", expected.input, inputs);
}

/** The image of `bytes` in the form that `expected` has. */
function imageLike(expected: MemoryImage | undefined, bytes: Uint8Array): MemoryImage {
  const areZeros = bytes.every((byte) => byte === 0);
  if (expected !== undefined && "zeros" in expected && areZeros) return { zeros: bytes.length };
  if (expected !== undefined && "sha256" in expected) {
    return { len: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  }
  return { hex: Buffer.from(bytes).toString("hex") };
}
