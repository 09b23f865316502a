import { montgomeryField, PAIR_BYTES, SECOND } from "./field-wasm/montgomery-field.js";
import {
  FREE,
  HALF_OF_FULL_ROUNDS,
  POSEIDON_PLACES,
  type PoseidonExports,
  pairsOf,
  placeInState,
  poseidonModule,
  writeConstants,
} from "./field-wasm/poseidon-module.js";
import { integerToLe } from "./integer.js";
import { poseidonParameters } from "./poseidon-parameters.js";
import { partialRounds } from "./poseidon-rounds.js";
import { type Matrix, PrimeMatrices } from "./prime-matrix.js";
import { instantiate, type WasmInstance } from "./wasm-instance.js";

/** Of 64 KiB: room for the tables of all sizes. */
const PAGES = 4;
const ENCODED_BYTES = 32;
const { encoded: ENCODED, state: STATE, zero: ZERO } = POSEIDON_PLACES;

/** Where the parts of a table begin: see `PoseidonExports`. */
interface Table {
  readonly initial: number;
  readonly matrix: number;
  readonly entry: number;
  readonly exit: number;
  readonly addends: number;
}

/** Poseidon over a prime field with x⁵ in generated WebAssembly, its tables made when they are first asked for. */
export class PoseidonMachine {
  readonly #prime: bigint;
  readonly #exports: PoseidonExports;
  readonly #encoded: Uint8Array;
  readonly #tables = new Map<number, Table>();
  #free = FREE;

  private constructor(prime: bigint, { bytes, exports }: WasmInstance<PoseidonExports>) {
    this.#prime = prime;
    this.#exports = exports;
    this.#encoded = bytes.subarray(ENCODED, ENCODED + ENCODED_BYTES);
  }

  /** Null where the host compiles no WebAssembly, or none with vectors. */
  static create(prime: bigint): PoseidonMachine | null {
    const field = montgomeryField(prime);
    const prepare = (bytes: Uint8Array): void => writeConstants(field, bytes);
    const instance = instantiate<PoseidonExports>(() => poseidonModule(field), prepare, PAGES);
    return instance && new PoseidonMachine(prime, instance);
  }

  /**
   * The first element of the permuted state, 32 bytes, of a state of a zero and 1 to 12 inputs of 32 bytes each; null if one
   * is not below the prime.
   */
  hash(inputs: readonly Uint8Array[], partialRoundCount: number, endianness: "big" | "little"): Uint8Array | null {
    const t = inputs.length + 1;
    const { read, permute, write } = this.#exports;
    let table = this.#tables.get(t);
    if (table === undefined) this.#tables.set(t, (table = this.#newTable(t, partialRoundCount)));
    this.#encoded.fill(0);
    for (let i = 0; i < t; i++) {
      if (i > 0) this.#encoded.set(inputs[i - 1]!);
      if (endianness === "big") this.#encoded.reverse();
      const place = placeInState(t, i);
      if (read(STATE + place, table.initial + place) === 0) return null;
    }
    permute(t, partialRoundCount, table.matrix, table.entry, table.exit, table.addends);
    write(STATE);
    const hash = this.#encoded.slice();
    return endianness === "big" ? hash.reverse() : hash;
  }

  #newTable(t: number, partialRoundCount: number): Table {
    const prime = this.#prime;
    const parameters = poseidonParameters(prime, t, 2 * HALF_OF_FULL_ROUNDS, partialRoundCount);
    const { constants, matrix } = parameters;
    const partial = partialRounds(parameters, HALF_OF_FULL_ROUNDS, partialRoundCount, new PrimeMatrices(prime));
    return {
      initial: this.#append([constants[0]!], placeInState),
      matrix: this.#append(matrix, placeInState),
      entry: this.#append(partial.entry, placeInState),
      exit: this.#append(partial.exit, placeInHistory),
      addends: this.#append(
        [
          ...constants.slice(1, HALF_OF_FULL_ROUNDS),
          ...partial.constants.map((constant) => [constant]),
          partial.after,
          ...constants.slice(HALF_OF_FULL_ROUNDS + partialRoundCount + 1),
        ],
        placeInState,
      ),
    };
  }

  /** Writes rows one after the other; where they begin. */
  #append(rows: Matrix, placeOf: (length: number, i: number) => number): number {
    const start = this.#free;
    for (const row of rows) {
      for (const [i, value] of row.entries()) {
        this.#encoded.set(integerToLe(value, ENCODED_BYTES));
        this.#exports.read(this.#free + placeOf(row.length, i), ZERO);
      }
      this.#free += pairsOf(row.length) * PAIR_BYTES;
    }
    return start;
  }
}

/** x and y alternate. */
function placeInHistory(_length: number, i: number): number {
  return (i >> 1) * PAIR_BYTES + (i & 1) * SECOND;
}
