import type { Code } from "../../base/wasm/code.js";
import { PAIR_VECTORS } from "./field-pairs.js";

/** An address and, if it is not fixed, the number of the parameter that it counts from. */
export type Place = readonly [address: number] | readonly [parameter: number, offset: number];

export function pushPlace(code: Code, place: Place): void {
  if (place.length === 1) code.i32(place[0]);
  else if (place[1] === 0) code.get(place[0]);
  else code.get(place[0]).i32(place[1]).op("i32.add");
}

/** Where there is a multiple of the prime that differences begin with, and a vector of 26 bits for even limbs, all for odd. */
interface Constants {
  readonly zero: number;
  readonly evenMask: number;
}

/** Writes what does not multiply: the same for each vector of pairs, which hold an even and an odd limb. Values are locals. */
export class PairVectors {
  #vector = 0;

  constructor(
    private readonly code: Code,
    private readonly constants: Constants,
  ) {}

  each(write: (vectors: this) => void): void {
    for (this.#vector = 0; this.#vector < PAIR_VECTORS; this.#vector++) write(this);
  }

  load(place: Place): number {
    pushPlace(this.code, place);
    return this.#keep(this.code.vectorMemory("v128.load", 16 * this.#vector));
  }

  store(place: Place, value: number): void {
    pushPlace(this.code, place);
    this.code.get(value).vectorMemory("v128.store", 16 * this.#vector);
  }

  plus(a: number, b: number): number {
    return this.#keep(this.code.get(a).get(b).vector("i32x4.add"));
  }

  /** a - b, which must be tight. */
  minus(a: number, b: number): number {
    const { code } = this;
    code.i32(this.constants.zero).vectorMemory("v128.load", 16 * this.#vector);
    return this.#keep(code.get(a).vector("i32x4.add").get(b).vector("i32x4.sub"));
  }

  /** The pair the other way round. */
  swapped(a: number): number {
    return this.#keep(this.code.get(a).get(a).shuffleWords(1, 0, 3, 2));
  }

  /** The first number of one pair and the second one of another. */
  halves(first: number, second: number): number {
    return this.#keep(this.code.get(first).get(second).shuffleWords(0, 5, 2, 7));
  }

  /** The same, carried, for what counts for 5 at most. */
  carried(a: number): number {
    const { code } = this;
    const carry = this.#keep(code.get(a).i32(26).vector("i32x4.shr_u"));
    code.get(a).i32(this.constants.evenMask).vectorMemory("v128.load").vector("v128.and");
    return this.#keep(code.zeroVector().get(carry).shuffleWords(0, 1, 4, 5).vector("i32x4.add"));
  }

  #keep(code: Code): number {
    const local = code.local("v128");
    code.set(local);
    return local;
  }
}
