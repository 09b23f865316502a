import type { Config } from "../../sbpf/config.js";
import type { FastSyscall } from "../../sbpf/fast-syscall.js";
import { Loader } from "../../sbpf/loader.js";
import { SbpfVersion } from "../../sbpf/version.js";
import type { RuntimeFeatures } from "../../solana/runtime-features.js";
import { solInvokeSignedC, solInvokeSignedRust } from "../cpi/invoke-signed.js";
import type { ExecutionBudget } from "../execution-budget.js";
import type { InvokeContext } from "../invoke-context.js";
import { abort, solPanic } from "./abort-panic.js";
import { solAllocFree } from "./alloc-free.js";
import { solAltBn128Compression, solAltBn128GroupOp } from "./alt-bn128.js";
import { solBigModExp } from "./big-mod-exp.js";
import {
  solCurveDecompress,
  solCurveGroupOp,
  solCurveMultiscalarMul,
  solCurvePairingMap,
  solCurveValidatePoint,
} from "./curve.js";
import { solGetEpochStake } from "./epoch-stake.js";
import { fastBlake3, fastKeccak256, fastSha256 } from "./fast/hashing.js";
import { fastMemcmp, fastMemcpy, fastMemmove, fastMemset } from "./fast/mem-ops.js";
import { tellFastSyscalls } from "./fast/settings.js";
import { solBlake3, solKeccak256, solSha256, solSha512 } from "./hashing.js";
import { solGetProcessedSiblingInstruction, solGetStackHeight } from "./instruction-info.js";
import { solLog, solLog64, solLogComputeUnits, solLogData, solLogPubkey } from "./logging.js";
import { solMemcmp, solMemcpy, solMemmove, solMemset } from "./mem-ops.js";
import { solPoseidon } from "./poseidon.js";
import { solCreateProgramAddress, solTryFindProgramAddress } from "./program-addresses.js";
import { solRemainingComputeUnits } from "./remaining-compute-units.js";
import { solGetReturnData, solSetReturnData } from "./return-data.js";
import { solSecp256k1Recover } from "./secp256k1.js";
import type { RuntimeSyscall } from "./syscall.js";
import {
  solGetClockSysvar,
  solGetEpochRewardsSysvar,
  solGetEpochScheduleSysvar,
  solGetFeesSysvar,
  solGetLastRestartSlot,
  solGetRentSysvar,
  solGetSysvar,
} from "./sysvars.js";

/** What a loader is for: running programs, or checking one before it is deployed. */
export type LoaderPurpose =
  | "execution"
  /** Deploying and upgrading. */
  | "deployment"
  /** Extending a program, which may be of any version that still runs. */
  | "extension";

type Gate = (features: RuntimeFeatures, purpose: LoaderPurpose) => boolean;

const always: Gate = () => true;

/** Every syscall, when programs can call it, and its usual case in WebAssembly, if it has that. */
const SYSCALLS: readonly (readonly [name: string, syscall: RuntimeSyscall, gate: Gate, fast?: FastSyscall])[] = [
  ["abort", abort, always],
  ["sol_panic_", solPanic, always],
  ["sol_log_", solLog, always],
  ["sol_log_64_", solLog64, always],
  ["sol_log_pubkey", solLogPubkey, always],
  ["sol_log_compute_units_", solLogComputeUnits, always],
  ["sol_create_program_address", solCreateProgramAddress, always],
  ["sol_try_find_program_address", solTryFindProgramAddress, always],
  ["sol_sha256", solSha256, always, fastSha256],
  ["sol_keccak256", solKeccak256, always, fastKeccak256],
  ["sol_secp256k1_recover", solSecp256k1Recover, always],
  ["sol_blake3", solBlake3, (features) => features.blake3SyscallEnabled, fastBlake3],
  ["sol_sha512", solSha512, (features) => features.enableSha512Syscall],
  ["sol_curve_validate_point", solCurveValidatePoint, (features) => features.curve25519SyscallEnabled],
  ["sol_curve_group_op", solCurveGroupOp, (features) => features.curve25519SyscallEnabled],
  ["sol_curve_multiscalar_mul", solCurveMultiscalarMul, (features) => features.curve25519SyscallEnabled],
  ["sol_curve_decompress", solCurveDecompress, (features) => features.enableBls12381Syscall],
  ["sol_curve_pairing_map", solCurvePairingMap, (features) => features.enableBls12381Syscall],
  ["sol_get_clock_sysvar", solGetClockSysvar, always],
  ["sol_get_epoch_schedule_sysvar", solGetEpochScheduleSysvar, always],
  ["sol_get_fees_sysvar", solGetFeesSysvar, (features) => !features.disableFeesSysvar],
  ["sol_get_rent_sysvar", solGetRentSysvar, always],
  ["sol_get_last_restart_slot", solGetLastRestartSlot, (features) => features.lastRestartSlotSysvar],
  ["sol_get_epoch_rewards_sysvar", solGetEpochRewardsSysvar, always],
  ["sol_memcpy_", solMemcpy, always, fastMemcpy],
  ["sol_memmove_", solMemmove, always, fastMemmove],
  ["sol_memset_", solMemset, always, fastMemset],
  ["sol_memcmp_", solMemcmp, always, fastMemcmp],
  ["sol_get_processed_sibling_instruction", solGetProcessedSiblingInstruction, always],
  ["sol_get_stack_height", solGetStackHeight, always],
  ["sol_set_return_data", solSetReturnData, always],
  ["sol_get_return_data", solGetReturnData, always],
  ["sol_invoke_signed_c", solInvokeSignedC, always],
  ["sol_invoke_signed_rust", solInvokeSignedRust, always],
  // Only programs that are there already may call it.
  ["sol_alloc_free_", solAllocFree, (_features, purpose) => purpose === "execution"],
  ["sol_alt_bn128_group_op", solAltBn128GroupOp, (features) => features.enableAltBn128Syscall],
  ["sol_big_mod_exp", solBigModExp, (features) => features.enableBigModExpSyscall],
  ["sol_poseidon", solPoseidon, (features) => features.enablePoseidonSyscall],
  ["sol_remaining_compute_units", solRemainingComputeUnits, (features) => features.remainingComputeUnitsSyscallEnabled],
  ["sol_alt_bn128_compression", solAltBn128Compression, (features) => features.enableAltBn128CompressionSyscall],
  ["sol_get_sysvar", solGetSysvar, (features) => features.getSysvarSyscallEnabled],
  ["sol_get_epoch_stake", solGetEpochStake, (features) => features.enableGetEpochStakeSyscall],
  ["sol_log_data", solLogData, always],
];

/**
 * The settings and syscalls of programs under these gates (Agave: syscalls/src/lib.rs,
 * create_program_runtime_environment; program-runtime/src/deploy.rs, morph_into_deployment_environment).
 */
export function createLoader(
  features: RuntimeFeatures,
  budget: ExecutionBudget,
  purpose: LoaderPurpose,
): Loader<InvokeContext> {
  const loader = new Loader<InvokeContext>(configFor(features, budget, purpose), tellFastSyscalls);
  for (const [name, syscall, gate, fast] of SYSCALLS) {
    // Behind the context and the machine come r1….
    if (gate(features, purpose)) loader.registerFunction(name, syscall, Math.max(syscall.length - 2, 0), fast);
  }
  return loader;
}

function configFor(features: RuntimeFeatures, budget: ExecutionBudget, purpose: LoaderPurpose): Config {
  return {
    maxCallDepth: budget.maxCallDepth,
    stackFrameSize: budget.stackFrameSize,
    enableStackFrameGaps: !features.virtualAddressSpaceAdjustments,
    enableSymbolAndSectionLabels: false,
    rejectBrokenElfs: purpose !== "execution",
    optimizeRodata: false,
    alignedMemoryMapping: !features.virtualAddressSpaceAdjustments,
    enabledSbpfVersions: [minSbpfVersion(features, purpose), SbpfVersion.V3],
  };
}

function minSbpfVersion(features: RuntimeFeatures, purpose: LoaderPurpose): SbpfVersion {
  if (purpose === "deployment" && features.disableSbpfV0V1V2Deployment) return SbpfVersion.V3;
  return features.disableSbpfV0Execution && !features.reenableSbpfV0Execution ? SbpfVersion.V3 : SbpfVersion.V0;
}
