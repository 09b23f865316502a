import type { Engine } from "../sbpf/engine.js";
import type { Loader } from "../sbpf/loader.js";
import type { InstructionError } from "../solana/errors.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { RuntimeFeatures } from "../solana/runtime-features.js";
import type { ExecutionCost } from "./execution-budget.js";
import type { InvokeContext } from "./invoke-context.js";
import type { SysvarCache } from "./sysvar-cache.js";

/** Stake by vote account, as `sol_get_epoch_stake` reports it. Lamports. */
export interface EpochStake {
  readonly total: bigint;
  forVoteAccount(voteAddress: Pubkey): bigint;
}

/** Verifies one precompile instruction; undefined is success. May read the data of every top-level instruction. */
export type Precompile = (
  data: Uint8Array,
  instructionDatas: readonly Uint8Array[],
  features: RuntimeFeatures,
) => InstructionError | undefined;

/** What surrounds a transaction and does not change while it runs (Agave: invoke_context.rs, EnvironmentConfig). */
export interface Environment {
  /** The latest blockhash, 32 bytes: what durable nonces advance to. */
  readonly blockhash: Uint8Array;
  readonly blockhashLamportsPerSignature: bigint;
  readonly features: RuntimeFeatures;
  readonly cost: ExecutionCost;
  readonly sysvars: SysvarCache;
  readonly epochStake: EpochStake;
  readonly engine: Engine;
  /** Syscalls and VM settings that a new deployment is checked against. */
  readonly deploymentLoader: Loader<InvokeContext>;
  /** The same when a program is extended, which may be of any version that runs. */
  readonly extensionLoader: Loader<InvokeContext>;
  /** The precompile with this id, if it is one. */
  precompile(programId: Pubkey): Precompile | undefined;
}
