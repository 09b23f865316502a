import { base64 } from "@scure/base";
import { nodeBuiltin } from "./node-builtin.js";

// Node's is ten times as fast (measured: 1.2 ms against 25 ms for a program of 1.5 MB, which an RPC is often asked for).
const Buffer = nodeBuiltin<{ Buffer: NodeBuffer }>("node:buffer")?.Buffer;

interface NodeBuffer {
  from(data: ArrayBufferLike, byteOffset: number, length: number): { toString(encoding: "base64"): string };
  from(text: string, encoding: "base64"): Uint8Array;
}

/** `bytes` in base64: standard alphabet, padded. */
export function base64Encode(bytes: Uint8Array): string {
  if (Buffer === undefined) return base64.encode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/**
 * The bytes that `text` spells in base64, or undefined when it is not the one spelling of any bytes: other characters,
 * missing or surplus padding, stray bits in the last digit (as Rust's BASE64_STANDARD decides).
 */
export function base64Decode(text: string): Uint8Array | undefined {
  if (Buffer === undefined) return decodePortably(text);
  // Node reads whatever it can of any text; a copy, for its arrays share memory.
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  return base64Encode(bytes) === text ? bytes : undefined;
}

function decodePortably(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}
