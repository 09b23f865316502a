import { stackFrameStep, stackGapSize } from "../config.js";
import type { Executable } from "../executable.js";
import { manualStackFrameBump } from "../version.js";
import { Liveness } from "./liveness.js";
import { END, TextFlow } from "./text-flow.js";

/** What the translation of every function of an executable needs to know of the executable. */
export class Program {
  readonly flow: TextFlow;
  readonly liveness: Liveness;
  readonly stackFrameSize: number;
  /** How far a call moves r10. */
  readonly stackFrameStep: number;
  readonly stackGapSize: number;
  /** Whether the program moves r10 itself. */
  readonly movesFramePointer: boolean;
  /** The hashes of all syscalls in the text. */
  readonly syscalls: ReadonlySet<number>;

  constructor(readonly executable: Executable) {
    const { config, sbpfVersion } = executable;
    this.flow = new TextFlow(executable);
    this.liveness = new Liveness(executable, this.flow);
    this.stackFrameSize = config.stackFrameSize;
    this.stackFrameStep = stackFrameStep(config, sbpfVersion);
    this.stackGapSize = stackGapSize(config, sbpfVersion);
    this.movesFramePointer = manualStackFrameBump(sbpfVersion);
    this.syscalls = this.#findSyscalls();
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
