import { type NodeRequire, nodeRequire } from "../base/node-builtin.js";
import type { Noble } from "./noble.js";

const here = (import.meta as { url?: string }).url;

let require: NodeRequire | undefined;

/** A function that requires the module on its first call. */
function lazy<Module>(specifier: string): () => Module {
  let module: Module | undefined;
  return () => {
    require ??= nodeRequire(here)!;
    module ??= require(specifier) as Module;
    return module;
  };
}

/** The library loaded piece by piece, each on its first use: for Node. */
export const noble: Noble = {
  bls12381: lazy("@noble/curves/bls12-381.js"),
  bn254: lazy("@noble/curves/bn254.js"),
  ed25519: lazy("@noble/curves/ed25519.js"),
  nist: lazy("@noble/curves/nist.js"),
  secp256k1: lazy("@noble/curves/secp256k1.js"),
  curve: lazy("@noble/curves/abstract/curve.js"),
  poseidon: lazy("@noble/curves/abstract/poseidon.js"),
  blake3: lazy("@noble/hashes/blake3.js"),
  sha2: lazy("@noble/hashes/sha2.js"),
  sha3: lazy("@noble/hashes/sha3.js"),
};
