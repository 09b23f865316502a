import type { Keypair } from "../crypto/ed25519.js";
import type { EngineName } from "../sbpf/engines.js";
import type { FeaturePresetName } from "../solana/feature-presets.js";
import type { FeatureSet } from "../solana/feature-set.js";
import type { SignatureBackendName } from "../svm/options.js";
import type { ProgramDescription } from "../trace/names/program-description.js";
import type { FaucetCaps } from "./faucet-caps.js";
import type { GenesisAccount } from "./genesis.js";
import type { Ledger } from "./ledger.js";

/** How a cluster is to be; everything has a default. */
export interface ClusterOptions {
  /** Where it keeps blocks and accounts. Default: in memory. A ledger that has a checkpoint is gone on with. */
  readonly ledger?: Ledger;
  /** The active gates. Default: mainnet's, all since slot 0. */
  readonly features?: FeatureSet | FeaturePresetName;
  /** Which transactions leave a trace in the ledger. Default "all". */
  readonly trace?: "all" | "failed" | "none";
  readonly idls?: readonly ProgramDescription[];
  /** What every transaction may use, whatever it asks for. */
  readonly computeUnitLimit?: number;
  /** Bytes of log that a transaction keeps. Default 10,000. */
  readonly logBytesLimit?: number;
  readonly engine?: EngineName;
  readonly signatureBackend?: SignatureBackendName;
  /** A block for each transaction, complete and finalized at once. Default false: somebody calls `completeSlot`. */
  readonly instant?: boolean;
  /** Whether the validator votes, with a transaction a block. Default true. */
  readonly votes?: boolean;
  /** Blocks between confirmed and finalized. Default 31, as with mainnet's votes; 0 if `instant`. */
  readonly rootDistance?: number;
  /** Slots of an epoch, at least 32. Default 432,000. */
  readonly slotsPerEpoch?: bigint;
  /** Of the faucet at genesis. Default 1,000,000 SOL. */
  readonly faucetLamports?: bigint;
  /** Default: none. */
  readonly faucetCaps?: FaucetCaps;
  /** Who the validator is; default new ones. */
  readonly identity?: Keypair;
  readonly voteAccount?: Keypair;
  readonly stakeAccount?: Keypair;
  readonly faucet?: Keypair;
  /** Accounts and programs that are there from genesis on; later ones win. */
  readonly genesisAccounts?: readonly GenesisAccount[];
  /** Milliseconds since 1970; the host's clock by default. */
  readonly now?: () => number;
}
