import { copyBytes } from "./arguments.js";
import { requireFrame } from "./frame.js";

const HASH_BYTES = 32;

/** SHA-256 of the parts one after the other (solana-sha256-hasher, hashv). */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash("sha256", "sol_sha256", parts);
}

/** Keccak-256 of the parts one after the other (solana-keccak-hasher, hashv). */
export function keccak256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash("keccak256", "sol_keccak256", parts);
}

/** BLAKE3 of the parts one after the other (solana-blake3-hasher, hashv). */
export function blake3(...parts: readonly Uint8Array[]): Uint8Array {
  return hash("blake3", "sol_blake3", parts);
}

function hash(caller: string, syscall: string, parts: readonly Uint8Array[]): Uint8Array {
  const frame = requireFrame(caller);
  const copies = parts.map((part) => copyBytes(part, caller, "a part"));
  const scratch = frame.scratch();
  const result = scratch.reserve(HASH_BYTES);
  frame.syscall(syscall, scratch.putSlices(copies), copies.length, result);
  return frame.load(result, HASH_BYTES);
}
