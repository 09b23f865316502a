import { u64FromHalves } from "../../base/u64.js";
import { compile } from "../../base/wasm/compile.js";
import type { Execution } from "../execution.js";
import { type FastSyscall, REFUSAL } from "../fast-syscall.js";
import type { LinearMemory } from "../linear-memory.js";
import { CONTROL } from "./layout.js";
import type { RegionTable } from "./region-table.js";

/** See `FastSyscall.module`. */
export type FastCall = (unitsLeft: number) => number;

/** So often the interpreter calls a syscall before its fast form is compiled. */
const CALLS_BEFORE = 16;
/** How many accesses of one call are mended at most: syscalls have three pointers or less, some to more pointers. */
const MAX_MENDED = 4;

/** The fast syscalls over one linear memory. */
export class FastSyscalls {
  /** What is compiled; null while it is not, or where it cannot be. */
  readonly #compiled = new WeakMap<FastSyscall, FastCall | null>();
  readonly #calls = new WeakMap<FastSyscall, number>();

  constructor(
    private readonly linear: LinearMemory,
    private readonly regions: RegionTable,
  ) {}

  /** Runs a syscall in its fast form; false if it has none or is not usual: then nothing has happened. */
  call<C>(execution: Execution<C>, key: number): boolean {
    const { loader, memory } = execution.vm;
    const syscall = loader.syscall(key)?.fast;
    const call = syscall === undefined ? null : this.#whenWarm(syscall);
    if (call === null) return false;
    for (let mended = 0; ; mended++) {
      const taken = call(execution.unitsLeft);
      if (taken >= 0) {
        execution.unitsLeft -= taken;
        return true;
      }
      if (taken !== REFUSAL.access || mended === MAX_MENDED) return false;
      const { halves } = this.linear;
      const at = CONTROL.refusedAddress / 4;
      if (!this.regions.mend(memory, u64FromHalves(halves[at], halves[at + 1]))) return false;
    }
  }

  /** The compiled form; null where there is none, or not yet. */
  compiled(syscall: FastSyscall): FastCall | null {
    const known = this.#compiled.get(syscall);
    if (known !== undefined) return known;
    this.#compiled.set(syscall, null);
    try {
      const imports = { env: { memory: this.linear.memory }, host: syscall.imports?.(this.linear) ?? {} };
      compile(syscall.module(), imports, ({ exports }) => {
        syscall.prepare?.(this.linear.bytes);
        this.#compiled.set(syscall, exports.call as FastCall);
      });
    } catch {
      // Forbidden, or no vectors: it stays null.
    }
    return this.#compiled.get(syscall) ?? null;
  }

  #whenWarm(syscall: FastSyscall): FastCall | null {
    const calls = this.#calls.get(syscall) ?? 0;
    if (calls >= CALLS_BEFORE) return this.compiled(syscall);
    this.#calls.set(syscall, calls + 1);
    return null;
  }
}
