/** The first 32 bits of the fractional parts of the square roots of the first primes, as bytes of little-endian words. */
export function squareRootFractions(count: number): Uint8Array {
  return fractions(count, 1 / 2);
}

/** The same of cube roots. */
export function cubeRootFractions(count: number): Uint8Array {
  return fractions(count, 1 / 3);
}

function fractions(count: number, exponent: number): Uint8Array {
  const words = new Uint32Array(count);
  for (let n = 2, i = 0; i < count; n++) if (isPrime(n)) words[i++] = (n ** exponent % 1) * 2 ** 32;
  return new Uint8Array(words.buffer);
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}
