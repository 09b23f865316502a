import { CallgateError } from "../base/errors.js";
import { DEFAULT_EXECUTION_COST, type ExecutionBudget } from "../runtime/execution-budget.js";
import { LOG_MESSAGES_BYTES_LIMIT } from "../runtime/log-collector.js";
import { AGAVE_4_3_LIMITS, type EraLimits } from "../solana/era-limits.js";
import { FEATURE_PRESETS, type FeaturePreset, type FeaturePresetName } from "../solana/feature-presets.js";
import { FeatureSet } from "../solana/feature-set.js";
import { resolveFeatures } from "../solana/runtime-features.js";
import { COMPAT, type Compat } from "./compat.js";
import { defaultBudgetOf } from "./default-budget.js";
import type { BankSettings } from "./settings.js";

/** How a VM is to be. Everything has a default: mainnet-beta, every check on, the programs of mainnet. */
export interface SvmOptions {
  /** The active feature gates, or a cluster that has them. Default "mainnet". */
  readonly features?: FeatureSet | FeaturePresetName;
  /** Whether signatures must verify. Default true. */
  readonly signatureVerification?: boolean;
  /** Whether a transaction must name a recent blockhash or a durable nonce. Default true. */
  readonly blockhashCheck?: boolean;
  /** Bytes of log that a transaction keeps; null for all. Default 10,000, as on the network. */
  readonly logBytesLimit?: number | null;
  /** Takes the place of what transactions ask for; what is left out is mainnet's. */
  readonly computeBudget?: Partial<ExecutionBudget>;
  /** How many results `getTransaction` finds. 0 also lets the same transaction run again. Default 1000. */
  readonly transactionHistory?: number;
  /** Whether the SPL programs and the core programs that are sBPF are there. Default true. */
  readonly programs?: boolean;
  /** Whether results carry lamport and token balances before and after. Default false. */
  readonly recordBalances?: boolean;
  /** Whose behaviour counts where LiteSVM 1.5 differs from the network. Default "agave". */
  readonly compat?: Compat["name"] | Compat;
}

/** Options with their defaults. */
export interface ResolvedOptions {
  readonly featureSet: FeatureSet;
  readonly compat: Compat;
  readonly settings: BankSettings;
  readonly programs: boolean;
}

const DEFAULT_TRANSACTION_HISTORY = 1000;

/** Throws `invalid-option`. */
export function resolveOptions(options: SvmOptions): ResolvedOptions {
  const { transactionHistory = DEFAULT_TRANSACTION_HISTORY, logBytesLimit = LOG_MESSAGES_BYTES_LIMIT } = options;
  checkCount("transactionHistory", transactionHistory);
  if (logBytesLimit !== null) checkCount("logBytesLimit", logBytesLimit);
  const { featureSet, limits } = featuresOf(options.features ?? "mainnet");
  return {
    featureSet,
    compat: compatOf(options.compat ?? "agave"),
    settings: {
      signatureVerification: options.signatureVerification ?? true,
      blockhashCheck: options.blockhashCheck ?? true,
      logBytesLimit,
      computeBudget: computeBudgetOf(options.computeBudget, featureSet, limits),
      cost: { ...DEFAULT_EXECUTION_COST, ...limits.cost, builtinUnitsFactor: limits.builtinsConsumeUnits ? 1 : 0 },
      limits,
      transactionHistory,
      recordBalances: options.recordBalances ?? false,
    },
    programs: options.programs ?? true,
  };
}

/** A copy of the gates, so that they are the VM's own; bare gates come with today's limits. */
function featuresOf(features: FeatureSet | FeaturePresetName): { featureSet: FeatureSet; limits: EraLimits } {
  if (features instanceof FeatureSet) return { featureSet: features.clone(), limits: AGAVE_4_3_LIMITS };
  const preset: FeaturePreset = Object.hasOwn(FEATURE_PRESETS, features)
    ? FEATURE_PRESETS[features]
    : fail("features", `a FeatureSet or one of ${names(FEATURE_PRESETS)}`, features);
  return { featureSet: preset.features(), limits: preset.limits };
}

function compatOf(compat: Compat["name"] | Compat): Compat {
  if (typeof compat === "object") return compat;
  return Object.hasOwn(COMPAT, compat) ? COMPAT[compat] : fail("compat", `one of ${names(COMPAT)}`, compat);
}

function computeBudgetOf(budget: Partial<ExecutionBudget> | undefined, features: FeatureSet, limits: EraLimits) {
  if (budget === undefined) return undefined;
  for (const [name, value] of Object.entries(budget)) checkCount(`computeBudget.${name}`, value);
  return { ...defaultBudgetOf(resolveFeatures(features), limits), ...budget };
}

function checkCount(name: string, value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0) fail(name, "an integer from 0 on", value);
}

function names(table: object): string {
  return Object.keys(table).join(", ");
}

function fail(option: string, expected: string, came: unknown): never {
  throw new CallgateError("invalid-option", `${option}: expected ${expected}, got ${String(came)}`, { option });
}
