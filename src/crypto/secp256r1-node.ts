import { concatBytes } from "../base/bytes.js";
import { DirectCache } from "./direct-cache.js";
import { type NodeCrypto, type NodeKey, nodeCrypto } from "./node-crypto.js";
import type { Secp256r1Backend } from "./secp256r1.js";

/** SubjectPublicKeyInfo up to the point: id-ecPublicKey, prime256v1, a bit string of 33 bytes. */
const SPKI = Uint8Array.of(
  ...[0x30, 0x39, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x22, 0x00],
);

/** P-256 by node:crypto, whose OpenSSL is what Agave's precompile calls. Parsed keys are kept. */
class NodeSecp256r1 implements Secp256r1Backend {
  readonly #keys: DirectCache<NodeKey | undefined>;

  constructor(private readonly crypto: NodeCrypto) {
    this.#keys = new DirectCache((publicKey) => parse(crypto, publicKey));
  }

  isPublicKey(publicKey: Uint8Array): boolean {
    return this.#keys.get(publicKey) !== undefined;
  }

  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    const key = this.#keys.get(publicKey);
    return key !== undefined && this.crypto.verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);
  }
}

function parse(crypto: NodeCrypto, publicKey: Uint8Array): NodeKey | undefined {
  try {
    return crypto.createPublicKey({ key: concatBytes(SPKI, publicKey), format: "der", type: "spki" });
  } catch {
    return undefined; // node:crypto has no other way to say so
  }
}

let backend: NodeSecp256r1 | undefined;

/** The one of this process; undefined outside Node. */
export function nodeSecp256r1(): Secp256r1Backend | undefined {
  if (backend !== undefined) return backend;
  const crypto = nodeCrypto();
  return crypto && (backend = new NodeSecp256r1(crypto));
}
