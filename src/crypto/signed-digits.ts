/**
 * The digits of a number of n little-endian bytes that are 0 or odd between -2^(width - 1) and 2^(width - 1): the number is
 * the sum of digit i times 2^i, for i from 0 to 8n, and of `width` digits one at most is not 0.
 */
export function signedDigits(bytes: Uint8Array, width: number): Int8Array {
  const digits = new Int8Array(8 * bytes.length + 1);
  const mask = (1 << width) - 1;
  let carry = 0;
  for (let i = 0; i < digits.length; ) {
    const byte = i >> 3;
    const two = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8);
    const value = ((two >> (i & 7)) & mask) + carry;
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
