import { base58 } from "@scure/base";

/** `bytes` in base58 (Bitcoin's alphabet). Quadratic in the length. */
export function base58Encode(bytes: Uint8Array): string {
  return base58.encode(bytes);
}

/** The bytes that `text` spells in base58, or undefined when it has other characters. Quadratic in the length. */
export function base58Decode(text: string): Uint8Array | undefined {
  try {
    return base58.decode(text);
  } catch {
    return undefined;
  }
}
