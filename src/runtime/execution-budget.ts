/** What one transaction may use (Agave: program-runtime/src/execution_budget.rs, SVMTransactionExecutionBudget). */
export interface ExecutionBudget {
  /** Compute units for the whole transaction. */
  readonly computeUnitLimit: number;
  /** Height of the instruction stack; a top-level instruction stands at 1. */
  readonly maxInstructionStackDepth: number;
  /** Instructions started in one transaction, CPIs included. */
  readonly maxInstructionTraceLength: number;
  /** Slices that one hashing syscall takes. */
  readonly sha256MaxSlices: number;
  /** Nested calls inside one program. */
  readonly maxCallDepth: number;
  /** Bytes of one stack frame. */
  readonly stackFrameSize: number;
  /** Bytes of heap that each program gets. */
  readonly heapSize: number;
  /** Accounts of an instruction called by CPI. */
  readonly maxCpiInstructionAccounts: number;
  /** Bytes of data of an instruction called by CPI. */
  readonly maxCpiInstructionDataLength: number;
  /** AccountInfos passed to one CPI. */
  readonly maxCpiAccountInfos: number;
  /** Bytes of a CPI's data and account metas together; undefined for no such limit, as today. */
  readonly maxCpiInstructionSize: number | undefined;
}

/** Height of the instruction stack: 4 nested CPIs. */
const MAX_INSTRUCTION_STACK_DEPTH = 5;
/** The same with SIMD-0268 active: 8 nested CPIs. */
const MAX_INSTRUCTION_STACK_DEPTH_SIMD_0268 = 9;
const MAX_COMPUTE_UNIT_LIMIT = 1_400_000;
const MIN_HEAP_FRAME_BYTES = 32 * 1024;
export const MAX_HEAP_FRAME_BYTES = 256 * 1024;
const MAX_INSTRUCTION_TRACE_LENGTH = 64;

/** The budget of a transaction that asks for nothing. */
export function defaultExecutionBudget(raiseCpiNestingLimitTo8: boolean): ExecutionBudget {
  return {
    computeUnitLimit: MAX_COMPUTE_UNIT_LIMIT,
    maxInstructionStackDepth: raiseCpiNestingLimitTo8
      ? MAX_INSTRUCTION_STACK_DEPTH_SIMD_0268
      : MAX_INSTRUCTION_STACK_DEPTH,
    maxInstructionTraceLength: MAX_INSTRUCTION_TRACE_LENGTH,
    sha256MaxSlices: 20_000,
    maxCallDepth: 64,
    stackFrameSize: 4096,
    heapSize: MIN_HEAP_FRAME_BYTES,
    maxCpiInstructionAccounts: 255,
    maxCpiInstructionDataLength: 10 * 1024,
    maxCpiAccountInfos: 255,
    maxCpiInstructionSize: undefined,
  };
}

/** Compute units of syscalls (Agave: program-runtime/src/execution_budget.rs, SVMTransactionExecutionCost). */
export interface ExecutionCost {
  readonly log64Units: number;
  readonly createProgramAddressUnits: number;
  readonly invokeUnits: number;
  readonly sha256BaseCost: number;
  readonly sha256ByteCost: number;
  readonly logPubkeyUnits: number;
  /** Bytes per compute unit in CPIs and memory syscalls. */
  readonly cpiBytesPerUnit: number;
  /** Bytes charged for each account meta of a CPI. */
  readonly cpiAccountMetaByteSize: number;
  /** Bytes charged for each AccountInfo of a CPI. */
  readonly cpiAccountInfoByteSize: number;
  /** Bytes charged for each byte of a CPI's instruction data: 1, or 0 in old presets. */
  readonly cpiInstructionDataByteSize: number;
  /** Bytes charged for each byte of an executable account of a CPI: 1, or 0 in old presets. */
  readonly cpiExecutableByteSize: number;
  /** What a builtin's fixed units are multiplied by: 1, or 0 in old presets, where builtins cost nothing. */
  readonly builtinUnitsFactor: number;
  readonly sysvarBaseCost: number;
  readonly secp256k1RecoverCost: number;
  readonly syscallBaseCost: number;
  readonly curve25519EdwardsValidatePointCost: number;
  readonly curve25519EdwardsAddCost: number;
  readonly curve25519EdwardsSubtractCost: number;
  readonly curve25519EdwardsMultiplyCost: number;
  readonly curve25519EdwardsMsmBaseCost: number;
  readonly curve25519EdwardsMsmIncrementalCost: number;
  readonly curve25519RistrettoValidatePointCost: number;
  readonly curve25519RistrettoAddCost: number;
  readonly curve25519RistrettoSubtractCost: number;
  readonly curve25519RistrettoMultiplyCost: number;
  readonly curve25519RistrettoMsmBaseCost: number;
  readonly curve25519RistrettoMsmIncrementalCost: number;
  /** Per 32 KiB of heap beyond the first. */
  readonly heapCost: number;
  readonly memOpBaseCost: number;
  readonly altBn128G1AdditionCost: number;
  readonly altBn128G2AdditionCost: number;
  readonly altBn128G1MultiplicationCost: number;
  readonly altBn128G2MultiplicationCost: number;
  readonly altBn128PairingOnePairCostFirst: number;
  readonly altBn128PairingOnePairCostOther: number;
  readonly bigModularExponentiationBaseCost: number;
  readonly bigModularExponentiationCostDivisor: number;
  readonly poseidonCostCoefficientA: number;
  readonly poseidonCostCoefficientC: number;
  readonly getRemainingComputeUnitsCost: number;
  readonly altBn128G1Compress: number;
  readonly altBn128G1Decompress: number;
  readonly altBn128G2Compress: number;
  readonly altBn128G2Decompress: number;
  readonly bls12381G1AddCost: number;
  readonly bls12381G2AddCost: number;
  readonly bls12381G1SubtractCost: number;
  readonly bls12381G2SubtractCost: number;
  readonly bls12381G1MultiplyCost: number;
  readonly bls12381G2MultiplyCost: number;
  readonly bls12381G1DecompressCost: number;
  readonly bls12381G2DecompressCost: number;
  readonly bls12381G1ValidateCost: number;
  readonly bls12381G2ValidateCost: number;
  readonly bls12381OnePairCost: number;
  readonly bls12381AdditionalPairCost: number;
}

/** Mainnet's costs. */
export const DEFAULT_EXECUTION_COST: ExecutionCost = {
  log64Units: 100,
  createProgramAddressUnits: 1500,
  invokeUnits: 946,
  sha256BaseCost: 85,
  sha256ByteCost: 1,
  logPubkeyUnits: 100,
  cpiBytesPerUnit: 250,
  cpiAccountMetaByteSize: 34,
  cpiAccountInfoByteSize: 80,
  cpiInstructionDataByteSize: 1,
  cpiExecutableByteSize: 1,
  builtinUnitsFactor: 1,
  sysvarBaseCost: 100,
  secp256k1RecoverCost: 25_000,
  syscallBaseCost: 100,
  curve25519EdwardsValidatePointCost: 159,
  curve25519EdwardsAddCost: 473,
  curve25519EdwardsSubtractCost: 475,
  curve25519EdwardsMultiplyCost: 2_177,
  curve25519EdwardsMsmBaseCost: 2_273,
  curve25519EdwardsMsmIncrementalCost: 758,
  curve25519RistrettoValidatePointCost: 169,
  curve25519RistrettoAddCost: 521,
  curve25519RistrettoSubtractCost: 519,
  curve25519RistrettoMultiplyCost: 2_208,
  curve25519RistrettoMsmBaseCost: 2_303,
  curve25519RistrettoMsmIncrementalCost: 788,
  heapCost: 8,
  memOpBaseCost: 10,
  altBn128G1AdditionCost: 334,
  altBn128G2AdditionCost: 535,
  altBn128G1MultiplicationCost: 3_840,
  altBn128G2MultiplicationCost: 15_670,
  altBn128PairingOnePairCostFirst: 36_364,
  altBn128PairingOnePairCostOther: 12_121,
  bigModularExponentiationBaseCost: 422,
  bigModularExponentiationCostDivisor: 189,
  poseidonCostCoefficientA: 61,
  poseidonCostCoefficientC: 542,
  getRemainingComputeUnitsCost: 100,
  altBn128G1Compress: 30,
  altBn128G1Decompress: 398,
  altBn128G2Compress: 86,
  altBn128G2Decompress: 13_610,
  bls12381G1AddCost: 128,
  bls12381G2AddCost: 203,
  bls12381G1SubtractCost: 129,
  bls12381G2SubtractCost: 204,
  bls12381G1MultiplyCost: 4_627,
  bls12381G2MultiplyCost: 8_255,
  bls12381G1DecompressCost: 2_100,
  bls12381G2DecompressCost: 3_050,
  bls12381G1ValidateCost: 1_565,
  bls12381G2ValidateCost: 1_968,
  bls12381OnePairCost: 25_445,
  bls12381AdditionalPairCost: 13_023,
};

/** Compute units for bytes that are copied; endless if a unit buys none (Agave: `checked_div`, else u64::MAX). */
export function bytesCost(byteLength: number, bytesPerUnit: number): number {
  return bytesPerUnit === 0 ? Number.POSITIVE_INFINITY : Math.floor(byteLength / bytesPerUnit);
}

/** Compute units for a heap of `heapSize` bytes (Agave: program-runtime/src/vm.rs, calculate_heap_cost). */
export function heapCost(heapSize: number, heapCostPerPage: number): number {
  const pages = Math.ceil(heapSize / (32 * 1024));
  return Math.max(pages - 1, 0) * heapCostPerPage;
}
