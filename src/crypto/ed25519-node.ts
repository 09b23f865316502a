import { concatBytes } from "../base/bytes.js";
import { DirectCache } from "./direct-cache.js";
import type { Ed25519Backend } from "./ed25519-backend.js";
import { isOnCurve } from "./is-on-curve.js";
import { type NodeCrypto, type NodeKey, nodeCrypto } from "./node-crypto.js";

/** RFC 8410: the DER that stands before the 32 bytes of a key. */
const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);
const PKCS8_PREFIX = Uint8Array.of(
  ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
);

/**
 * Ed25519 by node:crypto, whose OpenSSL computes s·B - k·A and compares its encoding with R, without the cofactor.
 * Parsing a key costs as much as verifying a signature, so parsed keys are kept.
 */
class NodeEd25519 implements Ed25519Backend {
  readonly #publicKeys: DirectCache<NodeKey | undefined>;
  readonly #privateKeys: DirectCache<NodeKey>;

  constructor(private readonly crypto: NodeCrypto) {
    this.#publicKeys = new DirectCache((key) =>
      isOnCurve(key)
        ? crypto.createPublicKey({ key: concatBytes(SPKI_PREFIX, key), format: "der", type: "spki" })
        : undefined,
    );
    this.#privateKeys = new DirectCache((key) =>
      crypto.createPrivateKey({ key: concatBytes(PKCS8_PREFIX, key), format: "der", type: "pkcs8" }),
    );
  }

  equationHolds(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    const key = this.#publicKeys.get(publicKey);
    return key !== undefined && this.crypto.verify(null, message, key, signature);
  }

  getPublicKey(secretKey: Uint8Array): Uint8Array {
    const spki = this.crypto.createPublicKey(this.#privateKeys.get(secretKey)).export({ format: "der", type: "spki" });
    return new Uint8Array(spki.subarray(SPKI_PREFIX.length));
  }

  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
    return new Uint8Array(this.crypto.sign(null, message, this.#privateKeys.get(secretKey)));
  }
}

let backend: NodeEd25519 | undefined;

/** The one of this process; undefined outside Node. */
export function nodeEd25519(): Ed25519Backend | undefined {
  if (backend !== undefined) return backend;
  const crypto = nodeCrypto();
  return crypto && (backend = new NodeEd25519(crypto));
}
