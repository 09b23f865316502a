import { blake3 as computeBlake3 } from "../crypto/blake3.js";
import { keccak256 as computeKeccak256 } from "../crypto/keccak256.js";
import { sha256 as computeSha256 } from "../crypto/sha256.js";
import { copyBytes } from "./arguments.js";
import { currentFrame } from "./frame.js";

// Inside of a program these are syscalls, at their prices; elsewhere they are computed, for clients that hash seeds.

const HASH_BYTES = 32;

/** SHA-256 of the parts one after the other (solana-sha256-hasher, hashv). */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash("sha256", "sol_sha256", parts, computeSha256);
}

/** Keccak-256 of the parts one after the other (solana-keccak-hasher, hashv). */
export function keccak256(...parts: readonly Uint8Array[]): Uint8Array {
  return hash("keccak256", "sol_keccak256", parts, computeKeccak256);
}

/** BLAKE3 of the parts one after the other (solana-blake3-hasher, hashv). */
export function blake3(...parts: readonly Uint8Array[]): Uint8Array {
  return hash("blake3", "sol_blake3", parts, computeBlake3);
}

function hash(
  caller: string,
  syscall: string,
  parts: readonly Uint8Array[],
  compute: (...parts: readonly Uint8Array[]) => Uint8Array,
): Uint8Array {
  const copies = parts.map((part) => copyBytes(part, caller, "a part"));
  const frame = currentFrame();
  if (frame === undefined) return compute(...copies);
  const scratch = frame.scratch();
  const result = scratch.reserve(HASH_BYTES);
  frame.syscall(syscall, scratch.putSlices(copies), copies.length, result);
  return frame.load(result, HASH_BYTES);
}
