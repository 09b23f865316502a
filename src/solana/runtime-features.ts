import { camelCase } from "../base/camel-case.js";
import type { FeatureSet } from "./feature-set.js";
import type { FeatureName } from "./features.js";

/**
 * The gates that the execution of a transaction asks about. What an older gate once changed and Agave 4.3 does not ask
 * any more is in era-limits.ts.
 */
const RUNTIME_GATES = [
  // Agave's SVMFeatureSet (svm-feature-set/src/lib.rs), in its order.
  "move_precompile_verification_to_svm",
  "syscall_parameter_address_restrictions",
  "virtual_address_space_adjustments",
  "account_data_direct_mapping",
  "enable_bpf_loader_set_authority_checked_ix",
  "deplete_cu_meter_on_vm_failure",
  "abort_on_invalid_curve",
  "blake3_syscall_enabled",
  "curve25519_syscall_enabled",
  "disable_fees_sysvar",
  "disable_sbpf_v0_execution",
  "disable_sbpf_v0_v1_v2_deployment",
  "enable_alt_bn128_compression_syscall",
  "enable_alt_bn128_syscall",
  "enable_big_mod_exp_syscall",
  "enable_get_epoch_stake_syscall",
  "enable_poseidon_syscall",
  "get_sysvar_syscall_enabled",
  "last_restart_slot_sysvar",
  "reenable_sbpf_v0_execution",
  "remaining_compute_units_syscall_enabled",
  "remove_bpf_loader_incorrect_program_id",
  "move_stake_and_move_lamports_ixs",
  "deprecate_legacy_vote_ixs",
  "simplify_alt_bn128_syscall_error_codes",
  "fix_alt_bn128_multiplication_input_length",
  "increase_tx_account_lock_limit",
  "formalize_loaded_transaction_data_size",
  "disable_zk_elgamal_proof_program",
  "reenable_zk_elgamal_proof_program",
  "delay_commission_updates",
  "raise_cpi_nesting_limit_to_8",
  "increase_cpi_account_info_limit",
  "poseidon_enforce_padding",
  "fix_alt_bn128_pairing_length_check",
  "alt_bn128_little_endian",
  "create_account_allow_prefund",
  "bls_pubkey_management_in_vote_account",
  "enable_alt_bn128_g2_syscalls",
  "commission_rate_in_basis_points",
  "custom_commission_collector",
  "enable_bls12_381_syscall",
  "block_revenue_sharing",
  "vote_account_initialize_v2",
  "direct_account_pointers_in_program_input",
  "loader_v3_minimum_extend_program_size",
  "enable_sha512_syscall",
  "relax_post_exec_min_balance_check",
  "define_ltds_fee_only_semantics",
  "relax_fee_payer_constraint",
  // Asked by the bank and by what it sets up.
  "deprecate_rent_exemption_threshold",
  "enable_tx_v1",
  "replace_spl_token_with_p_token",
  "set_lamports_per_byte_to_6333",
  "set_lamports_per_byte_to_5080",
  "set_lamports_per_byte_to_2575",
  "set_lamports_per_byte_to_1322",
  "set_lamports_per_byte_to_696",
  "set_lamports_per_byte_to_6960",
  "zk_elgamal_proof_program_enabled",
] as const satisfies readonly FeatureName[];

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** Which gates are active, as plain booleans named like the gates (`raiseCpiNestingLimitTo8`). */
export type RuntimeFeatures = { readonly [Gate in (typeof RUNTIME_GATES)[number] as CamelCase<Gate>]: boolean };

/** Reads the gates out of `features` once, for code that asks on every transaction. */
export function resolveFeatures(features: FeatureSet): RuntimeFeatures {
  // Set one by one, so many properties would become a hash table, from which V8 reads them ten times slower.
  const entries = RUNTIME_GATES.map((gate) => [camelCase(gate), features.has(gate)]);
  return Object.fromEntries(entries) as RuntimeFeatures;
}
