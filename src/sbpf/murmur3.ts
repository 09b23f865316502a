/** One multiplication and rotation of MurmurHash3. */
function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

function mix(hash: number, block: number): number {
  const h = hash ^ scramble(block);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** MurmurHash3, 32 bits, seed 0, of `bytes`. */
export function murmur3(bytes: Uint8Array): number {
  const { length } = bytes;
  const tail = length & ~3;
  let hash = 0;
  for (let i = 0; i < tail; i += 4) {
    hash = mix(hash, bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
  }
  let last = 0;
  for (let i = length - 1; i >= tail; i--) last = (last << 8) | bytes[i];
  return finish(hash ^ scramble(last) ^ length);
}

const encoder = new TextEncoder();

/** The key of a syscall or of `entrypoint` (solana-sbpf `ebpf::hash_symbol_name`). */
export function hashSymbolName(name: string): number {
  return murmur3(encoder.encode(name));
}

/** The key of a function before v3: the hash of its pc as a little-endian u64. */
export function hashPc(pc: number): number {
  return finish(mix(mix(0, pc), 0) ^ 8);
}
