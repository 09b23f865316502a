import { describe, expect, test } from "vitest";
import { defaultExecutionBudget } from "../../../src/runtime/execution-budget.js";
import { createLoader, type LoaderPurpose } from "../../../src/runtime/syscalls/registry.js";
import { SbpfVersion } from "../../../src/sbpf/version.js";
import { FeatureSet } from "../../../src/solana/feature-set.js";
import { FEATURES, type FeatureName, featureNamed } from "../../../src/solana/features.js";
import { resolveFeatures } from "../../../src/solana/runtime-features.js";
import { expectSame } from "./support/differential.js";

const ALWAYS = [
  "abort",
  "sol_create_program_address",
  "sol_get_clock_sysvar",
  "sol_get_epoch_rewards_sysvar",
  "sol_get_epoch_schedule_sysvar",
  "sol_get_processed_sibling_instruction",
  "sol_get_rent_sysvar",
  "sol_get_return_data",
  "sol_get_stack_height",
  "sol_invoke_signed_c",
  "sol_invoke_signed_rust",
  "sol_keccak256",
  "sol_log_",
  "sol_log_64_",
  "sol_log_compute_units_",
  "sol_log_data",
  "sol_log_pubkey",
  "sol_memcmp_",
  "sol_memcpy_",
  "sol_memmove_",
  "sol_memset_",
  "sol_panic_",
  "sol_secp256k1_recover",
  "sol_set_return_data",
  "sol_sha256",
  "sol_try_find_program_address",
];

/** By gate, what it adds; `-` before the gate that takes away. */
const GATED: Readonly<Record<string, readonly string[]>> = {
  blake3_syscall_enabled: ["sol_blake3"],
  enable_sha512_syscall: ["sol_sha512"],
  curve25519_syscall_enabled: ["sol_curve_group_op", "sol_curve_multiscalar_mul", "sol_curve_validate_point"],
  enable_bls12_381_syscall: ["sol_curve_decompress", "sol_curve_pairing_map"],
  last_restart_slot_sysvar: ["sol_get_last_restart_slot"],
  enable_alt_bn128_syscall: ["sol_alt_bn128_group_op"],
  enable_alt_bn128_compression_syscall: ["sol_alt_bn128_compression"],
  enable_big_mod_exp_syscall: ["sol_big_mod_exp"],
  enable_poseidon_syscall: ["sol_poseidon"],
  remaining_compute_units_syscall_enabled: ["sol_remaining_compute_units"],
  get_sysvar_syscall_enabled: ["sol_get_sysvar"],
  enable_get_epoch_stake_syscall: ["sol_get_epoch_stake"],
};

function loaderWith(gates: readonly FeatureName[], purpose: LoaderPurpose = "execution") {
  const set = new FeatureSet();
  for (const gate of gates) set.activate(featureNamed(gate).id, 0n);
  return createLoader(resolveFeatures(set), defaultExecutionBudget(false), purpose);
}

const names = (...parameters: Parameters<typeof loaderWith>) =>
  loaderWith(...parameters)
    .syscalls.entries()
    .map(([, entry]) => entry.name)
    .sort();

const mainnet = FEATURES.filter(({ mainnetSlot }) => mainnetSlot !== null).map(({ name }) => name);

describe("the syscalls", () => {
  test("without any gate", () => {
    expect(names([])).toEqual([...ALWAYS, "sol_alloc_free_", "sol_get_fees_sysvar"].sort());
  });

  test.each(Object.entries(GATED))("behind %s", (gate, added) => {
    expect(names([gate as FeatureName])).toEqual([...names([]), ...added].sort());
  });

  test("without fees", () => {
    expect(names(["disable_fees_sysvar"])).toEqual([...ALWAYS, "sol_alloc_free_"].sort());
  });

  test("for deploying and extending, which may not use sol_alloc_free_", () => {
    for (const purpose of ["deployment", "extension"] as const) {
      expect(names(mainnet, purpose)).toEqual(names(mainnet).filter((name) => name !== "sol_alloc_free_"));
    }
  });

  test.each(Object.values(GATED).flat())("%s is on mainnet here as in litesvm", (syscall) => {
    const { logs } = expectSame({ syscall, registers: [] });
    expect(logs.at(-1)!.endsWith("unsupported BPF instruction")).toBe(!names(mainnet).includes(syscall));
  });
});

describe("the settings", () => {
  test("on mainnet", () => {
    expect(loaderWith(mainnet).config).toEqual({
      maxCallDepth: 64,
      stackFrameSize: 4096,
      enableStackFrameGaps: true,
      enableSymbolAndSectionLabels: false,
      rejectBrokenElfs: false,
      optimizeRodata: false,
      alignedMemoryMapping: true,
      enabledSbpfVersions: [SbpfVersion.V0, SbpfVersion.V3],
    });
    expect(loaderWith(mainnet, "deployment").config).toEqual({ ...loaderWith(mainnet).config, rejectBrokenElfs: true });
  });

  test("with SIMD-0460", () => {
    const { config } = loaderWith(["virtual_address_space_adjustments"]);
    expect(config).toMatchObject({ enableStackFrameGaps: false, alignedMemoryMapping: false });
  });

  test.each<[FeatureName[], execution: SbpfVersion, deployment: SbpfVersion, extension: SbpfVersion]>([
    [[], 0, 0, 0],
    [["disable_sbpf_v0_execution"], 3, 3, 3],
    [["disable_sbpf_v0_execution", "reenable_sbpf_v0_execution"], 0, 0, 0],
    [["disable_sbpf_v0_v1_v2_deployment"], 0, 3, 0],
    [["disable_sbpf_v0_v1_v2_deployment", "disable_sbpf_v0_execution"], 3, 3, 3],
  ])("with %j the lowest version is %i, to deploy %i, to extend %i", (gates, ...versions) => {
    const purposes = ["execution", "deployment", "extension"] as const;
    expect(purposes.map((purpose) => loaderWith(gates, purpose).config.enabledSbpfVersions)).toEqual(
      versions.map((lowest) => [lowest, SbpfVersion.V3]),
    );
  });
});
