import { nobleEd25519 } from "./ed25519-noble.js";
import { nodeEd25519 } from "./ed25519-node.js";

/** Who does the arithmetic of Ed25519; all of them must agree on every input. */
export interface Ed25519Backend {
  /**
   * Whether the public key decodes to a point A and s·B - k·A encodes to exactly the first half of the signature, R,
   * where s is the second half, which must be below the group's order, and k = SHA-512(R ‖ public key ‖ message).
   */
  equationHolds(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  getPublicKey(secretKey: Uint8Array): Uint8Array;
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
}

/** The fastest at hand. */
export function ed25519Backend(): Ed25519Backend {
  return nodeEd25519() ?? nobleEd25519;
}
