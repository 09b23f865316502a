import { assemble } from "../../../src/sbpf/assembler.js";
import { enablePqr, type SbpfVersion } from "../../../src/sbpf/version.js";
import type { Random } from "../../helpers/random.js";
import type { RandomProgram } from "./random-program.js";

/** Immediates from here on stand for the addresses of functions until these are known. */
const FUNCTION_ADDRESS = 0x7ab0_0000;
const ADD64_IMM = 0x07;
const HEAP = 3;
const INPUT = 4;

/** A random program of functions with loops, branches, calls and accesses, most of which come to their end. */
export function loopingProgram(random: Random, version: SbpfVersion, syscalls: readonly string[]): RandomProgram {
  const count = 1 + random.below(5);
  const source = Array.from(
    { length: count },
    (_, index) => new FunctionSource(random, version, syscalls, index, count),
  );
  const { text, functions } = assemble(source.map((one) => one.text).join("\n"), version);
  const view = new DataView(text.buffer);
  for (let at = 0; at < text.length; at += 8) {
    const index = view.getInt32(at + 4, true) - FUNCTION_ADDRESS;
    const isAddress = text[at] === ADD64_IMM && index >= 0 && index < count;
    if (isAddress) view.setInt32(at + 4, 8 * (functions.lookupByName(nameOf(index))?.value ?? 0), true);
  }
  return { text, functions };
}

const nameOf = (index: number): string => (index === 0 ? "entrypoint" : `function_${index}`);

class FunctionSource {
  readonly #lines: string[] = [];
  #labels = 0;
  #counters = 0;

  constructor(
    readonly random: Random,
    readonly version: SbpfVersion,
    readonly syscalls: readonly string[],
    readonly index: number,
    readonly count: number,
  ) {
    this.#lines.push(`${nameOf(index)}:`);
    if (random.oneIn(2)) this.#add("mov64 r6, r1", "mov64 r7, r2");
    this.#statements(2 + random.below(5), 2);
    if (!random.oneIn(12)) this.#add("exit");
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  #add(...lines: string[]): void {
    for (const line of lines) this.#lines.push(`  ${line}`);
  }

  #label(): string {
    return `l_${this.index}_${this.#labels++}`;
  }

  #statements(count: number, depth: number): void {
    for (let i = 0; i < count; i++) this.#statement(depth);
  }

  #statement(depth: number): void {
    const kind = this.random.below(12);
    if (kind < 4) this.#arithmetic();
    else if (kind < 6) this.#access();
    else if (kind < 7) this.#call();
    else if (kind < 8) this.#syscall();
    else if (kind < 10 && depth > 0) this.#branch(depth - 1);
    else if (depth > 0) this.#loop(depth - 1);
    else this.#arithmetic();
  }

  #register(): string {
    return `r${this.random.below(9)}`;
  }

  #arithmetic(): void {
    const { random, version } = this;
    const names = ["add64", "sub64", "xor64", "or64", "and64", "mov64", "add32", "sub32", "mov32", "lsh64", "rsh64"];
    const name = random.pick([...names, enablePqr(version) ? "lmul64" : "mul64"]);
    const isShift = name === "lsh64" || name === "rsh64";
    if (random.oneIn(2)) this.#add(`${name} ${this.#register()}, ${this.#register()}`);
    else this.#add(`${name} ${this.#register()}, ${isShift ? random.below(64) : random.below(5000) - 2500}`);
    if (random.oneIn(9))
      this.#add(`${enablePqr(version) ? "udiv64" : "div64"} ${this.#register()}, ${this.#register()}`);
  }

  /** To the heap, the input, or a stack frame near by, mostly in bounds. */
  #access(): void {
    const { random } = this;
    const [base, index] = random.pick([
      ["r3", "r2"],
      ["r8", "r0"],
    ] as const);
    const where = random.below(5);
    if (where < 2) {
      this.#add(`mov64 ${base}, ${where === 0 ? HEAP : INPUT}`, `lsh64 ${base}, 32`);
      this.#add(`and64 ${index}, ${random.pick([7, 63, 2047])}`, `add64 ${base}, ${index}`);
    } else {
      this.#add(`mov64 ${base}, r10`, `add64 ${base}, ${-8 * (1 + random.below(80))}`);
      if (random.oneIn(4)) this.#add(`add64 ${base}, ${random.pick([-4096, 4096, 8192, -8192])}`);
    }
    const at = where === 4 ? `r10-${8 * (20 + random.below(20))}` : `${base}+${random.below(40)}`;
    const size = random.pick(["b", "h", "w", "dw"]);
    if (random.oneIn(2)) this.#add(`ldx${size} ${this.#register()}, [${at}]`);
    else if (random.oneIn(3)) this.#add(`st${size} [${at}], ${random.below(900) - 400}`);
    else this.#add(`stx${size} [${at}], ${this.#register()}`);
  }

  /** Mostly of a later function, so that there is an end. */
  #call(): void {
    const { random, index, count } = this;
    const target = random.oneIn(6) ? random.below(count) : index + 1 + random.below(count - index);
    if (target >= count) return;
    for (const argument of [1, 2, 3, 4, 5]) if (random.oneIn(2)) this.#add(`mov64 r${argument}, ${random.below(99)}`);
    if (random.oneIn(3)) {
      this.#add("mov64 r4, 1", "lsh64 r4, 32", `add64 r4, ${FUNCTION_ADDRESS + target}`, "callx r4");
    } else this.#add(`call ${nameOf(target)}`);
    if (random.oneIn(3)) this.#add(`add64 r7, r${random.below(6)}`);
  }

  #syscall(): void {
    const { random } = this;
    for (const argument of [1, 2, 3]) this.#add(`mov64 r${argument}, ${random.below(50)}`);
    this.#add(`syscall ${random.oneIn(20) ? "nobody" : random.pick(this.syscalls.filter((name) => name !== "fail"))}`);
  }

  #branch(depth: number): void {
    const { random } = this;
    const [other, end] = [this.#label(), this.#label()];
    const name = random.pick(["jeq", "jne", "jgt", "jge", "jlt", "jle", "jsgt", "jsle", "jset"]);
    this.#add(`${name} ${this.#register()}, ${random.oneIn(2) ? this.#register() : random.below(100)}, ${other}`);
    this.#statements(1 + random.below(3), depth);
    this.#add(random.oneIn(8) ? "exit" : `ja ${end}`);
    this.#lines.push(`${other}:`);
    this.#statements(random.below(3), depth);
    this.#lines.push(`${end}:`);
  }

  /** Its counter lies in the stack frame; sometimes it is entered in the middle. */
  #loop(depth: number): void {
    const { random } = this;
    const [begin, middle] = [this.#label(), this.#label()];
    const counter = `[r10-${8 * (1 + (this.#counters++ % 15))}]`;
    this.#add(`stdw ${counter}, ${1 + random.below(6)}`);
    if (random.oneIn(4)) this.#add(`jsgt ${this.#register()}, ${random.below(100)}, ${middle}`);
    this.#lines.push(`${begin}:`);
    this.#statements(1 + random.below(3), depth);
    this.#lines.push(`${middle}:`);
    this.#statements(random.below(2), depth);
    this.#add(`ldxdw r9, ${counter}`, "add64 r9, -1", `stxdw ${counter}, r9`, `jne r9, 0, ${begin}`);
  }
}
