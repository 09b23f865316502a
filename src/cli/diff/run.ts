import { CallgateError } from "../../base/errors.js";
import { SYSVAR_CLOCK_ID, SYSVAR_RECENT_BLOCKHASHES_ID } from "../../solana/program-ids.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";
import type { Campaign, Case, Chain, HostCase, TransactionCase } from "./chain.js";
import { differences, type Outcome } from "./outcome.js";
import { keysOf } from "./touched-keys.js";
import { agaveReads } from "./unreadable.js";

/** A case on which two chains disagree. */
export interface Difference {
  readonly index: number;
  readonly case: Case;
  /** Of the accounts in the outcome. */
  readonly keys: readonly Pubkey[];
  readonly paths: readonly string[];
  readonly expected?: Outcome;
}

export interface RunSummary {
  /** How many cases of each kind ended in each way, as the oracle has it. */
  readonly outcomes: Map<string, Map<string, number>>;
  readonly difference: Difference | undefined;
}

export interface RunOptions {
  readonly count: number;
  /** Called before each case. */
  readonly watch?: (next: Case, index: number) => void;
}

/** Runs cases of a campaign on both chains, up to the first difference: what follows would depend on it. */
export function runCampaign(campaign: Campaign, oracle: Chain, subject: Chain, options: RunOptions): RunSummary {
  const run = new Run(oracle, subject);
  campaign.prepare(oracle);
  campaign.prepare(subject);
  for (let index = 0; index < options.count; index++) {
    const next = campaign.next(oracle);
    options.watch?.(next, index);
    const found = "wire" in next ? run.send(next) : run.act(next);
    if (found !== undefined) return { outcomes: run.outcomes, difference: { index, case: next, ...found } };
  }
  return { outcomes: run.outcomes, difference: run.compareAll(options.count) };
}

type Found = Omit<Difference, "index" | "case"> | undefined;

/** One in so many transactions that cannot be read is shown to Agave too, in a process of its own. */
const UNREADABLE_TO_SHOW = 10;

/** One in so many transactions is simulated before it is sent. */
const CASES_TO_SIMULATE = 12;

class Run {
  readonly outcomes = new Map<string, Map<string, number>>();
  /** Every account that a transaction named. */
  readonly #touched = new PubkeyMap<true>();
  #unreadable = 0;
  #sent = 0;

  constructor(
    readonly oracle: Chain,
    readonly subject: Chain,
  ) {}

  send({ kind, wire }: TransactionCase): Found {
    const keys = keysOf(wire, this.oracle);
    if (keys === undefined) return this.#refuse(kind, wire);
    for (const key of keys) this.#touched.set(key, true);
    if (++this.#sent % CASES_TO_SIMULATE === 0) {
      const expected = this.oracle.simulate(wire, keys);
      const paths = differences(expected, this.subject.simulate(wire, keys), "simulated");
      if (paths.length > 0) return { keys, paths, expected };
    }
    const expected = this.oracle.send(wire, keys);
    this.#count(kind, describe(expected));
    const paths = differences(expected, this.subject.send(wire, keys));
    return paths.length === 0 ? undefined : { keys, paths, expected };
  }

  act({ kind, act }: HostCase): Found {
    act(this.oracle);
    act(this.subject);
    this.#count(kind, "done");
    const keys = [SYSVAR_CLOCK_ID, SYSVAR_RECENT_BLOCKHASHES_ID];
    const look = (chain: Chain) => ({ blockhash: chain.blockhash(), accounts: keys.map((key) => chain.account(key)) });
    return foundIn(keys, differences(look(this.oracle), look(this.subject)));
  }

  /** The accounts of all transactions once more, for writes where none should have been. */
  compareAll(index: number): Difference | undefined {
    const keys = [...this.#touched.keys()];
    const look = (chain: Chain) => ({ accounts: keys.map((key) => chain.account(key)) });
    const found = foundIn(keys, differences(look(this.oracle), look(this.subject)));
    return found && { index, case: { kind: "accounts at the end", act: () => {} }, ...found };
  }

  /** Bytes that are no transaction: LiteSVM aborts the process. */
  #refuse(kind: string, wire: Uint8Array): Found {
    this.#count(kind, "unreadable");
    const refusal = this.#refusal(wire);
    if (refusal === null) return { keys: [], paths: ["expected a refusal of bytes that are no transaction, got none"] };
    if (this.#unreadable++ % UNREADABLE_TO_SHOW !== 0 || !agaveReads(wire)) return undefined;
    return { keys: [], paths: [`expected a transaction, got ${refusal}`] };
  }

  /** Why the subject refuses bytes: it throws, or has SanitizeFailure for an impossible v1 config mask. */
  #refusal(wire: Uint8Array): string | null {
    try {
      const { error } = this.subject.send(wire, []);
      return error && describe({ error });
    } catch (error) {
      if (error instanceof CallgateError) return error.message;
      throw error;
    }
  }

  #count(kind: string, way: string): void {
    const ways = this.outcomes.get(kind) ?? new Map<string, number>();
    this.outcomes.set(kind, ways.set(way, (ways.get(way) ?? 0) + 1));
  }
}

function foundIn(keys: readonly Pubkey[], paths: readonly string[]): Found {
  return paths.length === 0 ? undefined : { keys, paths };
}

/** The way an outcome ended, short enough to count. */
function describe({ error }: Pick<Outcome, "error">): string {
  if (error === null) return "success";
  if (typeof error === "string") return error;
  if (!("InstructionError" in error)) return Object.keys(error)[0];
  const [, reason] = error.InstructionError;
  return typeof reason === "string" ? reason : `Custom ${reason.Custom}`;
}
