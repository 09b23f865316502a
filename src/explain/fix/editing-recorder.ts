import type { U64 } from "../../base/u64.js";
import type { InvokeContext } from "../../runtime/invoke-context.js";
import type { Loader } from "../../sbpf/loader.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import { isCall } from "../../trace/recorder/guest-arguments.js";
import { inspectedLoader } from "../../trace/recorder/inspected-loader.js";
import { TraceRecorder } from "../../trace/recorder/recorder.js";
import { type Arguments, type CallEdit, editedArguments } from "./call-edits.js";
import type { Machine } from "./call-memory.js";

/** Calls are also read from the registers (`src/runtime/cpi/usual`), so these have the arguments meanwhile. */
function withArguments(vm: Machine, args: Arguments, call: () => U64): U64 {
  const registers = vm.registers.slice(1, 1 + args.length);
  vm.registers.set(args.map(BigInt), 1);
  try {
    return call();
  } finally {
    vm.registers.set(registers, 1);
  }
}

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
        if (!isCall(name)) return syscall(called, vm, ...args);
        const edited = editedArguments(this.edits, called, vm, name, args);
        return withArguments(vm, edited, () => syscall(called, vm, ...edited));
      });
      this.#editing.set(inspected, editing);
    }
    return editing;
  }
}
