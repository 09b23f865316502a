/** One multiplication and rotation of MurmurHash3. */
function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/** MurmurHash3, 32 bits, seed 0, of `bytes`. */
export function murmur3(bytes: Uint8Array): number {
  const { length } = bytes;
  const tail = length & ~3;
  let hash = 0;
  for (let i = 0; i < tail; i += 4) {
    hash ^= scramble(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let last = 0;
  for (let i = length - 1; i >= tail; i--) last = (last << 8) | bytes[i];
  hash ^= scramble(last) ^ length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const encoder = new TextEncoder();

/** The key of a syscall or of `entrypoint` (solana-sbpf `ebpf::hash_symbol_name`). */
export function hashSymbolName(name: string): number {
  return murmur3(encoder.encode(name));
}

const pcBytes = new Uint8Array(8);

/** The key of a function before v3: the hash of its pc as a little-endian u64. */
export function hashPc(pc: number): number {
  new DataView(pcBytes.buffer).setUint32(0, pc, true);
  return murmur3(pcBytes);
}
