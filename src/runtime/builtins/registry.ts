import type { FeatureSet } from "../../solana/feature-set.js";
import type { FeatureName } from "../../solana/features.js";
import {
  COMPUTE_BUDGET_PROGRAM_ID,
  LOADER_V1_ID,
  LOADER_V2_ID,
  LOADER_V3_ID,
  SYSTEM_PROGRAM_ID,
  VOTE_PROGRAM_ID,
  ZK_ELGAMAL_PROOF_PROGRAM_ID,
  ZK_TOKEN_PROOF_PROGRAM_ID,
} from "../../solana/program-ids.js";
import type { Pubkey } from "../../solana/pubkey.js";
import type { Builtin } from "../program-cache.js";
import { loaderV1Program, loaderV2Program, loaderV3Program } from "./bpf-loader/bpf-loader.js";
import { computeBudgetProgram } from "./compute-budget.js";
import { systemProgram } from "./system/system-program.js";
import { voteProgram } from "./vote/vote-program.js";
import { zkElgamalProofProgram } from "./zk-elgamal-proof/zk-elgamal-proof-program.js";
import { zkTokenProofProgram } from "./zk-token-proof.js";

/** A builtin and where it is found (Agave: builtins/src/prototype.rs, BuiltinPrototype). */
export interface BuiltinEntry {
  readonly programId: Pubkey;
  /** Its account's data are `builtin.name`. */
  readonly builtin: Builtin;
  /** The gate that the program exists behind; undefined for always. */
  readonly enableFeature?: FeatureName;
}

/**
 * Every builtin of Agave 4.3 (builtins/src/lib.rs, BUILTINS). None is to become an sBPF program any more: Stake, Config,
 * address lookup tables and feature gates have done so on every cluster, so their native versions are gone.
 */
export const BUILTINS: readonly BuiltinEntry[] = [
  { programId: SYSTEM_PROGRAM_ID, builtin: systemProgram },
  { programId: VOTE_PROGRAM_ID, builtin: voteProgram },
  { programId: LOADER_V1_ID, builtin: loaderV1Program },
  { programId: LOADER_V2_ID, builtin: loaderV2Program },
  { programId: LOADER_V3_ID, builtin: loaderV3Program },
  { programId: COMPUTE_BUDGET_PROGRAM_ID, builtin: computeBudgetProgram },
  { programId: ZK_TOKEN_PROOF_PROGRAM_ID, builtin: zkTokenProofProgram, enableFeature: "zk_token_sdk_enabled" },
  {
    programId: ZK_ELGAMAL_PROOF_PROGRAM_ID,
    builtin: zkElgamalProofProgram,
    enableFeature: "zk_elgamal_proof_program_enabled",
  },
];

/** The builtins that exist with these features. */
export function enabledBuiltins(features: FeatureSet): readonly BuiltinEntry[] {
  return BUILTINS.filter(({ enableFeature }) => enableFeature === undefined || features.has(enableFeature));
}
