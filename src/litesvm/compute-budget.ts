import { DEFAULT_EXECUTION_COST, type ExecutionBudget, type ExecutionCost } from "../runtime/execution-budget.js";
import { CONVERSIONS, COSTS, DEFAULT_BUDGET, DEFAULTS, LIMITS } from "./compute-budget-fields.js";

/** What a `ComputeBudget` allows and what it charges. */
export let limitsOf: (budget: ComputeBudget) => { readonly budget: ExecutionBudget; readonly cost: ExecutionCost };

/** What every transaction may use, whatever it asks for, and what things cost in compute units. Bigints are u64. */
export class ComputeBudget {
  /** Compute units of a transaction. */
  declare computeUnitLimit: bigint;
  declare log64Units: bigint;
  declare createProgramAddressUnits: bigint;
  declare invokeUnits: bigint;
  /** 1 for no CPI. */
  declare maxInstructionStackDepth: bigint;
  /** Instructions that a transaction may start, CPIs included. */
  declare maxInstructionTraceLength: bigint;
  declare sha256BaseCost: bigint;
  declare sha256ByteCost: bigint;
  /** Slices that one hashing syscall takes. */
  declare sha256MaxSlices: bigint;
  /** Nested calls inside one program; `withBuiltins` makes it count. */
  declare maxCallDepth: bigint;
  /** Bytes; `withBuiltins` makes it count. */
  declare stackFrameSize: bigint;
  declare logPubkeyUnits: bigint;
  /** Bytes that one compute unit buys. */
  declare cpiBytesPerUnit: bigint;
  declare sysvarBaseCost: bigint;
  declare secp256K1RecoverCost: bigint;
  declare syscallBaseCost: bigint;
  declare curve25519EdwardsValidatePointCost: bigint;
  declare curve25519EdwardsAddCost: bigint;
  declare curve25519EdwardsSubtractCost: bigint;
  declare curve25519EdwardsMultiplyCost: bigint;
  declare curve25519EdwardsMsmBaseCost: bigint;
  declare curve25519EdwardsMsmIncrementalCost: bigint;
  declare curve25519RistrettoValidatePointCost: bigint;
  declare curve25519RistrettoAddCost: bigint;
  declare curve25519RistrettoSubtractCost: bigint;
  declare curve25519RistrettoMultiplyCost: bigint;
  declare curve25519RistrettoMsmBaseCost: bigint;
  declare curve25519RistrettoMsmIncrementalCost: bigint;
  /** Bytes of heap that each program gets, u32. */
  declare heapSize: number;
  /** Per 32 KiB beyond the first. */
  declare heapCost: bigint;
  declare memOpBaseCost: bigint;
  /** In G1, as the next. */
  declare altBn128AdditionCost: bigint;
  declare altBn128MultiplicationCost: bigint;
  declare altBn128PairingOnePairCostFirst: bigint;
  declare altBn128PairingOnePairCostOther: bigint;
  declare poseidonCostCoefficientA: bigint;
  declare poseidonCostCoefficientC: bigint;
  declare getRemainingComputeUnitsCost: bigint;
  declare altBn128G1Compress: bigint;
  declare altBn128G1Decompress: bigint;
  declare altBn128G2Compress: bigint;
  declare altBn128G2Decompress: bigint;

  readonly #values: Record<string, bigint | number> = { ...DEFAULTS };

  static {
    for (const [name, convert] of Object.entries(CONVERSIONS)) {
      Object.defineProperty(ComputeBudget.prototype, name, {
        get(this: ComputeBudget) {
          return this.#values[name];
        },
        set(this: ComputeBudget, value: bigint & number) {
          this.#values[name] = convert(value);
        },
        enumerable: true,
        configurable: true,
      });
    }
    limitsOf = (budget) => {
      const values = budget.#values;
      const limits: Record<string, number> = {};
      const cost: Record<string, number> = {};
      for (const name of Object.keys(LIMITS)) limits[name] = toSafeInteger(values[name]!);
      for (const [name, field] of Object.entries(COSTS)) cost[field] = toSafeInteger(values[name]!);
      return { budget: { ...DEFAULT_BUDGET, ...limits }, cost: { ...DEFAULT_EXECUTION_COST, ...cost } };
    };
  }
}

/** DIVERGES: what a double cannot hold counts as 2^53 - 1, which is as good as endless. */
function toSafeInteger(value: bigint | number): number {
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}
