import { base64Encode } from "../../base/base64.js";
import { bytesEqual } from "../../base/bytes.js";
import type { Address } from "../../solana/pubkey.js";
import type { Frame, JsonValue, SignerSeeds } from "../../trace/model.js";
import type { MissingRight } from "../../trace/outcome.js";
import type { Case } from "../case.js";
import type { Facts, Fix } from "../model.js";
import { type FoundSeeds, searchSeeds } from "../seeds/search.js";
import { bytesOf, hex, seedsText, seedText } from "../words.js";

/** What there is to say of a signature that is missing. */
export interface SignerTold {
  readonly words: readonly string[];
  readonly facts: Facts;
  readonly fix: Fix | undefined;
}

/** Nobody has the key: a program must sign with the seeds that the address derives from. */
export function explainDerivedSigner(told: Case, frame: Frame, { address }: MissingRight): SignerTold {
  const name = told.name(address, frame);
  const caller = told.caller(frame)!;
  const search = searchSeeds(told, address, [caller.program]);
  const verdict = verdictOf(told, frame, address, search.found, search.tried);
  return {
    words: [
      `${name} is off the curve: no private key can exist for it. Only the program that it derives from can sign for it, in invoke_signed, with its seeds.`,
      ...givenWords(told, frame, caller),
      ...verdict.words,
    ],
    facts: {
      caller: caller.program,
      given: frame.signerSeeds.map(({ seeds, address: derived }) => ({ seeds, address: derived })),
      derivesFrom: search.found === null ? null : factsOf(search.found),
      searched: search.tried,
    },
    fix: verdict.fix,
  };
}

function factsOf({ program, seeds }: FoundSeeds): JsonValue {
  return { program, seeds: seeds.map(base64Encode) };
}

/** What each set of seeds derives to, byte by byte. */
function givenWords(told: Case, frame: Frame, caller: Frame): string[] {
  const program = told.name(caller.program);
  if (frame.signerSeeds.length === 0) return [`${program} signed with no seeds at all: it called as invoke does.`];
  return frame.signerSeeds.flatMap((set, i) => {
    const seeds = bytesOf(set.seeds);
    return [
      `Set ${i} of the seeds that ${program} signed with, ${seedsText(told, seeds, frame)}, derives to ${set.address === null ? "no address" : told.name(set.address, frame)}:`,
      ...seeds.map(
        (seed, at) => `  seed ${at}: ${hex(seed) || "(empty)"} (${bytes(seed)}, ${seedText(told, seed, frame)})`,
      ),
    ];
  });
}

function bytes({ length }: Uint8Array): string {
  return length === 1 ? "1 byte" : `${length} bytes`;
}

interface Verdict {
  readonly words: readonly string[];
  readonly fix?: Fix;
}

function verdictOf(told: Case, frame: Frame, address: Address, found: FoundSeeds | null, tried: number): Verdict {
  const caller = told.caller(frame)!;
  const program = told.name(caller.program);
  if (found === null) {
    return {
      words: [
        ...ownerWords(told, address),
        `What it does derive from is unknown: ${tried} derivations from what the transaction, its accounts and its programs have did not give it.`,
        `Find where the address was derived, and sign with those seeds under that program; or pass another account.`,
      ],
    };
  }
  const text = seedsText(told, found.seeds, frame);
  if (found.program !== caller.program) {
    return {
      words: [
        `This key is ${text} of ${told.name(found.program)}: only that program can sign for it, and ${program} is another.`,
        `Let ${told.name(found.program)} make the call, or pass an address that derives from ${program}.`,
      ],
    };
  }
  const given = closest(frame.signerSeeds, found.seeds);
  const fix: Fix = {
    kind: "signerSeeds",
    program: caller.program,
    address,
    given: given?.seeds ?? null,
    seeds: found.seeds.map(base64Encode),
  };
  return {
    words: [`This key is ${text} of ${program}${difference(told, frame, given, found.seeds)}`, adviceOf(fix)],
    fix,
  };
}

/** Most addresses of a program hold its state. */
function ownerWords(told: Case, address: Address): string[] {
  const owner = told.account(address)?.loaded?.owner;
  return owner === undefined ? [] : [`The account belongs to ${told.name(owner)}.`];
}

function adviceOf({ given }: Fix & { kind: "signerSeeds" }): string {
  return given === null ? "Call with invoke_signed and these seeds." : "Sign with these seeds instead.";
}

/** The set given that has most of the right seeds. */
function closest(sets: readonly SignerSeeds[], right: readonly Uint8Array[]): SignerSeeds | undefined {
  const score = ({ seeds }: SignerSeeds) => bytesOf(seeds).filter((seed) => includes(right, seed)).length;
  return sets.toSorted((a, b) => score(b) - score(a))[0];
}

function includes(seeds: readonly Uint8Array[], seed: Uint8Array): boolean {
  return seeds.some((other) => bytesEqual(other, seed));
}

/** "; it passed bump 253." */
function difference(told: Case, frame: Frame, given: SignerSeeds | undefined, right: readonly Uint8Array[]): string {
  if (given === undefined) return ".";
  const [was, is] = [splitBump(bytesOf(given.seeds)), splitBump(right)];
  const text = (seeds: readonly Uint8Array[]) => seeds.map((seed) => seedText(told, seed, frame)).join(", ");
  const missing = is.seeds.filter((seed) => !includes(was.seeds, seed));
  const extra = was.seeds.filter((seed) => !includes(is.seeds, seed));
  if (missing.length > 0 && extra.length > 0) return `; it passed ${text(extra)} where ${text(missing)} belongs.`;
  if (missing.length > 0) return `; it left out ${text(missing)}.`;
  if (extra.length > 0) return `; ${text(extra)} does not belong there.`;
  if (was.seeds.some((seed, i) => !bytesEqual(seed, is.seeds[i] ?? new Uint8Array(0))))
    return "; the order was another.";
  return was.bump === undefined ? "; it left out the bump." : `; it passed bump ${was.bump}.`;
}

function splitBump(seeds: readonly Uint8Array[]): { seeds: readonly Uint8Array[]; bump: number | undefined } {
  const last = seeds.at(-1);
  return last?.length === 1 ? { seeds: seeds.slice(0, -1), bump: last[0] } : { seeds, bump: undefined };
}
