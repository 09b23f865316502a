import {
  DEFAULT_EXECUTION_COST,
  defaultExecutionBudget,
  type ExecutionBudget,
  type ExecutionCost,
} from "../runtime/execution-budget.js";
import { toU32, toU64, toUsize } from "./arguments.js";

type Conversion = (value: bigint & number) => bigint | number;

/** What a new `ComputeBudget` allows, the gates aside. */
export const DEFAULT_BUDGET: ExecutionBudget = defaultExecutionBudget(false);

/** The limits, with what each takes. */
export const LIMITS = {
  computeUnitLimit: toU64,
  maxInstructionStackDepth: toUsize,
  maxInstructionTraceLength: toUsize,
  sha256MaxSlices: toU64,
  maxCallDepth: toUsize,
  stackFrameSize: toUsize,
  heapSize: toU32,
} as const satisfies { readonly [N in keyof ExecutionBudget]?: Conversion };

/** The costs, with what the runtime calls each. */
export const COSTS = {
  log64Units: "log64Units",
  createProgramAddressUnits: "createProgramAddressUnits",
  invokeUnits: "invokeUnits",
  sha256BaseCost: "sha256BaseCost",
  sha256ByteCost: "sha256ByteCost",
  logPubkeyUnits: "logPubkeyUnits",
  cpiBytesPerUnit: "cpiBytesPerUnit",
  sysvarBaseCost: "sysvarBaseCost",
  secp256K1RecoverCost: "secp256k1RecoverCost",
  syscallBaseCost: "syscallBaseCost",
  curve25519EdwardsValidatePointCost: "curve25519EdwardsValidatePointCost",
  curve25519EdwardsAddCost: "curve25519EdwardsAddCost",
  curve25519EdwardsSubtractCost: "curve25519EdwardsSubtractCost",
  curve25519EdwardsMultiplyCost: "curve25519EdwardsMultiplyCost",
  curve25519EdwardsMsmBaseCost: "curve25519EdwardsMsmBaseCost",
  curve25519EdwardsMsmIncrementalCost: "curve25519EdwardsMsmIncrementalCost",
  curve25519RistrettoValidatePointCost: "curve25519RistrettoValidatePointCost",
  curve25519RistrettoAddCost: "curve25519RistrettoAddCost",
  curve25519RistrettoSubtractCost: "curve25519RistrettoSubtractCost",
  curve25519RistrettoMultiplyCost: "curve25519RistrettoMultiplyCost",
  curve25519RistrettoMsmBaseCost: "curve25519RistrettoMsmBaseCost",
  curve25519RistrettoMsmIncrementalCost: "curve25519RistrettoMsmIncrementalCost",
  heapCost: "heapCost",
  memOpBaseCost: "memOpBaseCost",
  altBn128AdditionCost: "altBn128G1AdditionCost",
  altBn128MultiplicationCost: "altBn128G1MultiplicationCost",
  altBn128PairingOnePairCostFirst: "altBn128PairingOnePairCostFirst",
  altBn128PairingOnePairCostOther: "altBn128PairingOnePairCostOther",
  poseidonCostCoefficientA: "poseidonCostCoefficientA",
  poseidonCostCoefficientC: "poseidonCostCoefficientC",
  getRemainingComputeUnitsCost: "getRemainingComputeUnitsCost",
  altBn128G1Compress: "altBn128G1Compress",
  altBn128G1Decompress: "altBn128G1Decompress",
  altBn128G2Compress: "altBn128G2Compress",
  altBn128G2Decompress: "altBn128G2Decompress",
} as const satisfies Record<string, keyof ExecutionCost>;

/** How each property converts what is assigned to it. */
export const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  ...LIMITS,
  ...Object.fromEntries(Object.keys(COSTS).map((name) => [name, toU64])),
};

/** What each property is at first. */
export const DEFAULTS: Readonly<Record<string, bigint | number>> = {
  ...Object.fromEntries(Object.keys(LIMITS).map((name) => [name, BigInt(DEFAULT_BUDGET[name as keyof typeof LIMITS])])),
  ...Object.fromEntries(Object.entries(COSTS).map(([name, field]) => [name, BigInt(DEFAULT_EXECUTION_COST[field])])),
  heapSize: DEFAULT_BUDGET.heapSize,
};
