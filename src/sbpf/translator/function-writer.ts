import type { Label } from "../../base/wasm/code.js";
import { FRAME_PTR_REG } from "../memory-layout.js";
import { type InstructionRecord, recordOf } from "../wasm-interpreter/instruction-record.js";
import type { Operation } from "../wasm-interpreter/operations.js";
import { ARITHMETIC, type OperationWriter } from "./arithmetic.js";
import { type Callee, writeCall, writeCallx, writeExit, writeSyscall } from "./calls.js";
import { checkpoints } from "./checkpoints.js";
import { type Frame, UNITS } from "./frame.js";
import { type FunctionGraph, LEAVES, type Node } from "./function-graph.js";
import { CONDITIONS } from "./jumps.js";
import { LOADS_AND_STORES } from "./loads-and-stores.js";
import { END } from "./text-flow.js";

/** What does not end a block. `step` is left to the interpreter. */
const PLAIN: Partial<Record<Operation, OperationWriter>> = { ...ARITHMETIC, ...LOADS_AND_STORES };
const JUMPS: Partial<Record<Operation, OperationWriter>> = CONDITIONS;

/**
 * Writes a function with structured control flow, out of its dominator tree: a block that several lead to stands
 * behind a WebAssembly block, which they leave (Ramsey: Beyond Relooper). Where that cannot be, every
 * block goes back to a table, which leads to the next.
 */
export class FunctionWriter {
  readonly #records: readonly (readonly InstructionRecord[])[];
  /** By order of the node: what must be left of the units at its begin; 0 where nothing is checked. */
  readonly #unitsNeeded: Float64Array;
  readonly #nodes: readonly Node[];
  readonly #loops = new Map<number, Label>();
  readonly #blocks = new Map<number, Label>();
  /** What is still to be written, the next part last. */
  readonly #parts: (() => void)[] = [];
  /** The begin of the table, if there is one, and the local that says which node is next. */
  #table: { readonly label: Label; readonly next: number } | null = null;

  constructor(
    private readonly frame: Frame,
    private readonly graph: FunctionGraph,
    private readonly callees: ReadonlyMap<number, Callee>,
  ) {
    this.#nodes = graph.nodes;
    this.#records = this.#nodes.map(({ block }) => this.#recordsOf(block));
    this.#unitsNeeded = checkpoints(frame.program.flow, this.#nodes);
  }

  /** Writes the function, a block or less for each step. */
  *write(): Generator<number, void> {
    const { code } = this.frame;
    if (this.#usesFramePointer()) this.frame.computeFramePointer();
    if (this.graph.isStructured) {
      this.#next(() => this.#writeTree(0));
      yield* this.#finish();
    } else yield* this.#writeTable();
    code.op("unreachable");
  }

  /** Has parts written after the one that is being written. They are no calls of calls: trees may be deep. */
  #next(...parts: (() => void)[]): void {
    this.#parts.push(...parts.reverse());
  }

  *#finish(): Generator<number, void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      part();
      yield 1;
    }
  }

  /** Writes all nodes behind each other, and before them the table. */
  *#writeTable(): Generator<number, void> {
    const { code } = this.frame;
    const next = code.local("i32");
    this.#table = { label: code.loop(), next };
    const labels = this.#nodes.map(() => code.block()).reverse();
    code.get(next).brTable(labels, labels[0]);
    for (const node of this.#nodes) {
      code.end();
      this.#writeNode(node);
      yield* this.#finish();
      yield 1;
    }
    code.end();
  }

  /** Writes a node and those that it dominates. */
  #writeTree(order: number): void {
    const { code } = this.frame;
    const node = this.#nodes[order];
    const merges = node.dominated.filter((below) => this.#nodes[below].isMerge);
    if (node.isLoop) this.#loops.set(order, code.loop());
    for (const merge of [...merges].reverse()) this.#blocks.set(merge, code.block());
    const end = (): void => void code.end();
    this.#next(
      () => this.#writeNode(node),
      ...merges.flatMap((merge) => [end, () => this.#writeTree(merge)]),
      ...(node.isLoop ? [end] : []),
    );
  }

  #writeNode(node: Node): void {
    const { frame } = this;
    const { flow } = frame.program;
    const records = this.#records[node.order];
    frame.block = node.block;
    this.#writeUnits(node.order, records.length);
    let pc = flow.begins[node.block];
    for (const [index, record] of records.entries()) {
      frame.pc = pc;
      frame.laterInstructions = records.length - 1 - index;
      const write = PLAIN[record.operation];
      if (write !== undefined) write(frame, record);
      else if (flow.endAt(pc) !== END.fallThrough && record.operation !== "step") this.#writeEnd(node, record);
      else frame.leave();
      if (write === undefined) return;
      pc = flow.next(pc);
    }
    this.#writeFollowing(node);
  }

  /** Pays for a block, after a look at what is left: if it is too little, the interpreter finds out where it ends. */
  #writeUnits(order: number, instructions: number): void {
    const { frame } = this;
    const { code, program } = frame;
    const { block } = this.#nodes[order];
    const needed = this.#unitsNeeded[order];
    if (needed > 0) {
      code.get(UNITS).i64(BigInt(needed)).op("i64.lt_s").if();
      frame.leaveTo(program.flow.begins[block], program.liveness.atBlock(block), () => code.get(UNITS));
      code.end();
    }
    if (instructions > 0) code.get(UNITS).i64(BigInt(instructions)).op("i64.sub").set(UNITS);
  }

  /** Writes the instruction that ends a block, and where it leads. */
  #writeEnd(node: Node, record: InstructionRecord): void {
    const { frame } = this;
    const target = frame.program.flow.targets[node.block];
    const { operation } = record;
    const condition = JUMPS[operation];
    if (operation === "exit") writeExit(frame);
    else if (operation === "ja") this.#writeBranch(node, node.taken, target);
    else if (condition !== undefined) this.#writeConditional(node, () => condition(frame, record), target);
    else {
      if (operation === "call") writeCall(frame, target, this.callees.get(target));
      else if (operation === "callx") writeCallx(frame);
      else writeSyscall(frame);
      this.#writeFollowing(node);
    }
  }

  #writeConditional(node: Node, pushCondition: () => void, target: number): void {
    const { code } = this.frame;
    const label = this.#labelOf(node, node.taken);
    // A jump to the next instruction leads there anyway.
    if (target !== this.frame.program.flow.ends[node.block]) {
      pushCondition();
      if (label !== undefined) code.brIf(label);
      else {
        code.if();
        this.#next(
          () => this.#writeBranch(node, node.taken, target),
          () => void code.end(),
          () => this.#writeFollowing(node),
        );
        return;
      }
    }
    this.#writeFollowing(node);
  }

  #writeFollowing(node: Node): void {
    this.#writeBranch(node, node.following, this.frame.program.flow.ends[node.block]);
  }

  /** Goes on with another node, or outside the function at `pc`. */
  #writeBranch(from: Node, to: number, pc: number): void {
    const { frame } = this;
    const label = this.#labelOf(from, to);
    if (label !== undefined) frame.code.br(label);
    else if (to === LEAVES) {
      const { flow, liveness } = frame.program;
      frame.leaveTo(pc, pc < flow.length ? liveness.atBlockOf(pc) : 0, () => frame.code.get(UNITS));
    } else if (this.#table !== null) frame.code.i32(to).set(this.#table.next).br(this.#table.label);
    else this.#writeTree(to);
  }

  /** The label that leads to a node, unless its code follows here. */
  #labelOf(from: Node, to: number): Label | undefined {
    if (to === LEAVES || this.#table !== null) return undefined;
    return to <= from.order ? this.#loops.get(to) : this.#blocks.get(to);
  }

  #recordsOf(block: number): readonly InstructionRecord[] {
    const { executable, flow } = this.frame.program;
    const records: InstructionRecord[] = [];
    for (let pc = flow.begins[block]; pc < flow.ends[block] && pc < flow.length; pc = flow.next(pc)) {
      records.push(recordOf(executable, flow.text, 0, pc));
    }
    return records;
  }

  /** Whether r10 is a value somewhere, and not only the base of accesses to the function's own stack frame. */
  #usesFramePointer(): boolean {
    if (this.frame.program.movesFramePointer) return false;
    return this.#records.some((records) =>
      records.some(({ operation, dst, source }) => {
        const isInFrame = operation.startsWith("frame");
        if (operation.startsWith("frameStore")) return source === FRAME_PTR_REG;
        return !isInFrame && (dst === FRAME_PTR_REG || source === FRAME_PTR_REG);
      }),
    );
  }
}
