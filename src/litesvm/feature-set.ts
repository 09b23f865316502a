import { FeatureSet as Gates } from "../solana/feature-set.js";
import type { FeatureName } from "../solana/features.js";
import { addressFromPubkey, assertPubkey, type Pubkey } from "../solana/pubkey.js";
import { checkBigInts, sliceBytes, toU64 } from "./arguments.js";
import { debugStruct } from "./rust-debug.js";

/** Node's `Buffer` where its types are known, else plain bytes. */
export type NodeBuffer = typeof globalThis extends { Buffer: { alloc(size: number): infer B } } ? B : Uint8Array;

/** The gates that a `FeatureSet` stands for. */
export let gatesOf: (features: FeatureSet) => Gates;

/** Which feature gates are active, and since which slot. Ids are 32 bytes. */
export class FeatureSet {
  #gates = new Gates();

  static {
    gatesOf = (features) => features.#gates;
  }

  /** Every gate active since slot 0; without it, none is. */
  static allEnabled(): FeatureSet {
    const features = new FeatureSet();
    features.#gates = Gates.allEnabled();
    return features;
  }

  isActive(featureId: Uint8Array): boolean {
    return this.#gates.isActive(toId(featureId));
  }

  /** The slot since which a gate is active, or null. */
  activatedSlot(featureId: Uint8Array): bigint | null {
    return this.#gates.activatedSlot(toId(featureId)) ?? null;
  }

  /** @param slot 0 for what is no u64. */
  activate(featureId: Uint8Array, slot: bigint): void {
    const id = toId(featureId);
    checkBigInts(slot);
    this.#gates.activate(id, slot === BigInt.asUintN(64, slot) ? toU64(slot) : 0n);
  }

  deactivate(featureId: Uint8Array): void {
    this.#gates.deactivate(toId(featureId));
  }

  getActiveFeatures(): NodeBuffer[] {
    return [...this.#gates.activeFeatures()].map(toNodeBuffer);
  }

  getInactiveFeatures(): NodeBuffer[] {
    return [...this.#gates.inactiveFeatures()].map(toNodeBuffer);
  }

  getActiveFeaturesCount(): number {
    return this.#gates.activeCount;
  }

  getInactiveFeaturesCount(): number {
    return this.#gates.inactiveCount;
  }

  /** DIVERGES: LiteSVM names the gates in another order each time. */
  toString(): string {
    const gates = this.#gates;
    const active = Array.from(gates.activeFeatures(), (id) => `${addressFromPubkey(id)}: ${gates.activatedSlot(id)}`);
    const snapshot = SNAPSHOT_GATES.map((gate) => [gate, gates.has(gate)]);
    const features = debugStruct("FeatureSet", {
      active: `{${active.join(", ")}}`,
      inactive: `{${Array.from(gates.inactiveFeatures(), addressFromPubkey).join(", ")}}`,
      snapshot: debugStruct("FeatureSnapshot", Object.fromEntries(snapshot)),
    });
    return `FeatureSet(${features})`;
  }
}

/** DIVERGES: LiteSVM aborts the process for an id that is not 32 bytes. */
function toId(featureId: Uint8Array): Pubkey {
  const id = sliceBytes(featureId);
  assertPubkey(id);
  return id;
}

interface BufferConstructor {
  from(bytes: Uint8Array): NodeBuffer;
}

function toNodeBuffer(bytes: Uint8Array): NodeBuffer {
  const { Buffer } = globalThis as { Buffer?: BufferConstructor };
  return Buffer === undefined ? (bytes as NodeBuffer) : Buffer.from(bytes);
}

/** What Agave keeps beside the set for quick access, in its order (feature-set/src/lib.rs, `FeatureSnapshot`). */
const SNAPSHOT_GATES: readonly FeatureName[] = [
  "blake3_syscall_enabled",
  "disable_fees_sysvar",
  "curve25519_syscall_enabled",
  "stake_raise_minimum_delegation_to_1_sol",
  "disable_deploy_of_alloc_free_syscall",
  "increase_tx_account_lock_limit",
  "enable_bpf_loader_set_authority_checked_ix",
  "enable_alt_bn128_syscall",
  "simplify_alt_bn128_syscall_error_codes",
  "enable_big_mod_exp_syscall",
  "remove_bpf_loader_incorrect_program_id",
  "syscall_parameter_address_restrictions",
  "virtual_address_space_adjustments",
  "account_data_direct_mapping",
  "last_restart_slot_sysvar",
  "enable_poseidon_syscall",
  "remaining_compute_units_syscall_enabled",
  "enable_alt_bn128_compression_syscall",
  "abort_on_invalid_curve",
  "get_sysvar_syscall_enabled",
  "enable_get_epoch_stake_syscall",
  "move_stake_and_move_lamports_ixs",
  "move_precompile_verification_to_svm",
  "deprecate_legacy_vote_ixs",
  "disable_sbpf_v0_execution",
  "reenable_sbpf_v0_execution",
  "disable_sbpf_v0_v1_v2_deployment",
  "deplete_cu_meter_on_vm_failure",
  "fix_alt_bn128_multiplication_input_length",
  "formalize_loaded_transaction_data_size",
  "alpenglow",
  "alpenglow_fast_leader_handover",
  "disable_zk_elgamal_proof_program",
  "reenable_zk_elgamal_proof_program",
  "raise_block_limits_to_100m",
  "raise_cpi_nesting_limit_to_8",
  "provide_instruction_data_offset_in_vm_r2",
  "create_account_allow_prefund",
  "delay_commission_updates",
  "increase_cpi_account_info_limit",
  "deprecate_rent_exemption_threshold",
  "poseidon_enforce_padding",
  "fix_alt_bn128_pairing_length_check",
  "alt_bn128_little_endian",
  "bls_pubkey_management_in_vote_account",
  "relax_programdata_account_check_migration",
  "enable_alt_bn128_g2_syscalls",
  "commission_rate_in_basis_points",
  "custom_commission_collector",
  "enable_bls12_381_syscall",
  "set_lamports_per_byte_to_6333",
  "set_lamports_per_byte_to_5080",
  "set_lamports_per_byte_to_2575",
  "set_lamports_per_byte_to_1322",
  "block_revenue_sharing",
  "vote_account_initialize_v2",
  "direct_account_pointers_in_program_input",
  "upgrade_bpf_stake_program_to_v5",
  "loader_v3_minimum_extend_program_size",
  "enable_sha512_syscall",
  "relax_post_exec_min_balance_check",
  "enable_tx_v1",
  "define_ltds_fee_only_semantics",
  "upgrade_bpf_stake_program_to_v5_1",
  "relax_fee_payer_constraint",
];
