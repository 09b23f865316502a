import { ProgramError } from "callgate/program";

// Arithmetic as a Rust program does it: checked, in u128 between, rounded on purpose.

const U64_MAX = 2n ** 64n - 1n;

/** The number, if it is a u64; throws ProgramError ArithmeticOverflow otherwise. */
export function u64(value: bigint): bigint {
  if (value < 0n || value > U64_MAX) throw new ProgramError("ArithmeticOverflow");
  return value;
}

/** a * b / c, rounded down. Throws ProgramError ArithmeticOverflow. */
export function mulDiv(a: bigint, b: bigint, c: bigint): bigint {
  if (c === 0n) throw new ProgramError("ArithmeticOverflow", "division by zero");
  return u64((a * b) / c);
}

/** a * b / c, rounded up. Throws ProgramError ArithmeticOverflow. */
export function mulDivUp(a: bigint, b: bigint, c: bigint): bigint {
  return mulDiv(a * b + c - 1n, 1n, c);
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The root, rounded down. */
export function squareRoot(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
