import { GRAIN_PLACES, type GrainExports, grainModule, TAPS } from "./field-wasm/grain-module.js";
import { inverseModulo } from "./integer.js";
import type { Matrix } from "./prime-matrix.js";
import { instantiate } from "./wasm-instance.js";

/** Of a permutation of t elements. */
export interface PoseidonParameters {
  /** For each round, t numbers that are added first. */
  readonly constants: Matrix;
  /** What each round multiplies by last. */
  readonly matrix: Matrix;
}

const PRIME_FIELD = [0, 1];
const POWER = [0, 0, 0, 0];
const ONES = new Array<number>(30).fill(1);
const SKIPPED_BITS = 160;

/**
 * The constants of Poseidon with S-box xⁿ modulo a prime ("Poseidon: A New Hash Function for
 * Zero-Knowledge Proof Systems", appendices B and F), which are those of the library, in a tenth of its time.
 */
export function poseidonParameters(
  prime: bigint,
  t: number,
  fullRounds: number,
  partialRounds: number,
): PoseidonParameters {
  const bits = prime.toString(2).length;
  const sizes = [...bitsOf(bits, 12), ...bitsOf(t, 12), ...bitsOf(fullRounds, 10), ...bitsOf(partialRounds, 10)];
  const nextNumber = grainNumbers([...PRIME_FIELD, ...POWER, ...sizes, ...ONES], bits);
  const nextBelowPrime = (): bigint => {
    for (;;) {
      const number = nextNumber();
      if (number < prime) return number;
    }
  };
  const numbers = (next: () => bigint): bigint[] => Array.from({ length: t }, next);
  const constants = Array.from({ length: fullRounds + partialRounds }, () => numbers(nextBelowPrime));
  const [xs, ys] = [numbers(nextNumber), numbers(nextNumber)];
  const inverses = invertAll(
    xs.flatMap((x) => ys.map((y) => x + y)),
    prime,
  );
  return { constants, matrix: xs.map((_, i) => inverses.slice(i * t, (i + 1) * t)) };
}

/** The highest first. */
function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (value >> (count - 1 - i)) & 1);
}

/** Numbers of so many bits from a register that starts with `seed`. */
function grainNumbers(seed: readonly number[], bits: number): () => bigint {
  const register = [...seed];
  for (let i = 0; i < SKIPPED_BITS; i++) register.push(TAPS.reduce((sum, tap) => sum ^ register[i + tap]!, 0));
  const { bytes, exports } = instantiate<GrainExports>(() => grainModule(bits))!;
  for (const [i, bit] of register.slice(SKIPPED_BITS).entries())
    bytes[GRAIN_PLACES.register + (i >> 3)]! |= bit << (i & 7);
  bytes[GRAIN_PLACES.pairs] = 1;
  const words = new BigUint64Array(bytes.buffer, GRAIN_PLACES.number, 4);
  return () => {
    exports.next();
    return words[0]! | (words[1]! << 64n) | (words[2]! << 128n) | (words[3]! << 192n);
  };
}

/** 1 / value of each, with one inversion. */
function invertAll(values: readonly bigint[], prime: bigint): bigint[] {
  const products = [1n];
  for (const value of values) products.push((products.at(-1)! * value) % prime);
  let inverse = inverseModulo(products.at(-1)!, prime);
  return values
    .map((_, i) => values.length - 1 - i)
    .map((i) => {
      const inverted = (inverse * products[i]!) % prime;
      inverse = (inverse * values[i]!) % prime;
      return inverted;
    })
    .reverse();
}
