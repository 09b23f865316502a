import type { Executable } from "../executable.js";
import { ARGUMENTS, argumentRegisters, EFFECT, EFFECTS, generalRegisters, R0, type RegisterSet } from "./registers.js";
import { END, type TextFlow } from "./text-flow.js";

/**
 * Which registers count where: whether a program that goes on from there may read what they hold. A function that it
 * calls sees all of them, so what the function reads before it writes counts before the call. And it sees what the
 * function leaves in r1…r5: if it reads that, the function's callers demand it, and it counts at the function's exit.
 */
export class Liveness {
  /** By block: what counts at its begin. */
  readonly #live: Uint16Array;
  /** By block: what the callers of the functions that it belongs to demand. */
  readonly #demanded: Uint16Array;
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
    this.#demanded = new Uint16Array(blocks);
    this.#reads = new Uint16Array(blocks);
    this.#writes = new Uint16Array(blocks);
    for (let block = 0; block < blocks; block++) {
      const [reads, writes] = this.#summarise(block, flow.begins[block]);
      this.#reads[block] = reads;
      this.#writes[block] = writes;
    }
  }

  /** Finds out; every step looks at all blocks. */
  *settle(): Generator<void, void> {
    while (this.#spreadBack() || this.#spreadDemands()) yield;
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
    if (kind === END.exit) return this.#demanded[block];
    const target = kind === END.jump || kind === END.branch ? this.atBlockOf(flow.targets[block]) : 0;
    const follows = kind !== END.jump && flow.begins[block] < flow.length;
    return follows ? target | this.atBlockOf(flow.ends[block]) : target;
  }

  /** What counts of that which the call at the end of a block leaves in r1…r5. */
  leftovers(block: number): RegisterSet {
    return this.after(block) & ARGUMENTS;
  }

  /** The registers that the syscall at `pc` looks at. */
  syscallArguments(pc: number): RegisterSet {
    const hash = this.flow.text.imm[pc] >>> 0;
    return argumentRegisters(this.executable.loader.syscall(hash)?.argumentCount ?? 0);
  }

  /** Looks at each block once, backwards, because what counts later counts before; whether anything changed. */
  #spreadBack(): boolean {
    let changed = false;
    for (let block = this.flow.begins.length - 1; block >= 0; block--) {
      const live = this.#reads[block] | (this.#beforeEnd(block) & ~this.#writes[block]);
      changed ||= live !== this.#live[block];
      this.#live[block] = live;
    }
    return changed;
  }

  /** Takes demands from calls to functions, and along the blocks of these; whether anything changed. */
  #spreadDemands(): boolean {
    const { begins, blockAt, ends, kinds, length, targets } = this.flow;
    let changed = false;
    const demand = (pc: number, registers: RegisterSet): void => {
      const block = blockAt[pc];
      changed ||= (registers & ~this.#demanded[block]) !== 0;
      this.#demanded[block] |= registers;
    };
    for (let block = 0; block < begins.length; block++) {
      const kind = kinds[block];
      const demanded = this.#demanded[block];
      if (kind === END.call) demand(targets[block], this.leftovers(block));
      if (kind === END.jump || kind === END.branch) demand(targets[block], demanded);
      if (kind !== END.jump && kind !== END.exit && begins[block] < length) demand(ends[block], demanded);
    }
    return changed;
  }

  /** What counts before the call at the end of a block, or behind the block if it ends otherwise. */
  #beforeEnd(block: number): RegisterSet {
    const { flow } = this;
    const kind = flow.kinds[block];
    if (kind === END.callx) return this.#general;
    const after = this.after(block);
    if (kind === END.syscall) return (after & ~R0) | this.syscallArguments(flow.ends[block] - 1);
    // A function that leaves r0 or r1…r5 as they were reads them, as far as its callers are concerned.
    return kind === END.call ? (after & ~R0 & ~ARGUMENTS) | this.atBlockOf(flow.targets[block]) : after;
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
