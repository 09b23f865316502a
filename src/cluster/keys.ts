import { generateKeypair, type Keypair } from "../crypto/ed25519.js";
import type { ClusterOptions } from "./options.js";

/** Who a cluster's validator is. */
export interface ClusterKeys {
  readonly identity: Keypair;
  readonly voteAccount: Keypair;
  /** Whose stake the validator votes with. */
  readonly stakeAccount: Keypair;
  readonly faucet: Keypair;
}

export function keysOf(options: ClusterOptions): ClusterKeys {
  return {
    identity: options.identity ?? generateKeypair(),
    voteAccount: options.voteAccount ?? generateKeypair(),
    stakeAccount: options.stakeAccount ?? generateKeypair(),
    faucet: options.faucet ?? generateKeypair(),
  };
}
