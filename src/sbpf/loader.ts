import type { U64 } from "../base/u64.js";
import type { Config } from "./config.js";
import type { FastSyscall } from "./fast-syscall.js";
import { type FunctionEntry, FunctionRegistry } from "./function-registry.js";
import { hashSymbolName } from "./murmur3.js";
import type { VirtualMachine } from "./vm.js";

/**
 * A function of the host that programs call. It gets r1…r5 and returns r0. To fail it throws a `SyscallError`, or lets
 * an `EbpfError` of the memory mapping pass; anything else thrown is a bug and leaves the engine untouched.
 */
export type Syscall<C> = (context: C, vm: VirtualMachine<C>, r1: U64, r2: U64, r3: U64, r4: U64, r5: U64) => U64;

/** A syscall as engines call it. */
export interface RegisteredSyscall<C> {
  readonly call: Syscall<C>;
  /** How many of r1…r5 it looks at. */
  readonly argumentCount: number;
  /** Its usual case, if it has that. */
  readonly fast: FastSyscall | undefined;
}

/** The settings and the syscalls of an environment (solana-sbpf `BuiltinProgram::new_loader`). */
export class Loader<C> {
  /** Syscalls by the hash of their name. */
  readonly syscalls = new FunctionRegistry<Syscall<C>>();

  /** The same by the key as a signed number, as in `FunctionRegistry`. */
  readonly #registered = new Map<number, RegisteredSyscall<C>>();

  /**
   * `tellFastSyscalls` writes what fast syscalls must know of the context that they are called in, from an index of
   * these words on, `SYSCALL_SPACE` of the memory.
   */
  constructor(
    readonly config: Config,
    readonly tellFastSyscalls: (context: C, words: Uint32Array, index: number) => void = () => {},
  ) {}

  /**
   * Registers a syscall that looks at the first `argumentCount` of r1…r5: translated programs keep no others for it.
   * `fast` is its usual case.
   *
   * @throws EbpfError ElfError(SymbolHashCollision) if another syscall has the hash of this name.
   */
  registerFunction(name: string, syscall: Syscall<C>, argumentCount = MAX_ARGUMENTS, fast?: FastSyscall): void {
    const key = hashSymbolName(name);
    this.syscalls.registerFunction(key, name, syscall);
    this.#registered.set(key | 0, { call: syscall, argumentCount, fast });
  }

  /** The syscall with this hash. */
  syscall(key: number): RegisteredSyscall<C> | undefined {
    return this.#registered.get(key | 0);
  }
}

const MAX_ARGUMENTS = 5;

/** What loading an executable needs to know of its loader, whatever the context of its syscalls. */
export interface LoaderEnvironment {
  readonly config: Config;
  readonly syscalls: { lookupByKey(key: number): FunctionEntry<unknown> | undefined };
  syscall(key: number): Omit<RegisteredSyscall<unknown>, "call"> | undefined;
}
