import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  LOADER_V3_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../solana/program-ids.js";
import { type Address, addressFromPubkey } from "../../solana/pubkey.js";
import type { Case } from "../case.js";
import { collectAtoms, type Seed } from "./atoms.js";
import { BUMPS, Derivations } from "./derivations.js";

/** What an address derives from. */
export interface FoundSeeds {
  readonly program: Address;
  /** The bump among them, if there is one. */
  readonly seeds: readonly Seed[];
}

export interface SeedSearch {
  readonly found: FoundSeeds | null;
  /** Derivations tried. */
  readonly tried: number;
}

/** Derivations that a search tries at most: they take well below a second. */
const MAX_DERIVATIONS = 200_000;
/** So that no one idea takes all there is. */
const MAX_PER_IDEA = 50_000;
/** Half of all bumps are 255, half of the others 254, and so on. */
const LIKELY = { from: 0, to: 4 };
const UNLIKELY = { from: LIKELY.to, to: BUMPS };
const ALL = { from: 0, to: BUMPS };

/** Seed sets to try, with bumps in this range counted from 255 down. */
interface Idea {
  readonly sets: Iterable<readonly Seed[]>;
  readonly bumps: { readonly from: number; readonly to: number };
}

/**
 * Looks for what an address derives from: the seeds seen in the transaction, then what its accounts, their data, the
 * programs and IDLs have, alone, in pairs and in threes, under every program that is there.
 *
 * @param first programs that are likelier than the others.
 */
export function searchSeeds(told: Case, target: Address, first: readonly Address[]): SeedSearch {
  const present = told.programs(first);
  const always = [ASSOCIATED_TOKEN_PROGRAM_ID, LOADER_V3_ID].map(addressFromPubkey);
  const programs = [...new Set([...present, ...always])];
  const derivations = new Derivations(
    told.keyOf(target),
    programs.map((program) => told.keyOf(program)),
  );
  for (const { sets, bumps } of ideas(told, present)) {
    const limit = Math.min(derivations.tried + MAX_PER_IDEA, MAX_DERIVATIONS);
    for (const seeds of sets) {
      const match = derivations.match(seeds, bumps.from, bumps.to);
      if (match !== undefined) {
        return { found: { program: programs[match.program]!, seeds: match.seeds }, tried: derivations.tried };
      }
      if (derivations.tried >= limit) break;
    }
  }
  return { found: null, tried: derivations.tried };
}

/** The likeliest first. */
function ideas(told: Case, programs: readonly Address[]): Idea[] {
  const { sets, strings, keys, numbers, windows } = collectAtoms(told, programs);
  const singles = [...strings, ...keys, ...numbers];
  const tokenPrograms = [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID];
  return [
    { sets: sets.flatMap((seeds) => [seeds, seeds.slice(0, -1)]), bumps: ALL },
    { sets: products([singles]), bumps: ALL },
    { sets: sets.flatMap((seeds) => edited(seeds, singles)), bumps: LIKELY },
    { sets: products([strings, keys]), bumps: LIKELY },
    { sets: products([strings, numbers]), bumps: LIKELY },
    { sets: products([keys, tokenPrograms, keys]), bumps: LIKELY },
    { sets: products([keys, keys]), bumps: LIKELY },
    { sets: products([strings, keys, keys]), bumps: LIKELY },
    { sets: products([strings, keys, numbers]), bumps: LIKELY },
    { sets: products([keys, strings]), bumps: LIKELY },
    { sets: products([windows]), bumps: LIKELY },
    { sets: products([strings, keys]), bumps: UNLIKELY },
    { sets: products([strings, windows]), bumps: LIKELY },
    { sets: products([strings, numbers]), bumps: UNLIKELY },
  ];
}

/** The sets that differ from this one in one seed, or lack the last. */
function edited(seeds: readonly Seed[], others: readonly Seed[]): Seed[][] {
  const withoutBump = seeds.slice(0, -1);
  const edits = (set: readonly Seed[]) => set.flatMap((_, i) => others.map((other) => set.with(i, other)));
  return [...edits(withoutBump), ...edits(seeds)];
}

/** Each way to take one of each list. */
function* products(lists: readonly (readonly Seed[])[]): Generator<Seed[]> {
  const [first, ...rest] = lists;
  if (first === undefined) yield [];
  else for (const seed of first) for (const others of products(rest)) yield [seed, ...others];
}
