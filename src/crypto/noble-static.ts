import * as curveModule from "@noble/curves/abstract/curve.js";
import * as poseidonModule from "@noble/curves/abstract/poseidon.js";
import * as blsModule from "@noble/curves/bls12-381.js";
import * as bn254Module from "@noble/curves/bn254.js";
import * as ed25519Module from "@noble/curves/ed25519.js";
import * as nistModule from "@noble/curves/nist.js";
import * as secp256k1Module from "@noble/curves/secp256k1.js";
import * as blake3Module from "@noble/hashes/blake3.js";
import * as sha2Module from "@noble/hashes/sha2.js";
import * as sha3Module from "@noble/hashes/sha3.js";
import type { Noble } from "./noble.js";

/** The library linked in: for browsers, whose bundlers must see the imports. */
export const noble: Noble = {
  bls12381: () => blsModule,
  bn254: () => bn254Module,
  ed25519: () => ed25519Module,
  nist: () => nistModule,
  secp256k1: () => secp256k1Module,
  curve: () => curveModule,
  poseidon: () => poseidonModule,
  blake3: () => blake3Module,
  sha2: () => sha2Module,
  sha3: () => sha3Module,
};
