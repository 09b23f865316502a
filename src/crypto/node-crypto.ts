import { nodeBuiltin } from "../base/node-builtin.js";

/** A key that node:crypto has parsed. */
export interface NodeKey {
  export(options: { format: "jwk" }): Jwk;
}

/** RFC 8037: an Ed25519 key, its bytes in base64url; `d` is the secret half. */
interface Jwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly d?: string;
}

/** A public key as SubjectPublicKeyInfo (RFC 5280). */
interface SpkiInput {
  readonly key: Uint8Array;
  readonly format: "der";
  readonly type: "spki";
}

/** A key with how its signatures are written: r ‖ s. */
interface KeyWithEncoding {
  readonly key: NodeKey;
  readonly dsaEncoding: "ieee-p1363";
}

interface JwkInput {
  readonly key: Jwk;
  readonly format: "jwk";
}

/** What we use of node:crypto. */
export interface NodeCrypto {
  /** As text, two bytes in a character, the digest comes in a third of the time that a Buffer takes. */
  hash(algorithm: string, data: Uint8Array, outputEncoding: "utf16le"): string;
  createPublicKey(key: JwkInput | SpkiInput): NodeKey;
  createPrivateKey(key: JwkInput): NodeKey;
  verify(algorithm: null, data: Uint8Array, key: NodeKey, signature: Uint8Array): boolean;
  verify(algorithm: "sha256", data: Uint8Array, key: KeyWithEncoding, signature: Uint8Array): boolean;
  sign(algorithm: null, data: Uint8Array, key: NodeKey): Uint8Array;
}

let loaded: NodeCrypto | undefined | null = null;

/** node:crypto, loaded on the first call; undefined outside Node. */
export function nodeCrypto(): NodeCrypto | undefined {
  if (loaded === null) loaded = nodeBuiltin<NodeCrypto>("node:crypto");
  return loaded;
}
