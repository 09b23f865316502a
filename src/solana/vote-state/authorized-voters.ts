import type { Pubkey } from "../pubkey.js";

/** Who may vote from an epoch on. */
export interface AuthorizedVoter {
  readonly epoch: bigint;
  readonly voter: Pubkey;
}

/**
 * Who may vote, by epoch: an entry holds until the next one (solana-vote-interface, `AuthorizedVoters`). An account
 * without entries is uninitialized.
 */
export class AuthorizedVoters {
  /** In the order of their epochs, each of which stands once. */
  private readonly list: AuthorizedVoter[];

  /** @param entries in any order; of several for one epoch the last counts. */
  constructor(entries: readonly AuthorizedVoter[]) {
    const byEpoch = new Map(entries.map((entry) => [entry.epoch, entry]));
    this.list = [...byEpoch.values()].sort((a, b) => (a.epoch < b.epoch ? -1 : 1));
  }

  get entries(): readonly AuthorizedVoter[] {
    return this.list;
  }

  get isEmpty(): boolean {
    return this.list.length === 0;
  }

  contains(epoch: bigint): boolean {
    return this.list.some((entry) => entry.epoch === epoch);
  }

  /** Adds an entry for an epoch that has none. */
  insert(epoch: bigint, voter: Pubkey): void {
    const next = this.list.findIndex((entry) => entry.epoch > epoch);
    this.list.splice(next === -1 ? this.list.length : next, 0, { epoch, voter });
  }

  /** The voter of an epoch, which gets an entry of its own; undefined when it precedes all entries. */
  getAndCache(epoch: bigint): Pubkey | undefined {
    const found = this.list.findLast((entry) => entry.epoch <= epoch);
    if (found !== undefined && found.epoch !== epoch) this.insert(epoch, found.voter);
    return found?.voter;
  }

  /** Forgets the epochs before `epoch`. */
  purgeBefore(epoch: bigint): void {
    const kept = this.list.findIndex((entry) => entry.epoch >= epoch);
    this.list.splice(0, kept === -1 ? this.list.length : kept);
  }
}
