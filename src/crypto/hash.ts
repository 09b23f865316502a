import { type NodeCrypto, nodeCrypto } from "./node-crypto.js";

/** Writes the hash of `input` to `out` from `offset` on. */
export type HashInto = (input: Uint8Array, out: Uint8Array, offset: number) => void;

/** A hash function of @noble/hashes that takes no options. */
type NobleHash = (input: Uint8Array) => Uint8Array;

/** The hash of the slices one after the other, in an array of its own. */
export function hashOf(hashInto: HashInto, digestBytes: number, slices: readonly Uint8Array[]): Uint8Array {
  const digest = new Uint8Array(digestBytes);
  hashInto(joined(slices), digest, 0);
  return digest;
}

/** By node:crypto where it is there, else as `otherwise` does. */
export function platformHash(algorithm: "sha256" | "sha512", otherwise: HashInto): HashInto {
  return (input, out, offset) => {
    const crypto = nodeCrypto();
    if (crypto === undefined) otherwise(input, out, offset);
    else nodeHashInto(crypto, algorithm, input, out, offset);
  };
}

/** By the library, which `load` gives. */
export function libraryHash(load: () => NobleHash): HashInto {
  return (input, out, offset) => out.set(load()(input), offset);
}

function nodeHashInto(crypto: NodeCrypto, algorithm: string, input: Uint8Array, out: Uint8Array, offset: number): void {
  const digest = crypto.hash(algorithm, input, "utf16le");
  for (let i = 0, at = offset; i < digest.length; i++, at += 2) {
    const pair = digest.charCodeAt(i);
    out[at] = pair;
    out[at + 1] = pair >> 8;
  }
}

const KEPT_BYTES = 65_536;
let scratch = new Uint8Array(1024);

/** The slices one after the other: a slice itself if it is the only one, else bytes that the next call overwrites. */
export function joined(slices: readonly Uint8Array[]): Uint8Array {
  if (slices.length === 1) return slices[0]!;
  let length = 0;
  for (const slice of slices) length += slice.length;
  const out = length <= scratch.length ? scratch : new Uint8Array(2 * length);
  if (out.length <= KEPT_BYTES) scratch = out;
  let offset = 0;
  for (const slice of slices) {
    out.set(slice, offset);
    offset += slice.length;
  }
  return out.subarray(0, length);
}
