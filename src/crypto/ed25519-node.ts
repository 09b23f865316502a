import { base64Decode, base64Encode } from "../base/base64.js";
import { DirectCache } from "./direct-cache.js";
import type { Ed25519Backend, Ed25519Signer } from "./ed25519-backend.js";
import { isOnCurve } from "./is-on-curve.js";
import { type NodeCrypto, type NodeKey, nodeCrypto } from "./node-crypto.js";

/**
 * Ed25519 by node:crypto, whose OpenSSL computes s·B - k·A and compares its encoding with R, without the cofactor.
 * Keys go in as JSON web keys, which node:crypto parses ten times faster than DER, and the parsed ones are kept.
 */
class NodeEd25519 implements Ed25519Backend, Ed25519Signer {
  readonly name = "node:crypto";
  readonly #publicKeys: DirectCache<NodeKey | undefined>;
  readonly #privateKeys: DirectCache<NodeKey>;

  constructor(private readonly crypto: NodeCrypto) {
    this.#publicKeys = new DirectCache((bytes) =>
      isOnCurve(bytes)
        ? crypto.createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: toBase64Url(bytes) }, format: "jwk" })
        : undefined,
    );
    this.#privateKeys = new DirectCache((bytes) => {
      const d = toBase64Url(bytes);
      // x must be there but is not looked at: the key is made of d.
      return crypto.createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", x: d, d }, format: "jwk" });
    });
  }

  equationHolds(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    const key = this.#publicKeys.get(publicKey);
    return key !== undefined && this.crypto.verify(null, message, key, signature);
  }

  getPublicKey(secretKey: Uint8Array): Uint8Array {
    return fromBase64Url(this.#privateKeys.get(secretKey).export({ format: "jwk" }).x);
  }

  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
    return new Uint8Array(this.crypto.sign(null, message, this.#privateKeys.get(secretKey)));
  }
}

let backend: NodeEd25519 | undefined;

/** The one of this process; undefined outside Node. */
export function nodeEd25519(): (Ed25519Backend & Ed25519Signer) | undefined {
  if (backend !== undefined) return backend;
  const crypto = nodeCrypto();
  return crypto && (backend = new NodeEd25519(crypto));
}

/** Of 32 bytes, which need one character of padding. */
function toBase64Url(bytes: Uint8Array): string {
  return base64Encode(bytes).replace("=", "").replaceAll("+", "-").replaceAll("/", "_");
}

function fromBase64Url(text: string): Uint8Array {
  return base64Decode(`${text.replaceAll("-", "+").replaceAll("_", "/")}=`)!;
}
