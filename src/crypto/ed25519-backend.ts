import { FasterEd25519 } from "./ed25519-faster.js";
import { nodeEd25519 } from "./ed25519-node.js";
import { portableEd25519 } from "./ed25519-portable.js";
import { sodiumEd25519 } from "./ed25519-sodium.js";
import { pairedPoints } from "./paired-points.js";

/** Who does the arithmetic of Ed25519. */
export type Ed25519BackendName = "sodium-native" | "portable" | "node:crypto";

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

/** The backends; each is undefined where it is missing. */
export const ED25519_BACKENDS: Readonly<Record<Ed25519BackendName, () => Ed25519Backend | undefined>> = {
  "sodium-native": sodiumEd25519,
  portable: () => portableEd25519,
  "node:crypto": nodeEd25519,
};

/** Transactions that node:crypto, which is loaded already, verifies sooner than another backend could be there. */
const FEW = 300;

let asked = 0;
let fastest: Ed25519Backend | undefined;

/** The fastest backend at hand, for one more transaction: node:crypto for a few. */
export function ed25519Backend(): Ed25519Backend {
  const node = nodeEd25519();
  if (node !== undefined && asked < FEW) {
    asked++;
    return node;
  }
  fastest ??= fastestOfAll(sodiumEd25519(), node);
  return fastest;
}

function fastestOfAll(sodium: Ed25519Backend | undefined, node: Ed25519Backend | undefined): Ed25519Backend {
  if (pairedPoints() === null) return sodium ?? node ?? portableEd25519;
  return sodium === undefined ? portableEd25519 : new FasterEd25519(sodium);
}

export function ed25519Signer(): Ed25519Signer {
  return nodeEd25519() ?? portableEd25519;
}
