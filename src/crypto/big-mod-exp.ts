import { integerFromLe, integerToLe } from "./integer.js";

/** The most bytes that base, exponent and modulus can have: which also bounds the time, to some tenths of a second. */
export const BIG_MOD_EXP_MAX_BYTES = 512;

/**
 * base^exponent modulo an odd modulus above 1, little-endian in and out, in as many bytes as the modulus has; null for
 * any other modulus or for more bytes than allowed (solana-big-mod-exp 4 `big_mod_exp`). 0^0 is 1.
 */
export function bigModExp(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array | null {
  if (Math.max(base.length, exponent.length, modulus.length) > BIG_MOD_EXP_MAX_BYTES) return null;
  const m = integerFromLe(modulus);
  if (m <= 1n || (m & 1n) === 0n) return null;
  return integerToLe(power(integerFromLe(base) % m, exponent, m), modulus.length);
}

/** base^exponent modulo m, four bits of the little-endian exponent at a time, from the highest. */
function power(base: bigint, exponent: Uint8Array, m: bigint): bigint {
  const powers = [1n];
  for (let i = 1; i < 16; i++) powers.push((powers[i - 1]! * base) % m);
  let result = 1n;
  for (let i = exponent.length - 1; i >= 0; i--) {
    for (const digit of [exponent[i]! >> 4, exponent[i]! & 15]) {
      for (let square = 0; square < 4; square++) result = (result * result) % m;
      if (digit !== 0) result = (result * powers[digit]!) % m;
    }
  }
  return result;
}
