import { viewOf } from "./bytes.js";

// Numbers as Rust writes an f64 in text: never with an exponent, `inf` and `NaN`, and a zero's sign.

/** Rust's `format!("{value}")`: the fewest digits that give the same number. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return unusualText(value);
  const [digits = "", exponent = "0"] = Math.abs(value).toString().split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  return signOf(value) + movePoint(whole, fraction, Number(exponent));
}

/** Rust's `format!("{value:.fractionDigits$}")`: the exact number rounded half to even. */
export function fixedFloatText(value: number, fractionDigits: number): string {
  if (!Number.isFinite(value)) return unusualText(value);
  const { significand, exponent } = partsOf(Math.abs(value));
  const scaled = significand * 10n ** BigInt(fractionDigits);
  const units = exponent >= 0 ? scaled << BigInt(exponent) : shiftRightHalfEven(scaled, BigInt(-exponent));
  const digits = units.toString().padStart(fractionDigits + 1, "0");
  const point = digits.length - fractionDigits;
  return signOf(value) + digits.slice(0, point) + (fractionDigits > 0 ? `.${digits.slice(point)}` : "");
}

/** Rust's `text.parse::<f64>()` of what the functions above write. */
export function readFloatText(text: string): number {
  const magnitude = text.replace("-", "") === "inf" ? Number.POSITIVE_INFINITY : undefined;
  if (magnitude !== undefined) return text.startsWith("-") ? -magnitude : magnitude;
  return Number(text);
}

/** `significand` times two to the power of `exponent`. `value` is finite and not negative. */
export function partsOf(value: number): { readonly significand: bigint; readonly exponent: number } {
  const view = viewOf(new Uint8Array(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  if (biased === 0) return { significand: fraction, exponent: -1074 };
  return { significand: fraction | (1n << 52n), exponent: biased - 1075 };
}

function unusualText(value: number): string {
  return Number.isNaN(value) ? "NaN" : `${signOf(value)}inf`;
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

/** The digits with the point `places` further right. */
function movePoint(whole: string, fraction: string, places: number): string {
  if (places < 0) return `0.${"0".repeat(-places - whole.length)}${whole}${fraction}`;
  const moved = fraction.slice(0, places).padEnd(places, "0");
  const rest = fraction.slice(places);
  return whole + moved + (rest === "" ? "" : `.${rest}`);
}

function shiftRightHalfEven(value: bigint, places: bigint): bigint {
  const quotient = value >> places;
  const twiceRest = (value - (quotient << places)) << 1n;
  const one = 1n << places;
  const roundsUp = twiceRest > one || (twiceRest === one && (quotient & 1n) === 1n);
  return roundsUp ? quotient + 1n : quotient;
}
