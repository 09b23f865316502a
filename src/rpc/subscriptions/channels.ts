import type { Cluster } from "../../cluster/cluster.js";
import type { CommitmentLevel } from "../../cluster/events.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { AccountChannel } from "./account-channel.js";
import { BlockChannel } from "./block-channel.js";
import type { Advance } from "./channel.js";
import { LogsChannel } from "./logs-channel.js";
import { NodeChannels } from "./node-channels.js";
import { ProgramChannel } from "./program-channel.js";
import { SignatureChannel } from "./signature-channel.js";

export const LEVELS: readonly CommitmentLevel[] = ["processed", "confirmed", "finalized"];

/** All kinds of subscriptions. */
export class Channels extends NodeChannels {
  readonly account: AccountChannel;
  readonly program = new ProgramChannel();
  readonly logs = new LogsChannel();
  readonly block = new BlockChannel();
  readonly signature: SignatureChannel;

  constructor(
    private readonly cluster: Cluster,
    now: () => number,
  ) {
    super(now);
    this.account = new AccountChannel((level) => cluster.view(level));
    this.signature = new SignatureChannel(cluster);
  }

  /** What comes of a signature is told last: whoever waits for it may look at all the rest then. */
  advance(advance: Advance): void {
    this.account.advance(advance);
    this.program.advance(advance);
    this.logs.advance(advance);
    this.block.advance(advance);
    this.signature.advance(advance);
  }

  /** The host changed accounts, for all levels. */
  hostChanged(keys: readonly Pubkey[]): void {
    for (const level of LEVELS) {
      const view = this.cluster.view(level);
      this.account.changed(level, keys, view);
      this.program.changed(level, keys, view);
    }
  }

  /** The state is another, or may be, of which nobody told. */
  recheck(level: CommitmentLevel): void {
    this.account.recheck(level, this.cluster.view(level));
  }
}
