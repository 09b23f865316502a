import { expect, test } from "vitest";
import { base64Encode } from "../../src/base/base64.js";
import { concatBytes } from "../../src/base/bytes.js";
import { sign } from "../../src/crypto/ed25519.js";
import { encodeMessage } from "../../src/solana/message/encode.js";
import type { Message } from "../../src/solana/message/message.js";
import { CallgateError } from "../../src/svm/index.js";
import type { Random } from "../helpers/random.js";
import { CASES, forEachCase, timeoutFor } from "./cases.js";
import { mutateBytes, nearEnds } from "./mutate-bytes.js";
import { mutateMessage } from "./mutate-message.js";
import { Subject } from "./subject.js";
import { seedMessage } from "./transactions.js";
import { newWorld, SECRET_KEY } from "./world.js";

/** Each world gets a part of the cases: those of today, of the past, of LiteSVM, and one that asks for signatures. */
const WORLDS = [
  ["mainnet", 0.15, {}],
  ["mainnet, by WebAssembly", 0.1, { engine: "wasm-interpreter" }],
  ["every gate", 0.1, { features: "all" }],
  ["Solana 1.10", 0.05, { features: "solana-1.10" }],
  ["LiteSVM's rules", 0.1, { compat: "litesvm", recordBalances: true }],
  ["signatures verified", 0.1, { signatureVerification: true }],
] as const;

test.each(WORLDS)(
  "mutated transactions end in an error or in an outcome: %s",
  async (name, share, options) => {
    const svm = newWorld(options);
    const subject = new Subject(svm);
    const tally = await forEachCase(`transactions, ${name}`, CASES * share, (random) => {
      const wire = hostileWire(random, seedMessage(random, svm));
      return subject.send(random.oneIn(8) ? base64Encode(wire) : wire, random.oneIn(6));
    });
    expect(tally.size).toBeGreaterThan(5);
    expect(tally.get("invalid-transaction")).toBeGreaterThan(0);
  },
  timeoutFor(CASES),
);

/** A transaction's bytes, changed as a message, as bytes, as both, or not at all. */
function hostileWire(random: Random, seed: Message): Uint8Array {
  const kind = random.below(8);
  const message = kind < 5 ? mutateMessage(random, seed) : seed;
  const bytes = encode(message) ?? encode(seed)!;
  const count = random.oneIn(20) ? random.below(130) : message.header.numRequiredSignatures;
  const signature = sign(bytes, SECRET_KEY);
  const signatures = Array.from({ length: count }, () => signature);
  const wire =
    message.version === 1 ? concatBytes(bytes, ...signatures) : concatBytes(Uint8Array.of(count), ...signatures, bytes);
  return kind >= 4 && kind < 7 ? mutateBytes(random, wire, nearEnds) : wire;
}

/** Undefined for a message whose counts fit no layout. */
function encode(message: Message): Uint8Array | undefined {
  try {
    return encodeMessage(message);
  } catch (error) {
    if (error instanceof CallgateError && error.code === "message-overflow") return undefined;
    throw error;
  }
}
