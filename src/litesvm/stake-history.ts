import {
  addStakeHistory,
  type StakeHistory as StakeHistorySysvar,
  stakeHistoryAt,
} from "../solana/sysvars/stake-history.js";
import { checkBigInts, recover, toU64 } from "./arguments.js";
import { debugStruct } from "./rust-debug.js";

/** The cluster's stake in an epoch, in lamports. */
export class StakeHistoryEntry {
  #effective: bigint;
  readonly #activating: bigint;
  readonly #deactivating: bigint;

  constructor(effective: bigint, activating: bigint, deactivating: bigint) {
    checkBigInts(effective, activating, deactivating);
    this.#effective = toU64(effective);
    this.#activating = toU64(activating);
    this.#deactivating = toU64(deactivating);
  }

  get effective(): bigint {
    return this.#effective;
  }

  set effective(lamports: bigint) {
    this.#effective = toU64(lamports);
  }

  /** Not yet warmed up. */
  get activating(): bigint {
    return this.#activating;
  }

  /** Sets `effective`, as LiteSVM's does. */
  set activating(lamports: bigint) {
    this.#effective = toU64(lamports);
  }

  /** Not yet cooled down. */
  get deactivating(): bigint {
    return this.#deactivating;
  }

  /** Sets `effective`, as LiteSVM's does. */
  set deactivating(lamports: bigint) {
    this.#effective = toU64(lamports);
  }

  toString(): string {
    const entry = debugStruct("StakeHistoryEntry", {
      effective: this.#effective,
      activating: this.#activating,
      deactivating: this.#deactivating,
    });
    return `StakeHistoryEntry(${entry})`;
  }
}

/** The entries of a `StakeHistory`. */
export let sysvarFromStakeHistory: (history: StakeHistory) => StakeHistorySysvar;
export let stakeHistoryFromSysvar: (history: StakeHistorySysvar) => StakeHistory;

/** The stakes of the latest 512 epochs. */
export class StakeHistory {
  #history: StakeHistorySysvar = [];

  static {
    sysvarFromStakeHistory = (history) => history.#history;
    stakeHistoryFromSysvar = (sysvar) => {
      const history = new StakeHistory();
      history.#history = sysvar;
      return history;
    };
  }

  /** The entry as many places after the newest as its epoch is before. */
  get(epoch: bigint): StakeHistoryEntry | null {
    const entry = stakeHistoryAt(this.#history, toU64(epoch));
    return entry === undefined ? null : new StakeHistoryEntry(entry.effective, entry.activating, entry.deactivating);
  }

  /** Adds or replaces the entry of an epoch. */
  add(epoch: bigint, entry: StakeHistoryEntry): void {
    checkBigInts(epoch);
    const stakes = recover(entry, StakeHistoryEntry, ({ effective, activating, deactivating }) => {
      return { effective, activating, deactivating };
    });
    this.#history = addStakeHistory(this.#history, { epoch: toU64(epoch), ...stakes });
  }
}
