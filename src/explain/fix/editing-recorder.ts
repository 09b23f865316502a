import type { InvokeContext } from "../../runtime/invoke-context.js";
import type { Loader } from "../../sbpf/loader.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import { isCall } from "../../trace/recorder/guest-arguments.js";
import { inspectedLoader } from "../../trace/recorder/inspected-loader.js";
import { TraceRecorder } from "../../trace/recorder/recorder.js";
import { type CallEdit, editedArguments } from "./call-edits.js";

/**
 * Records a transaction whose programs make other calls than they do: what they are to hand over is written where no
 * program has its stack, and the syscall gets that in the place of its own arguments.
 */
export class EditingRecorder extends TraceRecorder {
  readonly #editing = new Map<Loader<InvokeContext>, Loader<InvokeContext>>();

  constructor(private readonly edits: readonly CallEdit[]) {
    super({ syscalls: true });
  }

  override machineStarting(context: InvokeContext, loader: Loader<InvokeContext>): Loader<InvokeContext> {
    const inspected = super.machineStarting(context, loader);
    const { programKey } = context.transaction.currentInstruction;
    if (!this.edits.some(({ program }) => pubkeyEqual(program, programKey))) return inspected;
    // The recorder sees the call as it is made.
    let editing = this.#editing.get(inspected);
    if (editing === undefined) {
      editing = inspectedLoader(inspected, (name, syscall, called, vm, args) => {
        return syscall(called, vm, ...(isCall(name) ? editedArguments(this.edits, called, vm, name, args) : args));
      });
      this.#editing.set(inspected, editing);
    }
    return editing;
  }
}
