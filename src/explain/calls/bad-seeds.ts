import { base64Encode } from "../../base/base64.js";
import { findProgramAddress, MAX_SEED_LEN, MAX_SEEDS } from "../../solana/program-derived-address.js";
import { type Address, addressFromPubkey } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import type { Fix, Told } from "../model.js";
import { bytesOf, hex, plural, seedsText } from "../words.js";
import type { Refused } from "./refused-call.js";

/** Seeds that give no address. */
export function explainBadSeeds(told: Case, { frame, refusal: { set, seeds, error } }: Refused<"badSeeds">): Told {
  const caller = told.caller(frame)!;
  const bytes = bytesOf(seeds);
  return {
    code: error === "InvalidSeeds" ? "seeds-on-curve" : "seeds-too-long",
    title: `signer seeds give no address: ${reasonOf(bytes, error)}`,
    facts: { set, seeds: [...seeds], program: caller.program, error },
    words: [
      `${told.name(caller.program)} signed with set ${set} of seeds, ${seedsText(told, bytes, frame)}:`,
      ...bytes.map((seed, i) => `  seed ${i}: ${hex(seed) || "(empty)"} (${plural(seed.length, "byte")})`),
      error === "InvalidSeeds"
        ? "With this bump the seeds derive to a point of the curve, which is no program address. Use the bump that find_program_address gives, and store it."
        : `An address has at most ${MAX_SEEDS} seeds of at most ${MAX_SEED_LEN} bytes, the bump included. Hash what is longer, and use the hash as the seed.`,
    ],
    fix: error === "InvalidSeeds" ? rightBump(told, caller.program, bytes) : undefined,
  };
}

/** The bump that the other seeds have. */
function rightBump(told: Case, program: Address, given: readonly Uint8Array[]): Fix | undefined {
  if (given.at(-1)?.length !== 1) return undefined;
  const seeds = given.slice(0, -1);
  const found = findProgramAddress(seeds, told.keyOf(program));
  if (found === undefined) return undefined;
  return {
    kind: "signerSeeds",
    program,
    address: addressFromPubkey(found.address),
    given: given.map(base64Encode),
    seeds: [...seeds, Uint8Array.of(found.bump)].map(base64Encode),
  };
}

function reasonOf(seeds: readonly Uint8Array[], error: string): string {
  if (error === "InvalidSeeds") return "they derive to a point of the curve";
  if (seeds.length > MAX_SEEDS) return `more than ${MAX_SEEDS} seeds`;
  const long = seeds.findIndex(({ length }) => length > MAX_SEED_LEN);
  return `seed ${long} has ${seeds[long]?.length} bytes of at most ${MAX_SEED_LEN}`;
}

export function explainTooManySigners(
  told: Case,
  { frame, refusal: { given, limit } }: Refused<"tooManySigners">,
): Told {
  const caller = told.caller(frame)!;
  return {
    code: "too-many-signers",
    title: `too many sets of signer seeds: ${given} of at most ${limit}`,
    facts: { given, limit },
    words: [
      `${told.name(caller.program)} signed with ${plural(given, "set")} of seeds, and a call may have ${limit}.`,
      "Pass only the sets of addresses that sign in this call; the others can sign in another.",
    ],
  };
}
