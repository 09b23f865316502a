const CHUNK_BYTES = 32 * 1024;
/** Larger arrays do not pay for sharing. */
const MAX_POOLED_BYTES = 4096;

let chunk = new Uint8Array(0);
let used = 0;

/**
 * A zeroed array of `length` bytes, cut from a larger one if it is small: engines take half a microsecond and more to
 * make and to drop an array of its own. As long as it is held, so is its neighbourhood of 32 KiB.
 */
export function pooledBytes(length: number): Uint8Array {
  if (length > MAX_POOLED_BYTES) return new Uint8Array(length);
  if (used + length > chunk.length) {
    chunk = new Uint8Array(CHUNK_BYTES);
    used = 0;
  }
  const bytes = chunk.subarray(used, used + length);
  used += length;
  return bytes;
}
