import { inverseModulo } from "./integer.js";

/** Rows of numbers modulo a prime. */
export type Matrix = readonly (readonly bigint[])[];

/** Arithmetic on vectors and matrices of integers modulo a prime, below which results are. */
export class PrimeMatrices {
  constructor(readonly prime: bigint) {}

  modulo(value: bigint): bigint {
    const rest = value % this.prime;
    return rest < 0n ? rest + this.prime : rest;
  }

  /** The sum of the products of vectors, as far as the shorter goes. */
  dot(a: readonly bigint[], b: readonly bigint[]): bigint {
    let sum = 0n;
    for (let i = Math.min(a.length, b.length) - 1; i >= 0; i--) sum += a[i]! * b[i]!;
    return this.modulo(sum);
  }

  /** A matrix times a column. */
  apply(matrix: Matrix, column: readonly bigint[]): bigint[] {
    return matrix.map((row) => this.dot(row, column));
  }

  multiply(a: Matrix, b: Matrix): Matrix {
    const columns = transpose(b);
    return a.map((row) => this.apply(columns, row));
  }

  /** The inverse of a matrix that has one: by elimination, each pivot the first that is not 0. */
  invert(matrix: Matrix): Matrix {
    const size = matrix.length;
    const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1n : 0n))]);
    for (let i = 0; i < size; i++) {
      const pivot = rows.findIndex((row, j) => j >= i && row[i] !== 0n);
      [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
      const inverse = inverseModulo(rows[i]![i]!, this.prime);
      const scaled = rows[i]!.map((value) => (value * inverse) % this.prime);
      for (const [j, row] of rows.entries()) {
        const factor = row[i]!;
        rows[j] = j === i ? scaled : row.map((value, k) => this.modulo(value - factor * scaled[k]!));
      }
    }
    return rows.map((row) => row.slice(size));
  }
}

export function transpose(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));
}
