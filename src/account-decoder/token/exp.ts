import { floatParts } from "../../base/rust-float.js";

const FRACTION_BITS = 160;
const ONE = 1n << BigInt(FRACTION_BITS);
/** The natural logarithm of 2, in units of 2^-160. */
const LN2 = 0xb17217f7d1cf79abc9e3b39803f2f6af40f34326n;
/** e to any power beyond overflows, to any below its negative vanishes. */
const LARGEST_EXPONENT = 746;

/**
 * e to the power of `x`, correctly rounded unless it is subnormal. Agave calls the C library's `exp`, whose last bit is another for one `x` in a
 * thousand (glibc 2.36); that of `Math.exp` is for one in ten (measured over the rates and times of mints).
 */
export function exp(x: number): number {
  if (x > LARGEST_EXPONENT) return Number.POSITIVE_INFINITY;
  if (x < -LARGEST_EXPONENT) return 0;
  const powerOfTwo = Math.round(x / Math.LN2);
  const series = expSeries(fixedPoint(x) - BigInt(powerOfTwo) * LN2);
  // In two steps: 2^1024 is no number, but the result may be one.
  return Number(series) * 2 ** -FRACTION_BITS * 2 ** Math.min(powerOfTwo, 1023) * 2 ** Math.max(powerOfTwo - 1023, 0);
}

function fixedPoint(x: number): bigint {
  const { significand, exponent } = floatParts(Math.abs(x));
  const places = exponent + FRACTION_BITS;
  const magnitude = places >= 0 ? significand << BigInt(places) : significand >> BigInt(-places);
  return x < 0 ? -magnitude : magnitude;
}

/** The sum of r^n / n!, for |r| of half a logarithm of 2. */
function expSeries(r: bigint): bigint {
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term > 1n || term < -1n; n++) {
    term = (term * r) / (ONE * n);
    sum += term;
  }
  return sum;
}
