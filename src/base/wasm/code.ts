import { ByteSink } from "./byte-sink.js";
import {
  BULK,
  CONTROL,
  EMPTY_BLOCK,
  INDEXED,
  MEMORY,
  type MemoryInstruction,
  PLAIN,
  type PlainInstruction,
  PREFIX,
  VALUE_TYPES,
  type ValueType,
  VECTOR,
  VECTOR_CONTROL,
  VECTOR_MEMORY,
  type VectorInstruction,
  type VectorMemoryInstruction,
} from "./instructions.js";

/** A block that is open: where `br` may go. */
export interface Label {
  /** How many blocks were open around it. */
  readonly height: number;
}

/**
 * Writes the body of a function. Reads like the text format from left to right: `code.get(a).get(b).op("i64.add")`.
 * Blocks are closed in the order of their nesting; branches name them by label.
 */
export class Code {
  readonly #sink = new ByteSink();
  readonly #locals: ValueType[] = [];
  #height = 0;

  constructor(private readonly parameterCount: number) {}

  /** A new local; its number. */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.parameterCount + this.#locals.length - 1;
  }

  op(instruction: PlainInstruction): this {
    this.#sink.byte(PLAIN[instruction]);
    return this;
  }

  get(local: number): this {
    return this.#indexed("local.get", local);
  }

  set(local: number): this {
    return this.#indexed("local.set", local);
  }

  tee(local: number): this {
    return this.#indexed("local.tee", local);
  }

  i32(value: number): this {
    this.#sink.byte(CONTROL.i32Const).s32(value);
    return this;
  }

  i64(value: bigint): this {
    this.#sink.byte(CONTROL.i64Const).s64(value);
    return this;
  }

  /** A load or store at the address on the stack plus `offset`; no alignment is promised. */
  memory(instruction: MemoryInstruction, offset = 0): this {
    this.#sink.byte(MEMORY[instruction]).u32(0).u32(offset);
    return this;
  }

  vector(instruction: VectorInstruction): this {
    this.#sink.byte(PREFIX.vector).u32(VECTOR[instruction]);
    return this;
  }

  /** `memory` for vectors. */
  vectorMemory(instruction: VectorMemoryInstruction, offset = 0): this {
    this.#sink.byte(PREFIX.vector).u32(VECTOR_MEMORY[instruction]).u32(0).u32(offset);
    return this;
  }

  /** A vector of 16 zeros. */
  zeroVector(): this {
    this.#sink.byte(PREFIX.vector).u32(VECTOR_CONTROL.const).bytes(new Uint8Array(16));
    return this;
  }

  /** The 16 bytes that are named of two vectors: 0 to 15 are the first one's, 16 to 31 the second one's. */
  shuffle(bytes: readonly number[]): this {
    this.#sink.byte(PREFIX.vector).u32(VECTOR_CONTROL.shuffle).bytes(bytes);
    return this;
  }

  /** The same by words of four bytes: 0 to 3, and 4 to 7. */
  shuffleWords(...words: readonly number[]): this {
    return this.shuffle(words.flatMap((word) => [4 * word, 4 * word + 1, 4 * word + 2, 4 * word + 3]));
  }

  /** Puts the i32 on the stack in the place of one of the four words of the vector below it. */
  replaceWord(lane: number): this {
    this.#sink.byte(PREFIX.vector).u32(VECTOR_CONTROL.replaceWord).byte(lane);
    return this;
  }

  /** The lower (0) or the upper (1) i64 of the vector on the stack. */
  extractDoubleWord(lane: 0 | 1): this {
    this.#sink.byte(PREFIX.vector).u32(VECTOR_CONTROL.extractDoubleWord).byte(lane);
    return this;
  }

  /** Copies within the memory: destination, source, length are on the stack. They may overlap. */
  copyMemory(): this {
    this.#sink.byte(PREFIX.bulk).u32(BULK.copy).byte(0).byte(0);
    return this;
  }

  /** Fills the memory: destination, byte, length are on the stack. */
  fillMemory(): this {
    this.#sink.byte(PREFIX.bulk).u32(BULK.fill).byte(0);
    return this;
  }

  /** Opens a block that branches leave at its end, with a value of `result` if given. */
  block(result?: ValueType): Label {
    return this.#open(CONTROL.block, result);
  }

  /** Opens a block that branches begin again. */
  loop(): Label {
    return this.#open(CONTROL.loop);
  }

  /** Opens a block that runs if the i32 on the stack is not 0. */
  if(result?: ValueType): Label {
    return this.#open(CONTROL.if, result);
  }

  else(): this {
    this.#sink.byte(CONTROL.else);
    return this;
  }

  end(): this {
    this.#height--;
    this.#sink.byte(CONTROL.end);
    return this;
  }

  br(label: Label): this {
    this.#sink.byte(CONTROL.br).u32(this.#depthOf(label));
    return this;
  }

  brIf(label: Label): this {
    this.#sink.byte(CONTROL.brIf).u32(this.#depthOf(label));
    return this;
  }

  /** Goes to the label that the i32 on the stack numbers, or else to `otherwise`. */
  brTable(labels: readonly Label[], otherwise: Label): this {
    this.#sink.byte(CONTROL.brTable).vector(labels, (label) => this.#sink.u32(this.#depthOf(label)));
    this.#sink.u32(this.#depthOf(otherwise));
    return this;
  }

  /** Calls the function with this index. */
  call(functionIndex: number): this {
    this.#sink.byte(CONTROL.call).u32(functionIndex);
    return this;
  }

  /** The body as the code section has it: locals, instructions, end. */
  finish(): ByteSink {
    const body = new ByteSink();
    body.vector(this.#locals, (type) => body.u32(1).byte(VALUE_TYPES[type]));
    return body.bytes(this.#sink.finish()).byte(CONTROL.end);
  }

  #indexed(instruction: keyof typeof INDEXED, index: number): this {
    this.#sink.byte(INDEXED[instruction]).u32(index);
    return this;
  }

  #open(opcode: number, result?: ValueType): Label {
    this.#sink.byte(opcode).byte(result === undefined ? EMPTY_BLOCK : VALUE_TYPES[result]);
    return { height: this.#height++ };
  }

  #depthOf({ height }: Label): number {
    return this.#height - 1 - height;
  }
}
