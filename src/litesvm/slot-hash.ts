import { base58Encode } from "../base/base58.js";
import { CallgateError } from "../base/errors.js";
import { readUntrusted } from "../base/untrusted.js";
import { MAX_SLOT_HASHES, type SlotHash as SlotHashEntry, type SlotHashes } from "../solana/sysvars/slot-hashes.js";
import { bindingError, checkBigInts, checkString, parseHash, refuseConstruction, toU64 } from "./arguments.js";

/** A slot and the hash of its bank in base58. */
export class SlotHash {
  #slot: bigint;
  #hash: string;

  /** @internal */
  constructor(entry: SlotHashEntry = refuseConstruction()) {
    this.#slot = entry.slot;
    this.#hash = base58Encode(entry.hash);
  }

  get slot(): bigint {
    return this.#slot;
  }

  /** Any bigint; what is none of a u64, `setSlotHashes` refuses. */
  set slot(slot: bigint) {
    checkBigInts(slot);
    this.#slot = slot;
  }

  get hash(): string {
    return this.#hash;
  }

  /** Any text; what is no hash, `setSlotHashes` refuses. */
  set hash(hash: string) {
    checkString(hash);
    this.#hash = hash;
  }
}

/** What `setSlotHashes` takes; a `SlotHash` is one. */
export interface SlotHashInput {
  slot: bigint;
  hash: string;
}

/** The entries of the sysvar, in the order they came in. DIVERGES: for more than 512 LiteSVM aborts the process. */
export function slotHashesFromInputs(inputs: readonly SlotHashInput[]): SlotHashes {
  return readUntrusted("invalid-slot-hashes", "the slot hashes", () => readInputs(inputs));
}

function readInputs(inputs: readonly SlotHashInput[]): SlotHashes {
  if (!Array.isArray(inputs)) throw bindingError("ArrayExpected", "Failed to get Array length");
  if (inputs.length > MAX_SLOT_HASHES) {
    const message = `expected at most ${MAX_SLOT_HASHES} slot hashes, got ${inputs.length}`;
    throw new CallgateError("too-many-slot-hashes", message, { count: inputs.length });
  }
  return Array.from(inputs, checkInput).map(({ slot, hash }) => {
    const bytes = parseHash(hash);
    return { slot: toU64(slot), hash: bytes };
  });
}

function checkInput(input: unknown): SlotHashInput {
  const { slot, hash } = Object(input) as Partial<SlotHashInput>;
  if (slot === undefined) throw bindingError("InvalidArg", "Missing field `slot`");
  if (typeof slot !== "bigint") throw bindingError("BigintExpected", " on SlotHashInput.slot");
  if (hash === undefined) throw bindingError("InvalidArg", "Missing field `hash`");
  checkString(hash, " on SlotHashInput.hash");
  return { slot, hash };
}
