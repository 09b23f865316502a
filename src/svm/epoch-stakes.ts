import { CallgateError } from "../base/errors.js";
import { U64_MAX } from "../base/u64.js";
import type { EpochStake } from "../runtime/environment.js";
import type { Pubkey } from "../solana/pubkey.js";
import { PubkeyMap } from "../solana/pubkey-map.js";
import type { UndoJournal } from "./undo-journal.js";

/** The stake of this epoch by vote account, in lamports: what `sol_get_epoch_stake` reports. */
export class EpochStakes implements EpochStake {
  readonly #stakes = new PubkeyMap<bigint>();
  total = 0n;

  constructor(private readonly journal: UndoJournal) {}

  forVoteAccount(voteAddress: Pubkey): bigint {
    return this.#stakes.get(voteAddress) ?? 0n;
  }

  /** Throws `epoch-stake-overflow` when all stakes together would not fit a u64. */
  set(voteAddress: Pubkey, lamports: bigint): void {
    const before = this.forVoteAccount(voteAddress);
    const total = this.total - before + lamports;
    if (total > U64_MAX) {
      throw new CallgateError("epoch-stake-overflow", `the stakes would add up to ${total}, above 2^64 - 1`, { total });
    }
    this.total = total;
    this.#stakes.set(voteAddress, lamports);
    if (!this.journal.isRecording) return;
    this.journal.record(() => {
      this.total += before - lamports;
      this.#stakes.set(voteAddress, before);
    });
  }
}
