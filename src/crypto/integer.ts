const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The unsigned integer that big-endian bytes spell. */
export function integerFromBe(bytes: Uint8Array): bigint {
  let hex = "0x0";
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes[i]!];
  return BigInt(hex);
}

/** The unsigned integer that little-endian bytes spell. */
export function integerFromLe(bytes: Uint8Array): bigint {
  let hex = "0x0";
  for (let i = bytes.length - 1; i >= 0; i--) hex += HEX[bytes[i]!];
  return BigInt(hex);
}

/** `value`, which must fit, in `length` little-endian bytes. */
export function integerToLe(value: bigint, length: number): Uint8Array {
  const padded = new DataView(new ArrayBuffer(8 * Math.ceil(length / 8)));
  for (let offset = 0, rest = value; offset < length; offset += 8, rest >>= 64n)
    padded.setBigUint64(offset, rest, true);
  return new Uint8Array(padded.buffer, 0, length);
}

/** `value`, which must fit, in `length` big-endian bytes. */
export function integerToBe(value: bigint, length: number): Uint8Array {
  return integerToLe(value, length).reverse();
}

/** 1 / value modulo a prime, of which it must not be a multiple: by Euclid's algorithm. */
export function inverseModulo(value: bigint, prime: bigint): bigint {
  let [a, b] = [value % prime, prime];
  let [x, y] = [1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b] = [b - quotient * a, a];
    [x, y] = [y - quotient * x, x];
  }
  return x < 0n ? x + prime : x;
}
