import { FunctionRegistry } from "../../../src/sbpf/function-registry.js";
import { hashPc, hashSymbolName } from "../../../src/sbpf/murmur3.js";
import { MNEMONICS, type Mnemonic, OPCODES, type OperandForm } from "../../../src/sbpf/opcodes.js";
import { type SbpfVersion, staticSyscalls } from "../../../src/sbpf/version.js";
import type { Random } from "../../helpers/random.js";

/** Instructions that mostly pass the verifier, and the functions that its calls name. */
export interface RandomProgram {
  readonly text: Uint8Array;
  readonly functions: FunctionRegistry<number>;
}

/** How often instructions of a form come, beside the number of them. */
const WEIGHTS: Partial<Record<OperandForm, number>> = {
  lddw: 5,
  load: 8,
  storeImm: 4,
  storeReg: 6,
  callImm: 20,
  callReg: 3,
  exit: 5,
  jump: 3,
};

/** A random program of a version. */
export function randomProgram(random: Random, version: SbpfVersion, syscalls: readonly string[]): RandomProgram {
  const known = MNEMONICS.filter((mnemonic) => OPCODES[mnemonic].versions(version));
  const choices = known.flatMap((mnemonic) => Array(WEIGHTS[OPCODES[mnemonic].form] ?? 1).fill(mnemonic) as Mnemonic[]);
  const length = 2 + random.below(40);
  const writer = new ProgramWriter(random, version, syscalls, length);
  while (writer.pc < length) writer.write(random.pick(choices));
  return { text: writer.text, functions: writer.functions };
}

class ProgramWriter {
  readonly text: Uint8Array;
  readonly functions = new FunctionRegistry<number>();
  pc = 0;
  readonly #view: DataView;

  constructor(
    readonly random: Random,
    readonly version: SbpfVersion,
    readonly syscalls: readonly string[],
    readonly length: number,
  ) {
    // At the end often an exit.
    this.text = new Uint8Array(8 * length);
    this.#view = new DataView(this.text.buffer);
    if (!random.oneIn(6)) this.#slot(length - 1, 0x95, 0, 0, 0, 0);
  }

  write(mnemonic: Mnemonic): void {
    const { random } = this;
    const isLast = this.pc === this.length - 1;
    if (isLast && this.text[8 * this.pc] !== 0) {
      this.pc++;
      return;
    }
    const { opcode, form } = OPCODES[mnemonic];
    if (form === "lddw" && this.pc + 2 > this.length - 1) return;
    const dst = form.startsWith("store") && random.oneIn(3) ? 10 : random.below(10);
    const src = random.oneIn(form === "load" ? 3 : 12) ? 10 : random.below(10);
    if (form === "callImm") this.#call(opcode);
    else this.#slot(this.pc, opcode, dst, src, this.#offset(form), this.#immediate(form, dst));
    this.pc++;
    if (form === "lddw") {
      this.#view.setInt32(8 * this.pc + 4, this.#anyImmediate(), true);
      this.pc++;
    }
  }

  #slot(pc: number, opcode: number, dst: number, src: number, offset: number, immediate: number): void {
    this.text[8 * pc] = opcode;
    this.text[8 * pc + 1] = (src << 4) | dst;
    this.#view.setInt16(8 * pc + 2, offset, true);
    this.#view.setInt32(8 * pc + 4, immediate, true);
  }

  #offset(form: OperandForm): number {
    const { random } = this;
    if (form.startsWith("jump")) return random.below(this.length) - this.pc - 1;
    if (random.oneIn(10)) return random.below(0x10000) - 0x8000;
    if (random.oneIn(3)) return -1 - random.below(16);
    return random.pick([0, -8, 8, 1, -1, 7, 16, -4096, -4095, -4088, 4096, 4092, -4100]) + random.below(4);
  }

  #immediate(form: OperandForm, dst: number): number {
    const { random } = this;
    if (form === "divImm") return this.#anyImmediate() || 3;
    if (form === "shiftImm32") return random.below(32);
    if (form === "shiftImm64") return random.below(64);
    if (form === "endian") return random.pick([16, 32, 64]);
    if (form === "callReg") return random.below(10);
    return dst === 10 ? 64 * (random.below(9) - 4) : this.#anyImmediate();
  }

  #anyImmediate(): number {
    const { random } = this;
    if (random.oneIn(3)) return random.u32() | 0;
    return random.pick([0, 1, -1, 2, 8, 64, 4096, -4096, 0x7fffffff, -0x80000000, random.below(300) - 150]);
  }

  /** A function, a syscall, or something that nobody knows. */
  #call(opcode: number): void {
    const { random, pc, length } = this;
    const target = random.below(length);
    const kind = random.below(10);
    if (kind === 0) this.#slot(pc, opcode, 0, random.below(3), 0, this.#anyImmediate());
    else if (kind < 5) this.#slot(pc, opcode, 0, 0, 0, hashSymbolName(random.pick(this.syscalls)) | 0);
    else if (staticSyscalls(this.version)) this.#slot(pc, opcode, 0, 1, 0, target - pc - 1);
    else {
      const key = hashPc(target);
      this.functions.registerFunction(key, "", target);
      this.#slot(pc, opcode, 0, 0, 0, key | 0);
    }
  }
}
