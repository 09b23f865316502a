import { decodeText, newDecodedText, slotCount } from "../decoder.js";
import type { EngineStatistics } from "../engine.js";
import type { Executable } from "../executable.js";
import type { LinearMemory } from "../linear-memory.js";
import type { Loader } from "../loader.js";
import { REGISTER_FILE_OFFSET } from "../register-file.js";
import { staticSyscalls } from "../version.js";
import { IMMEDIATE, type InstructionRecord, recordOf } from "./instruction-record.js";
import { RECORD, RECORD_SIZE } from "./layout.js";
import { operationNumber } from "./operations.js";

/** Records are made so many at a time, for a run reaches few of the functions of a large program. */
const PAGE_SLOTS = 64;
const PAGE_BYTES = PAGE_SLOTS * RECORD_SIZE;
const decodedPage = newDecodedText(PAGE_SLOTS);

/** The instruction records of an executable in a linear memory, made as runs reach them. */
export class Records {
  readonly hostOffset: number;
  /** Stack frames that a run makes writable when it starts: what is written must be cleared, so no more than of use. */
  firstFrames = 1;
  readonly #isMade: Uint8Array;
  /** 1 where functions begin. */
  readonly #isBegin: Uint8Array;
  /** The operations where functions begin that have not been run: the interpreter stops there the first time. */
  readonly #operationsAtBegins = new Map<number, number>();
  readonly #translatedCalls = new Set<number>();
  /** What `hasAmbiguousCalls` was asked last, and what it said. */
  #checkedLoader: unknown;
  #isAmbiguous = false;

  constructor(
    private readonly linear: LinearMemory,
    private readonly executable: Executable,
    private readonly statistics: EngineStatistics,
  ) {
    // The record behind the last instruction says `step`; the other keeps its end within the address space.
    const slots = slotCount(executable.text) + 2;
    this.#isMade = new Uint8Array(Math.ceil(slots / PAGE_SLOTS));
    const clear = clearerOf(linear, this.#isMade, slots * RECORD_SIZE);
    this.hostOffset = linear.allocateFor(executable, slots * RECORD_SIZE, clear);
    this.#isBegin = new Uint8Array(slots);
    this.#isBegin[executable.entryPc] = 1;
    for (const pc of executable.functions.values()) this.#isBegin[pc] = 1;
  }

  /** Before v3 the hash in a call may name a function and a syscall of the loader: then it calls both. */
  hasAmbiguousCalls<C>(loader: Loader<C>): boolean {
    if (this.#checkedLoader !== loader) {
      const { functions, sbpfVersion } = this.executable;
      this.#checkedLoader = loader;
      this.#isAmbiguous =
        !staticSyscalls(sbpfVersion) &&
        loader.syscalls.entries().some(([key]) => functions.lookupByKey(key) !== undefined);
    }
    return this.#isAmbiguous;
  }

  /** Notes that the calls at these places are of translated functions. */
  markTranslated(calls: readonly number[]): void {
    for (const pc of calls) {
      this.#translatedCalls.add(pc);
      if (this.#isMade[Math.floor(pc / PAGE_SLOTS)] === 1) this.#mark(pc);
    }
  }

  /** How often the interpreter has done the call at `pc`, modulo 2^32. */
  callsAt(pc: number): number {
    return this.linear.halves[(this.hostOffset + pc * RECORD_SIZE + RECORD.calls) / 4];
  }

  /** Has the interpreter run the instruction at `pc`, at which it stopped; false if only the record's operation does. */
  make(pc: number): boolean {
    const page = Math.floor(pc / PAGE_SLOTS);
    const isNew = this.#isMade[page] === 0;
    if (isNew) this.#makePage(page);
    return this.#beginFunction(pc) || isNew;
  }

  /** Counts the function that begins at `pc`; false if none does, or it was counted. */
  #beginFunction(pc: number): boolean {
    const operation = this.#operationsAtBegins.get(pc);
    if (operation === undefined) return false;
    this.#operationsAtBegins.delete(pc);
    this.linear.bytes[this.#operationAt(pc)] = operation;
    this.statistics.functionsInterpreted++;
    return true;
  }

  #makePage(page: number): void {
    const { executable } = this;
    this.#isMade[page] = 1;
    const begin = page * PAGE_SLOTS;
    const end = Math.min(begin + PAGE_SLOTS, slotCount(executable.text));
    const text = decodeText(executable, begin, end, decodedPage);
    for (let slot = 0; slot < end - begin; slot++) {
      this.#write(this.hostOffset + (begin + slot) * RECORD_SIZE, recordOf(executable, text, begin, slot));
    }
    for (let pc = begin; pc < end; pc++) if (this.#isBegin[pc] === 1) this.#stopAtBegin(pc);
    for (const call of this.#translatedCalls) if (Math.floor(call / PAGE_SLOTS) === page) this.#mark(call);
  }

  #stopAtBegin(pc: number): void {
    const { bytes } = this.linear;
    const at = this.#operationAt(pc);
    this.#operationsAtBegins.set(pc, bytes[at]);
    bytes[at] = operationNumber("step");
  }

  #operationAt(pc: number): number {
    return this.hostOffset + pc * RECORD_SIZE + RECORD.operation;
  }

  #mark(pc: number): void {
    this.linear.bytes[this.hostOffset + pc * RECORD_SIZE + RECORD.dst] = 1;
  }

  #write(at: number, { operation, dst, offset, source, low, high }: InstructionRecord): void {
    const { view } = this.linear;
    view.setUint8(at + RECORD.operation, operationNumber(operation));
    view.setUint8(at + RECORD.dst, dst * 8);
    view.setInt16(at + RECORD.offset, offset, true);
    const sourceOffset = source === IMMEDIATE ? at + RECORD.immediate : REGISTER_FILE_OFFSET + source * 8;
    view.setUint32(at + RECORD.source, sourceOffset, true);
    view.setInt32(at + RECORD.immediate, low, true);
    view.setInt32(at + RECORD.immediate + 4, high, true);
  }
}

/** Clears the pages that were made. */
function clearerOf(linear: LinearMemory, isMade: Uint8Array, byteLength: number): (hostOffset: number) => void {
  return (hostOffset) => {
    for (let page = 0; page < isMade.length; page++) {
      const begin = page * PAGE_BYTES;
      if (isMade[page] === 1) linear.clear(hostOffset + begin, Math.min(PAGE_BYTES, byteLength - begin));
    }
  };
}
