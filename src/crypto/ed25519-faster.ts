import type { Ed25519Backend, Ed25519BackendName } from "./ed25519-backend.js";
import { portableEd25519 } from "./ed25519-portable.js";

/** Signatures that each verifies until the faster is known: a busy host takes its time to compile the portable one well. */
const TRIALS = 5000;

/**
 * The portable backend for keys that it knows; for others this one or the portable one, whichever turns out to be faster:
 * processors differ in how well they multiply vectors.
 */
export class FasterEd25519 implements Ed25519Backend {
  #faster: Ed25519Backend;
  #trials: number;
  #leastMs = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

  constructor(
    private readonly other: Ed25519Backend,
    trials = TRIALS,
  ) {
    this.#faster = other;
    this.#trials = 2 * trials;
  }

  /** Of who verifies for new keys. */
  get name(): Ed25519BackendName {
    return this.#faster.name;
  }

  equationHolds(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    const faster = this.#faster;
    if (faster === portableEd25519) return faster.equationHolds(signature, message, publicKey);
    if (portableEd25519.knows(publicKey)) return portableEd25519.equationHolds(signature, message, publicKey);
    if (this.#trials > 0) return this.#try(signature, message, publicKey);
    return faster.equationHolds(signature, message, publicKey);
  }

  #try(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    const candidates = [this.other, portableEd25519];
    const turn = this.#trials % 2;
    const start = performance.now();
    const holds = candidates[turn]!.equationHolds(signature, message, publicKey);
    const ms = performance.now() - start;
    // What does not hold may be refused early by one of them.
    if (!holds) return false;
    this.#leastMs[turn] = Math.min(this.#leastMs[turn]!, ms);
    this.#trials--;
    if (this.#trials === 0) this.#faster = candidates[this.#leastMs[0]! <= this.#leastMs[1]! ? 0 : 1]!;
    return true;
  }
}
