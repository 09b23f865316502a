import { AGAVE_4_3_LIMITS, type EraLimits, NEXIS_LIMITS, SOLANA_1_10_LIMITS } from "./era-limits.js";
import { FeatureSet } from "./feature-set.js";
import { FEATURES, type FeatureName } from "./features.js";

/** A cluster at a time: its active gates, and what no gate says. */
export interface FeaturePreset {
  /** A new feature set at each call. */
  readonly features: () => FeatureSet;
  readonly limits: EraLimits;
}

/** About the end of August 2022, when mainnet-beta ran Solana 1.10. */
const LAST_SLOT_OF_1_10 = 150_000_000n;

/**
 * The gates of Agave 4.3 that Nexis has too: those whose names are in its sdk/src/feature_set.rs (the Nexis-Network
 * repository of May 2024; Solana 1.9.29 with gates of 1.10). Its ids are its own, and which of them its chain has
 * activated is not published: all of them count as active since genesis, as on its development clusters.
 */
const NEXIS_GATES: readonly FeatureName[] = [
  "secp256k1_program_enabled",
  "deprecate_rewards_sysvar",
  "pico_inflation",
  "full_inflation::devnet_and_testnet",
  "spl_token_v2_multisig_fix",
  "no_overflow_rent_distribution",
  "filter_stake_delegation_accounts",
  "require_custodian_for_locked_stake_authorize",
  "spl_token_v2_self_transfer_fix",
  "full_inflation::mainnet::certusone::enable",
  "full_inflation::mainnet::certusone::vote",
  "warp_timestamp_again",
  "check_init_vote_data",
  "secp256k1_recover_syscall_enabled",
  "system_transfer_zero_check",
  "blake3_syscall_enabled",
  "dedupe_config_program_signers",
  "verify_tx_signatures_len",
  "vote_stake_checked_instructions",
  "rent_for_sysvars",
  "tx_wide_compute_cap",
  "spl_token_v2_set_authority_fix",
  "merge_nonce_error_into_system_error",
  "disable_fees_sysvar",
  "stake_merge_with_unmatched_credits_observed",
  "versioned_tx_message_enabled",
  "libsecp256k1_fail_on_bad_count",
  "instructions_sysvar_owned_by_sysvar",
  "stake_program_advance_activating_credits_observed",
  "demote_program_write_locks",
  "ed25519_program_enabled",
  "return_data_syscall_enabled",
  "reduce_required_deploy_balance",
  "sol_log_data_syscall_enabled",
  "stakes_remove_delegation_if_inactive",
  "do_support_realloc",
  "prevent_calling_precompiles_as_programs",
  "optimize_epoch_boundary_updates",
  "remove_native_loader",
  "send_to_tpu_vote_port",
  "requestable_heap_size",
  "disable_fee_calculator",
  "add_compute_budget_program",
  "nonce_must_be_writable",
  "spl_token_v3_3_0_release",
  "leave_nonce_on_success",
  "reject_empty_instruction_without_program",
  "fixed_memcpy_nonoverlapping_check",
  "reject_non_rent_exempt_vote_withdraws",
  "evict_invalid_stakes_cache_entries",
  "max_tx_account_locks",
  "require_rent_exempt_accounts",
  "update_syscall_base_costs",
  "vote_withdraw_authority_may_change_authorized_voter",
  "spl_associated_token_account_v1_0_4",
  "reject_vote_account_close_unless_zero_credit_epoch",
  "add_get_processed_sibling_instruction_syscall",
  "bank_transaction_count_fix",
  "disable_bpf_deprecated_load_instructions",
  "disable_bpf_unresolved_symbols_at_runtime",
  "drop_redundant_turbine_path",
  "default_units_per_instruction",
  "add_shred_type_to_shred_seed",
  "warp_timestamp_with_a_vengeance",
  "separate_nonce_from_blockhash",
  "enable_durable_nonce",
  "nonce_must_be_authorized",
  "nonce_must_be_advanceable",
];

/** Clusters by name. */
export const FEATURE_PRESETS = {
  /** mainnet-beta on 2026-09-27. */
  mainnet: { features: () => activatedUntil(undefined), limits: AGAVE_4_3_LIMITS },
  /** Every gate of Agave 4.3, as a development cluster. */
  all: { features: () => FeatureSet.allEnabled(), limits: AGAVE_4_3_LIMITS },
  /** mainnet-beta in the summer of 2022: the gates of Agave 4.3 that were active by then. */
  "solana-1.10": { features: () => activatedUntil(LAST_SLOT_OF_1_10), limits: SOLANA_1_10_LIMITS },
  /** The Nexis network. */
  nexis: { features: nexisFeatures, limits: NEXIS_LIMITS },
} as const satisfies Record<string, FeaturePreset>;

/** `"mainnet"`, `"all"`, or a cluster of the past. */
export type FeaturePresetName = keyof typeof FEATURE_PRESETS;

/** What mainnet-beta had activated by `lastSlot`, or at all. */
function activatedUntil(lastSlot: bigint | undefined): FeatureSet {
  const gates = FEATURES.flatMap(({ name, mainnetSlot: slot }) => {
    return slot !== null && (lastSlot === undefined || slot <= lastSlot) ? [[name, slot] as const] : [];
  });
  return FeatureSet.of(gates);
}

function nexisFeatures(): FeatureSet {
  return FeatureSet.of(NEXIS_GATES.map((gate) => [gate, 0n]));
}
