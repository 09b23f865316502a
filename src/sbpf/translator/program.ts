import { stackFrameStep, stackGapSize } from "../config.js";
import type { Executable } from "../executable.js";
import { manualStackFrameBump } from "../version.js";
import { Liveness } from "./liveness.js";
import { END, TextFlow } from "./text-flow.js";

/** So many instructions are looked at in the time that writing a block takes. */
const INSTRUCTIONS_FOR_ONE = 150;

/** What the translation of every function of an executable needs to know of the executable. */
export class Program {
  readonly stackFrameSize: number;
  /** How far a call moves r10. */
  readonly stackFrameStep: number;
  readonly stackGapSize: number;
  /** Whether the program moves r10 itself. */
  readonly movesFramePointer: boolean;
  /** The hashes of all syscalls in the text. */
  readonly syscalls: ReadonlySet<number>;

  private constructor(
    readonly executable: Executable,
    readonly flow: TextFlow,
    readonly liveness: Liveness,
  ) {
    const { config, sbpfVersion } = executable;
    this.stackFrameSize = config.stackFrameSize;
    this.stackFrameStep = stackFrameStep(config, sbpfVersion);
    this.stackGapSize = stackGapSize(config, sbpfVersion);
    this.movesFramePointer = manualStackFrameBump(sbpfVersion);
    this.syscalls = this.#findSyscalls();
  }

  /** Looks at all of the text, step by step. Each yields what it costs; writing a block costs 1. */
  static *analyse(executable: Executable): Generator<number, Program> {
    const cost = Math.ceil(executable.decoded.length / INSTRUCTIONS_FOR_ONE);
    yield cost;
    const flow = new TextFlow(executable);
    yield cost;
    const liveness = new Liveness(executable, flow);
    yield cost;
    for (const _ of liveness.settle()) yield cost;
    return new Program(executable, flow, liveness);
  }

  /** The hash in the syscall at `pc`. */
  syscallAt(pc: number): number {
    return this.executable.decoded.imm[pc] >>> 0;
  }

  #findSyscalls(): Set<number> {
    const { ends, kinds } = this.flow;
    const keys = new Set<number>();
    for (let block = 0; block < kinds.length; block++) {
      if (kinds[block] === END.syscall) keys.add(this.syscallAt(ends[block] - 1));
    }
    return keys;
  }
}
