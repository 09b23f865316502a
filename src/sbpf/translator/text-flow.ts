import type { DecodedText } from "../decoder.js";
import type { Executable } from "../executable.js";
import { MNEMONICS, OPCODES, UNKNOWN_OPERATION } from "../opcodes.js";

/** How a block ends. */
export const END = {
  /** With the instruction before another block. */
  fallThrough: 0,
  jump: 1,
  /** A jump that may also not be taken. */
  branch: 2,
  call: 3,
  callx: 4,
  /** A syscall, or a call that names nothing. */
  syscall: 5,
  exit: 6,
} as const;
export type End = (typeof END)[keyof typeof END];

/** Operation number of lddw, which takes two slots. */
const LDDW = MNEMONICS.indexOf("LD_DW_IMM");

/** How the block ends that the instructions of an operation end, by operation number. */
const ENDS = Uint8Array.from(MNEMONICS, (mnemonic) => {
  const { form } = OPCODES[mnemonic];
  if (form === "callImm") return END.syscall;
  if (form === "callReg") return END.callx;
  if (form === "exit") return END.exit;
  if (form === "jump") return END.jump;
  return form === "jumpImm" || form === "jumpReg" ? END.branch : END.fallThrough;
});

/** A text cut into blocks, which are entered at their first instruction only and left after their last. */
export class TextFlow {
  readonly text: DecodedText;
  /** Instruction slots; a block that begins there stands for what lies behind the text. */
  readonly length: number;
  /** 1 at the first instruction of every function. */
  readonly isFunction: Uint8Array;
  /** The number of the block that begins at a pc; -1 if none does. */
  readonly blockAt: Int32Array;
  /** The first pc of each block, ascending. */
  readonly begins: Int32Array;
  /** The pc after its last instruction. */
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** The pc that the jump or call at the end of each goes to. */
  readonly targets: Int32Array;

  constructor(executable: Executable) {
    this.text = executable.decoded;
    this.length = this.text.length;
    this.isFunction = new Uint8Array(this.length + 1);
    const leads = this.#findLeaders(executable);
    this.begins = placesOf(leads);
    this.blockAt = new Int32Array(this.length + 1).fill(-1);
    this.ends = new Int32Array(this.begins.length);
    this.kinds = new Uint8Array(this.begins.length);
    this.targets = new Int32Array(this.begins.length);
    for (let block = 0; block < this.begins.length; block++) {
      this.blockAt[this.begins[block]] = block;
      this.#findEnd(block, leads);
    }
  }

  /** How the instruction at `pc` ends a block; `fallThrough` if it does not. */
  endAt(pc: number): End {
    const operation = this.text.operation[pc];
    if (operation === UNKNOWN_OPERATION) return END.exit;
    const end = ENDS[operation] as End;
    return end === END.syscall && this.#isCall(pc) ? END.call : end;
  }

  /** The pc after the instruction at `pc`. */
  next(pc: number): number {
    return this.text.operation[pc] === LDDW ? Math.min(pc + 2, this.length) : pc + 1;
  }

  #isCall(pc: number): boolean {
    const target = this.text.target[pc];
    return target >= 0 && target < this.length;
  }

  /** Marks functions, and where blocks begin. */
  #findLeaders(executable: Executable): Uint8Array {
    const { length, isFunction, text } = this;
    const leads = new Uint8Array(length + 1);
    leads[length] = 1;
    for (const pc of [executable.entryPc, ...executable.functions.entries().map(([, { value }]) => value)])
      if (pc < length) isFunction[pc] = 1;
    for (let pc = 0; pc < length; pc = this.next(pc)) {
      const end = this.endAt(pc);
      if (end === END.fallThrough) continue;
      leads[this.next(pc)] = 1;
      if (end === END.call) isFunction[text.target[pc]] = 1;
      // The verifier lets no jump leave the text.
      if (end === END.jump || end === END.branch) leads[text.target[pc]] = 1;
    }
    for (let pc = 0; pc < length; pc++) leads[pc] |= isFunction[pc];
    return leads;
  }

  #findEnd(block: number, leads: Uint8Array): void {
    let pc = this.begins[block];
    let end: End = END.fallThrough;
    while (pc < this.length) {
      end = this.endAt(pc);
      this.targets[block] = this.text.target[pc];
      pc = this.next(pc);
      if (end !== END.fallThrough || leads[pc] === 1) break;
    }
    this.ends[block] = pc;
    this.kinds[block] = end;
  }
}

/** The indices of the ones, ascending. */
function placesOf(flags: Uint8Array): Int32Array {
  const places = new Int32Array(flags.length);
  let count = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] === 1) places[count++] = i;
  return places.slice(0, count);
}
