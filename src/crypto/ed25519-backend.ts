import { nodeEd25519 } from "./ed25519-node.js";
import { portableEd25519 } from "./ed25519-portable.js";
import { sodiumEd25519 } from "./ed25519-sodium.js";

/** Who does the arithmetic of Ed25519, the fastest first. */
export type Ed25519BackendName = "sodium-native" | "node:crypto" | "portable";

/** A backend; all of them must agree on every input. */
export interface Ed25519Backend {
  readonly name: Ed25519BackendName;
  /**
   * Whether the public key decodes to a point A and s·B - k·A encodes to exactly the first half of the signature, R,
   * where s is the second half and k = SHA-512(R ‖ public key ‖ message). s is below the group's order, and neither R
   * nor A is of small order: asked for anything else, backends may differ.
   */
  equationHolds(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/** Who makes keys and signatures. */
export interface Ed25519Signer {
  getPublicKey(secretKey: Uint8Array): Uint8Array;
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
}

/** The backends in their order; each is undefined where it is missing. */
export const ED25519_BACKENDS: Readonly<Record<Ed25519BackendName, () => Ed25519Backend | undefined>> = {
  "sodium-native": sodiumEd25519,
  "node:crypto": nodeEd25519,
  portable: () => portableEd25519,
};

/** The fastest backend at hand. */
export function ed25519Backend(): Ed25519Backend {
  return sodiumEd25519() ?? nodeEd25519() ?? portableEd25519;
}

export function ed25519Signer(): Ed25519Signer {
  return nodeEd25519() ?? portableEd25519;
}
