/** `amount` over 10^decimals, exactly, with all its decimals (Agave: `real_number_string`). */
export function realNumberString(amount, decimals) {
  if (decimals === 0) return amount.toString();
  const digits = amount.toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
/** The same without zeros at the end (Agave: `real_number_string_trimmed`). */
export function realNumberStringTrimmed(amount, decimals) {
  return trimUiAmount(realNumberString(amount, decimals), decimals);
}
/** A number with decimals without the zeros at its end, nor a point (spl-token-2022 `trim_ui_amount_string`). */
export function trimUiAmount(text, decimals) {
  return decimals === 0 ? text : text.replace(/0+$/, "").replace(/\.$/, "");
}
/**
 * 10^exponent by squaring, in f64: inexact from 10^23 on, the way Rust's is (num-traits `pow`).
 */
export function powerOfTen(exponent) {
  let result = 1;
  for (let base = 10, rest = exponent; rest > 0; base *= base, rest >>>= 1) {
    if ((rest & 1) === 1) result *= base;
  }
  return result;
}
//# sourceMappingURL=ui-amount-text.js.map
