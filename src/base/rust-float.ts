/** An f64 as Rust's `Display` writes it: the shortest digits that give it again, never an exponent; 1 is "1". */
export function displayFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return `${sign}inf`;
  const [digits, exponent] = magnitude.toExponential().split("e") as [string, string];
  return sign + placePoint(digits.replace(".", ""), Number(exponent) + 1);
}

/** `digits` with the decimal point behind the first `whole` of them, filled up with zeros. */
function placePoint(digits: string, whole: number): string {
  if (whole <= 0) return `0.${"0".repeat(-whole)}${digits}`;
  if (digits.length <= whole) return digits.padEnd(whole, "0");
  return `${digits.slice(0, whole)}.${digits.slice(whole)}`;
}
