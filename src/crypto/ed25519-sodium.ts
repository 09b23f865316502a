import { type NodeRequire, nodeRequire } from "../base/node-builtin.js";
import type { Ed25519Backend } from "./ed25519-backend.js";
import { isReduced } from "./ed25519-encoding.js";
import { nodeEd25519 } from "./ed25519-node.js";
import { portableEd25519 } from "./ed25519-portable.js";

/** What we use of sodium-native. */
interface Sodium {
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/**
 * Ed25519 by libsodium, where the optional package sodium-native is installed. It compares the encoding of
 * s·B - k·A with R as we do, but it refuses public keys whose y is not below p: those go to another backend.
 */
class SodiumEd25519 implements Ed25519Backend {
  readonly name = "sodium-native";

  constructor(private readonly sodium: Sodium) {}

  equationHolds(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    if (isReduced(publicKey)) return this.sodium.crypto_sign_verify_detached(signature, message, publicKey);
    return (nodeEd25519() ?? portableEd25519).equationHolds(signature, message, publicKey);
  }
}

const here = (import.meta as { url?: string }).url;

let backend: SodiumEd25519 | undefined | null = null;

/** The one of this process; undefined where sodium-native is not installed, and outside Node. Loads it when first asked. */
export function sodiumEd25519(): Ed25519Backend | undefined {
  if (backend === null) backend = load(nodeRequire(here));
  return backend;
}

function load(requireModule: NodeRequire | undefined): SodiumEd25519 | undefined {
  try {
    const sodium = requireModule?.("sodium-native") as Sodium | undefined;
    return sodium && isStrict(sodium) ? new SodiumEd25519(sodium) : undefined;
  } catch {
    return undefined; // not installed, or not for this platform
  }
}

/**
 * Whether the cofactor is left out, as libsodium 1.0.21 does: of two signatures under a key of mixed order it must take the one
 * for which the equation holds, and not the one for which only eight times the equation does (ePrint 2020/1244, table
 * 6c, cases 3 and 4).
 */
function isStrict(sodium: Sodium): boolean {
  const publicKey = fromHex("cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d");
  const [exact, timesEight] = [
    [
      "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
      "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
    ],
    [
      "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
      "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
    ],
  ].map(([message, signature]) =>
    sodium.crypto_sign_verify_detached(fromHex(signature!), fromHex(message!), publicKey),
  );
  return exact === true && timesEight === false;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
