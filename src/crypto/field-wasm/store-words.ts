import type { Code } from "../../base/wasm/code.js";

const WORD_BITS = 64;

/** Stores whole limbs as 32 bytes at the address in local 0. Each begins at a bit of the number, where the last one ends. */
export function storeWords(code: Code, limbs: readonly number[], startOf: (limb: number) => number): void {
  for (let word = 0; word < 4; word++) {
    code.get(0).i64(0n);
    for (const [i, limb] of limbs.entries()) {
      const shift = WORD_BITS * word - startOf(i);
      if (shift <= -WORD_BITS || shift >= startOf(i + 1) - startOf(i)) continue;
      code
        .get(limb)
        .i64(BigInt(Math.abs(shift)))
        .op(shift < 0 ? "i64.shl" : "i64.shr_u")
        .op("i64.or");
    }
    code.memory("i64.store", 8 * word);
  }
}
