import { nodeBuiltin } from "../base/node-builtin.js";

/** A key that node:crypto has parsed; parsing costs as much as a verification. */
export interface NodeKey {
  export(options: { format: "der"; type: "spki" }): Uint8Array;
}

interface DerKey {
  readonly key: Uint8Array;
  readonly format: "der";
  readonly type: "spki" | "pkcs8";
}

/** What we use of node:crypto. `hash` is missing before Node 20.12. */
export interface NodeCrypto {
  hash?(algorithm: string, data: Uint8Array, outputEncoding: "buffer"): Uint8Array;
  createPublicKey(key: DerKey | NodeKey): NodeKey;
  createPrivateKey(key: DerKey): NodeKey;
  verify(algorithm: null, data: Uint8Array, key: NodeKey, signature: Uint8Array): boolean;
  sign(algorithm: null, data: Uint8Array, key: NodeKey): Uint8Array;
}

let loaded: NodeCrypto | undefined | null = null;

/** node:crypto, loaded on the first call; undefined outside Node. */
export function nodeCrypto(): NodeCrypto | undefined {
  if (loaded === null) loaded = nodeBuiltin<NodeCrypto>("node:crypto");
  return loaded;
}
