/**
 * The modules of @noble/curves and @noble/hashes that we use, each loaded no earlier than its first call where the
 * platform can (in Node all of them together take 70 ms to import, and most transactions need none). `#noble` in
 * package.json picks noble-node.ts or noble-static.ts.
 */
export interface Noble {
  bls12381(): typeof import("@noble/curves/bls12-381.js");
  bn254(): typeof import("@noble/curves/bn254.js");
  ed25519(): typeof import("@noble/curves/ed25519.js");
  nist(): typeof import("@noble/curves/nist.js");
  secp256k1(): typeof import("@noble/curves/secp256k1.js");
  curve(): typeof import("@noble/curves/abstract/curve.js");
  poseidon(): typeof import("@noble/curves/abstract/poseidon.js");
  blake3(): typeof import("@noble/hashes/blake3.js");
  sha2(): typeof import("@noble/hashes/sha2.js");
  sha3(): typeof import("@noble/hashes/sha3.js");
}
