const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const NOT_A_DIGIT = 64;
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const DIGIT_OF_CODE = new Uint8Array(128).fill(NOT_A_DIGIT);
CODES.forEach((code, digit) => {
  DIGIT_OF_CODE[code] = digit;
});
const PADDING = 61;
const ascii = new TextDecoder();

/** `bytes` in base64: standard alphabet, padded. */
export function base64Encode(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let out = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = (bytes[i] << 16) | ((left > 1 ? bytes[i + 1] : 0) << 8) | (left > 2 ? bytes[i + 2] : 0);
    text[out++] = CODES[bits >> 18];
    text[out++] = CODES[(bits >> 12) & 63];
    text[out++] = left > 1 ? CODES[(bits >> 6) & 63] : PADDING;
    text[out++] = left > 2 ? CODES[bits & 63] : PADDING;
  }
  return ascii.decode(text);
}

/**
 * The bytes that `text` spells in base64, or undefined when it is not the one spelling of any bytes: other characters,
 * missing or surplus padding, stray bits in the last digit (as Rust's BASE64_STANDARD decides).
 */
export function base64Decode(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const digits = text.length - padding;
  let out = 0;
  let bits = 0;
  let held = 0;
  for (let i = 0; i < digits; i++) {
    const code = text.charCodeAt(i);
    const digit = code < 128 ? DIGIT_OF_CODE[code] : NOT_A_DIGIT;
    if (digit === NOT_A_DIGIT) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[out++] = bits >> held;
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}
