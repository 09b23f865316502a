import type { InvokeContext } from "../../runtime/invoke-context.js";
import type { EbpfError } from "../../sbpf/errors.js";
import { PC_REGISTER } from "../../sbpf/register-file.js";
import type { VirtualMachine } from "../../sbpf/vm.js";

type Machine = VirtualMachine<InvokeContext>;

/** Instructions that a trail has at most. */
const TRAIL_LENGTH = 32;
/** A trail and the instruction that it leads to. */
const KEPT = TRAIL_LENGTH + 1;

/** A function on one stack of functions, or a syscall that it makes. */
export class RecordedFunction {
  times = 0;
  /** Without those of what it called. */
  units = 0;
  #callees: Map<number | string, RecordedFunction> | undefined = undefined;

  constructor(
    /** The pc where it begins; the name of a syscall. */
    readonly key: number | string,
    readonly caller: RecordedFunction | undefined,
    /** Its place in the list of all. */
    readonly index: number,
  ) {}

  /** What it calls by `key`; `make` makes it the first time. */
  callee(key: number | string, make: () => RecordedFunction): RecordedFunction {
    this.#callees ??= new Map();
    let callee = this.#callees.get(key);
    if (callee === undefined) {
      callee = make();
      this.#callees.set(key, callee);
    }
    return callee;
  }
}

/** Where a machine was when it stopped. */
export interface MachinePlace {
  /** The function in which it was; undefined if it never ran. */
  readonly function: RecordedFunction | undefined;
  /** The pcs of the instructions that ran before, the oldest first. */
  readonly trail: readonly number[];
}

/** Counts the units of each function of one machine, stack by stack, and remembers which instructions ran last. */
export class FunctionRecorder {
  /** Callers before their callees. */
  readonly functions: RecordedFunction[] = [];
  /** Those that run, by call depth. */
  readonly #stack: RecordedFunction[] = [];
  /** What nobody called: the first function, and the syscalls of programs that are not compiled. */
  readonly #outside = new RecordedFunction("", undefined, -1);
  /** A ring of pcs. */
  readonly #ran = new Uint32Array(KEPT);
  #count = 0;

  /** Follows a machine that has not started. */
  watch(vm: Machine): void {
    const { linear } = vm.memory;
    vm.tracer = () => {
      const pc = linear.registerHalves[2 * PC_REGISTER]!;
      this.#ran[this.#count++ % KEPT] = pc;
      this.#arrive(vm.callDepth, pc).units++;
    };
  }

  /** Whether the machine has run an instruction. */
  get hasRun(): boolean {
    return this.#count > 0;
  }

  /** The function that runs makes a syscall. */
  syscall(name: string): RecordedFunction {
    return this.#called(this.#stack.at(-1), name);
  }

  /** The machine stopped with a fault. */
  stopped(vm: Machine, fault: EbpfError): MachinePlace {
    const isOverrun = fault.is("ExecutionOverrun");
    const hasRun = !isOverrun && !fault.is("ExceededMaxInstructions");
    if (!hasRun) this.#arrive(vm.callDepth, Number(vm.registers[PC_REGISTER]));
    const last = this.#stack.at(-1);
    // It is paid for before it is found not to be there.
    if (isOverrun) last!.units++;
    return { function: last, trail: this.#trail(hasRun ? this.#count - 1 : this.#count) };
  }

  /** The function that runs at `pc`. */
  #arrive(callDepth: number, pc: number): RecordedFunction {
    const stack = this.#stack;
    if (callDepth >= stack.length) stack.push(this.#called(stack.at(-1), pc));
    else stack.length = callDepth + 1;
    return stack[callDepth]!;
  }

  #called(caller: RecordedFunction | undefined, key: number | string): RecordedFunction {
    const called = (caller ?? this.#outside).callee(key, () => {
      const made = new RecordedFunction(key, caller, this.functions.length);
      this.functions.push(made);
      return made;
    });
    called.times++;
    return called;
  }

  /** The instructions up to the one that was the `end`th, at most `TRAIL_LENGTH`. */
  #trail(end: number): number[] {
    const length = Math.min(end, TRAIL_LENGTH);
    return Array.from({ length }, (_, i) => this.#ran[(end - length + i) % KEPT]!);
  }
}
