/**
 * Writes the digits of `length` little-endian bytes from `start` on: 0 or odd, between -2^(width - 1) and 2^(width - 1). The
 * bytes spell the sum of digit i times 2^i, and of `width` digits one at most is not 0. How many digits: 8 · length + 1.
 */
export function signedDigits(
  digits: Int8Array,
  bytes: Uint8Array,
  start: number,
  length: number,
  width: number,
): number {
  const count = 8 * length + 1;
  const mask = (1 << width) - 1;
  digits.fill(0, 0, count);
  let carry = 0;
  for (let i = 0; i < count; ) {
    const byte = i >> 3;
    const low = byte < length ? bytes[start + byte]! : 0;
    const high = byte + 1 < length ? bytes[start + byte + 1]! : 0;
    const value = (((low | (high << 8)) >> (i & 7)) & mask) + carry;
    if ((value & 1) === 0) {
      i++;
      continue;
    }
    carry = value >> (width - 1);
    digits[i] = value - (carry << width);
    i += width;
  }
  return count;
}
