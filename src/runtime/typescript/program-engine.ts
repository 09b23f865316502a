import type { Program } from "../../program/program.js";
import { runProgram } from "../../program/run.js";
import { EbpfError } from "../../sbpf/errors.js";
import { Executable } from "../../sbpf/executable.js";
import type { LoaderEnvironment } from "../../sbpf/loader.js";
import { SbpfVersion } from "../../sbpf/version.js";
import { consumeComputeUnits, type ProgramResult, type VirtualMachine } from "../../sbpf/vm.js";
import { SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import type { ProgramCacheEntry, ProgramRunner } from "../program-cache.js";
import { logProgramLog } from "../stable-log.js";
import { ProgramHost } from "./program-host.js";

/** The instruction `exit`: all the code that a program in TypeScript has in its machine. */
const EXIT = Uint8Array.of(0x95, 0, 0, 0, 0, 0, 0, 0);

/** A program in TypeScript as the runtime calls it: an executable of no code, and what runs in the engine's place. */
export function typescriptProgram(program: Program, loader: LoaderEnvironment): ProgramCacheEntry {
  const executable = Executable.fromTextBytes(EXIT, loader, SbpfVersion.V3);
  return { kind: "Loaded", executable, runner: new TypescriptRunner(program) };
}

class TypescriptRunner implements ProgramRunner {
  constructor(private readonly program: Program) {}

  execute(vm: VirtualMachine<InvokeContext>): ProgramResult {
    const initialUnits = vm.meter.remaining;
    const ended = this.run(vm);
    const instructionCount = initialUnits - vm.meter.remaining;
    return ended instanceof EbpfError
      ? { ok: false, error: ended, instructionCount }
      : { ok: true, r0: ended, instructionCount };
  }

  /** What the program leaves in r0, or what it failed with. */
  private run(vm: VirtualMachine<InvokeContext>) {
    const { context, meter } = vm;
    const isPaid = meter.remaining >= this.program.computeUnits;
    consumeComputeUnits(meter, this.program.computeUnits);
    if (!isPaid) return new EbpfError("ExceededMaxInstructions");
    const host = new ProgramHost(vm);
    const { r0, panic } = runProgram(this.program, host);
    if (host.bug !== undefined) throw host.bug.cause;
    if (host.fault !== undefined) return host.fault;
    if (r0 !== undefined) return r0;
    // As a panic in Rust ends: with a line in the log and `abort`.
    logProgramLog(context.logCollector, panic);
    return new EbpfError("SyscallError", new SyscallFailure("SBF program panicked"));
  }
}
