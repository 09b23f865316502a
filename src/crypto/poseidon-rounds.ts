import { inverseModulo } from "./integer.js";
import type { PoseidonParameters } from "./poseidon-parameters.js";
import { type Matrix, type PrimeMatrices, transpose } from "./prime-matrix.js";

/**
 * The partial rounds of a state of t elements. Only its first element goes through the S-box there, x in and y = x⁵ out;
 * the others are a linear system that y drives and that shows in x alone. Such a system is a recurrence (Cayley and
 * Hamilton): the next x is the sum of the t last x and y times factors that are the same in every round, and the whole
 * state such a sum too. So a round needs one sum of products, where a matrix makes one for each element.
 */
export interface PartialRounds {
  /** What the last full round's powers make the y of t rounds before the first partial round, the earliest first; x is 0 there. */
  readonly entry: Matrix;
  /**
   * What the t last x and y, x before y and the earliest first, make the state behind them, without `after`. The first row
   * makes the next x, without `constants`.
   */
  readonly exit: Matrix;
  /** What is added to the x of each round. */
  readonly constants: readonly bigint[];
  /** What is added to the state, with the constants of the round that follows. */
  readonly after: readonly bigint[];
}

/** Those from round `first` on, so many. */
export function partialRounds(
  { constants, matrix }: PoseidonParameters,
  first: number,
  count: number,
  field: PrimeMatrices,
): PartialRounds {
  const t = matrix.length;
  // A round takes the state S, constants added, to A·S + B·y.
  const a = matrix.map((row) => [0n, ...row.slice(1)]);
  const b = matrix.map((row) => row[0]!);
  const columns = transpose(a);
  /** A to the power of i times B, and its first element: what y does to x i + 1 rounds later. */
  const driven = iterate(t, b, (column) => field.apply(a, column));
  const impulses = driven.map((column) => column[0]!);
  /** The first row of A to the power of i: how the state shows in x i rounds later. */
  const shown = iterate(t + 1, unit(t), (row) => field.apply(columns, row));
  const ofX = factorsOfX(shown, field);
  const ofY = ofX.map((row, i) =>
    impulses.map((_, l) => field.modulo(driven[t - 1 - l]![i]! - field.dot(row.slice(l), impulses))),
  );
  const offsets = iterate(count + 1, constants[first]!, (offset, i) =>
    field.apply(a, offset).map((value, j) => field.modulo(value + constants[first + i]![j]!)),
  );
  const ofFirst = offsets.map((offset) => offset[0]!);
  /** What the t - 1 elements before the i-th of `ofFirst` count in a sum with a row of `ofX`. */
  const counted = (row: readonly bigint[], i: number): bigint =>
    field.dot(row.slice(Math.max(0, t - 1 - i)), ofFirst.slice(Math.max(0, i - t + 1), i));
  return {
    entry: field.multiply(drivenFrom(shown, ofX[0]!, ofY[0]!, field), matrix),
    exit: ofX.map((row, i) => ofY[i]!.flatMap((factor, l) => [l === 0 ? 0n : row[l - 1]!, factor])),
    constants: ofFirst.slice(0, count).map((value, i) => field.modulo(value - counted(ofX[0]!, i))),
    after: offsets[count]!.map((value, i) => field.modulo(value - counted(ofX[i]!, count))),
  };
}

/**
 * How much of the t - 1 last x there is in each element of the state, the earliest first. They show all of the state of t
 * rounds ago but its first element, of which nothing is left; A to the power of t makes the present one of it.
 */
function factorsOfX(shown: Matrix, field: PrimeMatrices): Matrix {
  const t = shown.length - 1;
  const rest = shown.map((row) => row.slice(1));
  const inverse = field.invert(rest.slice(1, t));
  const recurrence = field.apply(transpose(inverse), rest[t]!);
  // Times A is one round on: every x becomes the one before it, and the last of them what the recurrence says.
  const oneRoundOn = (row: readonly bigint[]): bigint[] =>
    row.map((_, j) => field.modulo((row[j - 1] ?? 0n) + row.at(-1)! * recurrence[j]!));
  return [recurrence, ...inverse.map((row) => iterate(t + 1, row, oneRoundOn)[t]!)];
}

/** The y of t rounds that would have driven a system at rest, x being 0, to where the state shows as it does. */
function drivenFrom(shown: Matrix, ofX: readonly bigint[], ofY: readonly bigint[], field: PrimeMatrices): Matrix {
  const t = ofY.length;
  const [latestFirst, inverse] = [ofX.toReversed(), inverseModulo(ofY[0]!, field.prime)];
  const latest: bigint[][] = [];
  for (let i = 1; i <= t; i++) {
    // All that shows t - i rounds later, but for what x has made of it meanwhile, is due to the i latest y.
    const due = shown[0]!.map((_, j) => {
      const column = shown.slice(0, t - i).map((row) => row[j]!);
      const byX = field.dot(latestFirst, column.reverse());
      const byY = field.dot(
        ofY.slice(1, i).reverse(),
        latest.map((row) => row[j]!),
      );
      return field.modulo((shown[t - i]![j]! - byX - byY) * inverse);
    });
    latest.push(due);
  }
  return latest.reverse();
}

/** `start`, then `count` - 1 times what the one before gives, with its number. */
function iterate<T>(count: number, start: T, next: (last: T, i: number) => T): T[] {
  const values = [start];
  while (values.length < count) values.push(next(values.at(-1)!, values.length));
  return values;
}

function unit(length: number): bigint[] {
  return Array.from({ length }, (_, i) => (i === 0 ? 1n : 0n));
}
