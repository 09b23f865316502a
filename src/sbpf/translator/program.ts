import { stackFrameStep, stackGapSize } from "../config.js";
import type { Executable } from "../executable.js";
import { manualStackFrameBump } from "../version.js";
import { Liveness } from "./liveness.js";
import { TextFlow } from "./text-flow.js";

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

  constructor(readonly executable: Executable) {
    const { config, sbpfVersion } = executable;
    this.flow = new TextFlow(executable);
    this.liveness = new Liveness(executable, this.flow);
    this.stackFrameSize = config.stackFrameSize;
    this.stackFrameStep = stackFrameStep(config, sbpfVersion);
    this.stackGapSize = stackGapSize(config, sbpfVersion);
    this.movesFramePointer = manualStackFrameBump(sbpfVersion);
  }
}
