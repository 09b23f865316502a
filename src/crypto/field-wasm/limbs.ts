import type { Code } from "../../base/wasm/code.js";

// Numbers below 2^261 in nine limbs of 29 bits, the lowest first.

export const LIMBS = 9;
export const LIMB_BITS = 29n;
export const LIMB_MASK = (1n << LIMB_BITS) - 1n;

export function limbsOf(value: bigint): bigint[] {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (LIMB_BITS * BigInt(i))) & LIMB_MASK);
}

/** Locals for limbs. */
export function newLimbs(code: Code): number[] {
  return Array.from({ length: LIMBS }, () => code.local("i64"));
}

/** Visits the products of the limbs i and j that count 2^(29·k). */
export function forColumn(k: number, visit: (i: number, j: number, isFirst: boolean) => void): void {
  const first = Math.max(0, k - LIMBS + 1);
  for (let i = first; i <= Math.min(k, LIMBS - 1); i++) visit(i, k - i, i === first);
}
