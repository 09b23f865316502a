import { viewOf } from "./bytes.js";

/**
 * An f64 as Rust's `Display` writes it: the shortest digits that give it again, never an exponent; 1 is "1".
 *
 * DIVERGES: of two that are equally near, Rust takes the one away from zero, and JavaScript the even one: * 1125899906842624.25 ends in 2 here and in 3 there.
 */
export function displayFloat(value: number): string {
  if (!Number.isFinite(value)) return displayNonFinite(value);
  const [digits, exponent] = Math.abs(value).toExponential().split("e") as [string, string];
  return signOf(value) + placePoint(digits.replace(".", ""), Number(exponent) + 1);
}

/** An f64 as Rust's `{:.fractionDigits$}` writes it: the exact number, rounded half to even. */
export function displayFixedFloat(value: number, fractionDigits: number): string {
  if (!Number.isFinite(value)) return displayNonFinite(value);
  const { significand, exponent } = floatParts(Math.abs(value));
  const scaled = significand * 10n ** BigInt(fractionDigits);
  const units = exponent >= 0 ? scaled << BigInt(exponent) : shiftRightHalfEven(scaled, BigInt(-exponent));
  const digits = units.toString().padStart(fractionDigits + 1, "0");
  return signOf(value) + placePoint(digits, digits.length - fractionDigits);
}

/** The f64 that such a text stands for (Rust's `parse::<f64>`). */
export function parseDisplayedFloat(text: string): number {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  return text === "-inf" ? Number.NEGATIVE_INFINITY : Number(text);
}

/** A finite f64 of no sign is `significand` times two to the power of `exponent`. */
export function floatParts(value: number): { readonly significand: bigint; readonly exponent: number } {
  const view = viewOf(new Uint8Array(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const biasedExponent = Number(bits >> 52n);
  if (biasedExponent === 0) return { significand: fraction, exponent: -1074 };
  return { significand: fraction | (1n << 52n), exponent: biasedExponent - 1075 };
}

function displayNonFinite(value: number): string {
  return Number.isNaN(value) ? "NaN" : `${signOf(value)}inf`;
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

/** `digits` with the decimal point behind the first `whole` of them, filled up with zeros. */
function placePoint(digits: string, whole: number): string {
  if (whole <= 0) return `0.${"0".repeat(-whole)}${digits}`;
  if (digits.length <= whole) return digits.padEnd(whole, "0");
  return `${digits.slice(0, whole)}.${digits.slice(whole)}`;
}

function shiftRightHalfEven(value: bigint, places: bigint): bigint {
  const quotient = value >> places;
  const twiceRest = (value - (quotient << places)) << 1n;
  const one = 1n << places;
  const roundsUp = twiceRest > one || (twiceRest === one && (quotient & 1n) === 1n);
  return roundsUp ? quotient + 1n : quotient;
}
