import { hex } from "@scure/base";

/** `bytes` in hexadecimal: two digits each, lower case. */
export function hexEncode(bytes: Uint8Array): string {
  return hex.encode(bytes);
}
