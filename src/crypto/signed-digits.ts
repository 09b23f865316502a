/** Of scalars; the last digit may lie one higher. */
export const SCALAR_BITS = 256;

/**
 * The digits of a scalar of 32 bytes, little-endian, that are 0 or odd between -2^(width - 1) and 2^(width -
 * 1): the scalar is the sum of digit i times 2^i, and of `width` digits one at most is not 0.
 */
export function signedDigits(scalar: Uint8Array, width: number): Int8Array {
  const digits = new Int8Array(SCALAR_BITS + 1);
  let carry = 0;
  for (let i = 0; i <= SCALAR_BITS; ) {
    const value = bitsAt(scalar, i, width) + carry;
    if ((value & 1) === 0) {
      i++;
      continue;
    }
    carry = value >> (width - 1);
    digits[i] = value - (carry << width);
    i += width;
  }
  return digits;
}

function bitsAt(scalar: Uint8Array, start: number, count: number): number {
  const byte = start >> 3;
  const two = (scalar[byte] ?? 0) | ((scalar[byte + 1] ?? 0) << 8);
  return (two >> (start & 7)) & ((1 << count) - 1);
}
