import { CallgateError } from "../base/errors.js";
import { isObject, readUntrusted } from "../base/untrusted.js";
import {
  ED25519_BACKENDS,
  type Ed25519Backend,
  type Ed25519BackendName,
  ed25519Backend,
} from "../crypto/ed25519-backend.js";
import { DEFAULT_EXECUTION_COST, type ExecutionBudget, MAX_HEAP_FRAME_BYTES } from "../runtime/execution-budget.js";
import { LOG_MESSAGES_BYTES_LIMIT } from "../runtime/log-collector.js";
import { DEFAULT_ENGINE, ENGINES, type EngineName } from "../sbpf/engines.js";
import { AGAVE_4_3_LIMITS, type EraLimits } from "../solana/era-limits.js";
import { FEATURE_PRESETS, type FeaturePreset, type FeaturePresetName } from "../solana/feature-presets.js";
import { FeatureSet } from "../solana/feature-set.js";
import { resolveFeatures } from "../solana/runtime-features.js";
import type { ProgramDescription } from "../trace/names/program-description.js";
import { COMPAT, type Compat } from "./compat.js";
import { defaultBudgetOf } from "./default-budget.js";
import { resolveIdls } from "./idls.js";
import { ANYTHING, BOOLEAN, COUNT, countUpTo, either, nameIn, type OptionCheck, readOptions } from "./option-checks.js";
import type { BankSettings } from "./settings.js";
import { resolveTrace, TRACE, type TraceOptions } from "./trace.js";

/** Who verifies Ed25519 signatures. All accept the same ones. */
export type SignatureBackendName = Ed25519BackendName;

/** How a VM is to be. Everything has a default: mainnet-beta, every check on, the programs of mainnet. */
export interface SvmOptions {
  /** What runs programs; every engine gives the same results. Default "tiered". */
  readonly engine?: EngineName;
  /** The active feature gates, or a cluster that has them. Default "mainnet". */
  readonly features?: FeatureSet | FeaturePresetName;
  /** Whether signatures must verify. Default true. */
  readonly signatureVerification?: boolean;
  /**
   * Who verifies the signatures of transactions; every backend accepts the same. Default: "node:crypto" for a process's
   * first 300, then the faster of "sodium-native" (an optional package) and "portable".
   */
  readonly signatureBackend?: SignatureBackendName;
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
  /** Whether results carry a trace: see `TransactionResult.trace`. Costs nothing when off. Default false. */
  readonly trace?: boolean | TraceOptions;
  /** How programs call their instructions and arguments, for traces: what `readIdl` of `callgate/idl` gives. */
  readonly idls?: readonly ProgramDescription[];
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

const OPTIONS: Checks<SvmOptions> = {
  engine: nameIn(ENGINES),
  features: either(nameIn(FEATURE_PRESETS), {
    expected: "a FeatureSet",
    accepts: (value) => value instanceof FeatureSet,
  }),
  signatureVerification: BOOLEAN,
  signatureBackend: nameIn(ED25519_BACKENDS),
  blockhashCheck: BOOLEAN,
  logBytesLimit: either(COUNT, { expected: "null", accepts: (value) => value === null }),
  computeBudget: ANYTHING,
  transactionHistory: COUNT,
  programs: BOOLEAN,
  recordBalances: BOOLEAN,
  trace: TRACE,
  idls: { expected: "an array of what readIdl of callgate/idl gives", accepts: Array.isArray },
  compat: either(nameIn(COMPAT), { expected: "a Compat", accepts: isCompat }),
};

/** What a machine of 32-bit memory and a host's stack can bear; mainnet's values lie far below. */
const COMPUTE_BUDGET: Checks<ExecutionBudget> = {
  computeUnitLimit: countUpTo(0xffff_ffff),
  maxInstructionStackDepth: countUpTo(64),
  maxInstructionTraceLength: countUpTo(0xfffe),
  sha256MaxSlices: COUNT,
  maxCallDepth: countUpTo(1024),
  stackFrameSize: countUpTo(65_536),
  heapSize: countUpTo(MAX_HEAP_FRAME_BYTES),
  maxCpiInstructionAccounts: COUNT,
  maxCpiInstructionDataLength: COUNT,
  maxCpiAccountInfos: COUNT,
  maxCpiInstructionSize: COUNT,
};

type Checks<T> = { readonly [N in keyof T]-?: OptionCheck };

function isCompat(value: unknown): boolean {
  const compat = value as Readonly<Record<string, unknown>>;
  return isObject(value) && Object.entries(COMPAT.agave).every(([name, sound]) => typeof compat[name] === typeof sound);
}

/** Throws `invalid-option`, or `missing-signature-backend`. */
export function resolveOptions(given: SvmOptions): ResolvedOptions {
  const options = readOptions(given, OPTIONS);
  const { featureSet, limits } = featuresOf(options.features ?? "mainnet");
  const { compat = "agave", computeBudget, logBytesLimit = LOG_MESSAGES_BYTES_LIMIT } = options;
  return {
    featureSet,
    compat: typeof compat === "object" ? { ...compat } : COMPAT[compat],
    settings: {
      engine: ENGINES[options.engine ?? DEFAULT_ENGINE],
      signatureVerification: options.signatureVerification ?? true,
      signatureBackend: signatureBackendOf(options.signatureBackend),
      blockhashCheck: options.blockhashCheck ?? true,
      logBytesLimit,
      computeBudget: computeBudget === undefined ? undefined : computeBudgetOf(computeBudget, featureSet, limits),
      cost: { ...DEFAULT_EXECUTION_COST, ...limits.cost, builtinUnitsFactor: limits.builtinsConsumeUnits ? 1 : 0 },
      limits,
      transactionHistory: options.transactionHistory ?? DEFAULT_TRANSACTION_HISTORY,
      recordBalances: options.recordBalances ?? false,
      trace: resolveTrace(options.trace),
      idls: resolveIdls(options.idls ?? []),
    },
    programs: options.programs ?? true,
  };
}

/** The backend that is asked for, or else the fastest, which is looked for when it is first needed. */
function signatureBackendOf(name: SignatureBackendName | undefined): () => Ed25519Backend {
  if (name === undefined) return ed25519Backend;
  const backend = ED25519_BACKENDS[name]();
  if (backend !== undefined) return () => backend;
  throw new CallgateError("missing-signature-backend", `no signatures can be verified by ${name} here`, { name });
}

/** A copy of the gates, so that they are the VM's own; bare gates come with today's limits. */
function featuresOf(features: FeatureSet | FeaturePresetName): { featureSet: FeatureSet; limits: EraLimits } {
  if (typeof features === "object") {
    const featureSet = readUntrusted("invalid-option", "the FeatureSet", () => features.clone());
    return { featureSet, limits: AGAVE_4_3_LIMITS };
  }
  const preset: FeaturePreset = FEATURE_PRESETS[features];
  return { featureSet: preset.features(), limits: preset.limits };
}

function computeBudgetOf(budget: Partial<ExecutionBudget>, features: FeatureSet, limits: EraLimits): ExecutionBudget {
  return {
    ...defaultBudgetOf(resolveFeatures(features), limits),
    ...readOptions<Partial<ExecutionBudget>>(budget, COMPUTE_BUDGET, "computeBudget."),
  };
}
