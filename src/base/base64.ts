import { base64 } from "@scure/base";

/** `bytes` in base64: standard alphabet, padded. */
export function base64Encode(bytes: Uint8Array): string {
  return base64.encode(bytes);
}

/**
 * The bytes that `text` spells in base64, or undefined when it is not the one spelling of any bytes: other characters,
 * missing or surplus padding, stray bits in the last digit (as Rust's BASE64_STANDARD decides).
 */
export function base64Decode(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
