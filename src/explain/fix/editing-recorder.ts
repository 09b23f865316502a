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
    const { programKey } = context.transaction.currentInstruction;
    if (!this.edits.some(({ program }) => pubkeyEqual(program, programKey))) {
      return super.machineStarting(context, loader);
    }
    let editing = this.#editing.get(loader);
    if (editing === undefined) {
      editing = inspectedLoader(loader, (name, syscall, called, vm, args) => {
        return syscall(called, vm, ...(isCall(name) ? editedArguments(this.edits, called, vm, name, args) : args));
      });
      this.#editing.set(loader, editing);
    }
    return super.machineStarting(context, editing);
  }
}
