import type { Executable } from "../executable.js";
import { ARGUMENTS, argumentRegisters, EFFECT, EFFECTS, generalRegisters, R0, type RegisterSet } from "./registers.js";
import { END, type TextFlow } from "./text-flow.js";

/**
 * Which registers count where: whether a program that goes on from there may read what they hold. A function that it
 * calls sees all of them, so what the function reads before it writes counts before the call.
 */
export class Liveness {
  /** By block: what counts at its begin. */
  readonly #live: Uint16Array;
  /** By block: what it reads before it writes it, and what it writes; a call at its end left out. */
  readonly #reads: Uint16Array;
  readonly #writes: Uint16Array;
  readonly #general: RegisterSet;

  constructor(
    private readonly executable: Executable,
    private readonly flow: TextFlow,
  ) {
    const blocks = flow.begins.length;
    this.#general = generalRegisters(executable.sbpfVersion);
    this.#live = new Uint16Array(blocks);
    this.#reads = new Uint16Array(blocks);
    this.#writes = new Uint16Array(blocks);
    for (let block = 0; block < blocks; block++) {
      const [reads, writes] = this.#summarise(block, flow.begins[block]);
      this.#reads[block] = reads;
      this.#writes[block] = writes;
    }
    this.#solve();
  }

  /** The registers that count at the begin of a block. */
  atBlock(block: number): RegisterSet {
    return this.#live[block];
  }

  /** The registers that count at the begin of the block at `pc`: if it is a function's, what callers pass. */
  atBlockOf(pc: number): RegisterSet {
    return this.#live[this.flow.blockAt[pc]];
  }

  /** The registers that count before the instruction at `pc` in a block. */
  at(block: number, pc: number): RegisterSet {
    const [reads, writes] = this.#summarise(block, pc);
    return reads | (this.#beforeEnd(block) & ~writes);
  }

  /** The registers that count after the last instruction of a block. */
  after(block: number): RegisterSet {
    const { flow } = this;
    const kind = flow.kinds[block];
    const target = kind === END.jump || kind === END.branch ? this.atBlockOf(flow.targets[block]) : 0;
    const follows = kind !== END.jump && kind !== END.exit && flow.begins[block] < flow.length;
    return follows ? target | this.atBlockOf(flow.ends[block]) : target;
  }

  /** Whether r1…r5 count after the call at the end of a block: what the callee leaves there. */
  readsLeftovers(block: number): boolean {
    return (this.after(block) & ARGUMENTS) !== 0;
  }

  /** The registers that the syscall at `pc` looks at. */
  syscallArguments(pc: number): RegisterSet {
    const hash = this.flow.text.imm[pc] >>> 0;
    return argumentRegisters(this.executable.loader.argumentCount(hash));
  }

  /** Repeats until nothing changes; backwards, because what counts later counts before. */
  #solve(): void {
    for (let changed = true; changed; ) {
      changed = false;
      for (let block = this.flow.begins.length - 1; block >= 0; block--) {
        const live = this.#reads[block] | (this.#beforeEnd(block) & ~this.#writes[block]);
        changed ||= live !== this.#live[block];
        this.#live[block] = live;
      }
    }
  }

  /** What counts before the call at the end of a block, or behind the block if it ends otherwise. */
  #beforeEnd(block: number): RegisterSet {
    const { flow } = this;
    const kind = flow.kinds[block];
    if (kind === END.callx) return this.#general;
    const after = this.after(block);
    if (kind === END.syscall) return (after & ~R0) | this.syscallArguments(flow.ends[block] - 1);
    // A function that leaves r0 as it was reads it, as far as its callers are concerned.
    return kind === END.call ? (after & ~R0) | this.atBlockOf(flow.targets[block]) : after;
  }

  /** What the instructions of a block from `pc` on read before they write it, and what they write. */
  #summarise(block: number, pc: number): [reads: RegisterSet, writes: RegisterSet] {
    const { flow } = this;
    const { operation, dst, src } = flow.text;
    let reads = 0;
    let writes = 0;
    for (let at = pc; at < flow.ends[block] && at < flow.length; at = flow.next(at)) {
      const effect = EFFECTS[operation[at]];
      if (effect & EFFECT.readsDst) reads |= (1 << dst[at]) & ~writes;
      if (effect & EFFECT.readsSrc) reads |= (1 << src[at]) & ~writes;
      if (effect & EFFECT.readsR0) reads |= R0 & ~writes;
      if (effect & EFFECT.writesDst) writes |= 1 << dst[at];
    }
    return [reads & this.#general, writes & this.#general];
  }
}
