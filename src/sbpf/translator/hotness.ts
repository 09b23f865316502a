import { slotCount } from "../decoder.js";
import type { Executable } from "../executable.js";
import type { Records } from "../wasm-interpreter/records.js";
import { END, type TextFlow } from "./text-flow.js";
import type { Translations } from "./translations.js";

/** So many instructions a program runs in the interpreter before its functions are translated, */
const FIRST_THRESHOLD = 1_000_000;
/** and so many more for each instruction of its text: large programs take long to translate. */
const THRESHOLD_PER_INSTRUCTION = 500;
/** And so many times more before those that were called since then are. */
const GROWTH = 4;
/** How much of a translation is done at a time, so that no run waits long for it. */
const BLOCKS_AT_A_TIME = 400;

/** Decides when functions of a program are translated, and which: those that have been called. */
export class Hotness {
  /** Instructions that the interpreter has run since the last translation. */
  #interpreted = 0;
  #threshold: number;
  /** Functions that were called through registers. */
  readonly #calledByRegister = new Set<number>();

  constructor(
    private readonly translations: Translations,
    private readonly records: Records,
    private readonly executable: Executable,
  ) {
    this.#threshold = FIRST_THRESHOLD + THRESHOLD_PER_INSTRUCTION * slotCount(executable.text);
  }

  noteCallx(pc: number): void {
    this.#calledByRegister.add(pc);
  }

  /** Notes that the interpreter has run so many instructions of the program. */
  note(interpreted: number): void {
    const { translations } = this;
    if (!translations.isTranslating) {
      this.#interpreted += interpreted;
      if (this.#interpreted < this.#threshold) return;
      this.#interpreted = 0;
      this.#threshold *= GROWTH;
      translations.begin(({ flow }) => this.#calledFunctions(flow));
    }
    translations.advance(BLOCKS_AT_A_TIME);
  }

  #calledFunctions(flow: TextFlow): number[] {
    const called = new Set([this.executable.entryPc]);
    for (const pc of this.#calledByRegister) if (flow.isFunction[pc] === 1) called.add(pc);
    for (let block = 0; block < flow.begins.length; block++) {
      if (flow.kinds[block] === END.call && this.records.callsAt(flow.ends[block] - 1) > 0) {
        called.add(flow.targets[block]);
      }
    }
    return [...called];
  }
}
