const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING = "=";

/** The value of each ASCII character, -1 where it is no digit. */
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** `bytes` in base64: standard alphabet, padded. */
export function base64Encode(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const bits = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const left = bytes.length - at;
    text += ALPHABET[bits >> 18]! + ALPHABET[(bits >> 12) & 63]!;
    text += left > 1 ? ALPHABET[(bits >> 6) & 63]! : PADDING;
    text += left > 2 ? ALPHABET[bits & 63]! : PADDING;
  }
  return text;
}

/**
 * The bytes that `text` spells in base64, or undefined when it is not the one spelling of any bytes: other characters,
 * missing or surplus padding, stray bits in the last digit (as Rust's BASE64_STANDARD decides).
 */
export function base64Decode(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  let padding = 0;
  while (padding < 2 && text[text.length - 1 - padding] === PADDING) padding++;
  const digits = text.length - padding;
  // Room for whole groups: what the padding stands for is cut off, and must be zero.
  const bytes = new Uint8Array((text.length / 4) * 3);
  let faults = 0;
  for (let at = 0, out = 0; at < text.length; at += 4) {
    let bits = 0;
    for (let i = at; i < at + 4; i++) {
      const value = i < digits ? (VALUES[text.charCodeAt(i)] ?? -1) : 0;
      faults |= value;
      bits = (bits << 6) | value;
    }
    bytes[out++] = bits >> 16;
    bytes[out++] = bits >> 8;
    bytes[out++] = bits;
  }
  const length = bytes.length - padding;
  const hasStrayBits = bytes[length]! > 0 || bytes[length + 1]! > 0;
  return faults < 0 || hasStrayBits ? undefined : bytes.slice(0, length);
}
