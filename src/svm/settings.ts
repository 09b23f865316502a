import type { Ed25519Backend } from "../crypto/ed25519-backend.js";
import type { ExecutionBudget, ExecutionCost } from "../runtime/execution-budget.js";
import type { Engine } from "../sbpf/engine.js";
import type { EraLimits } from "../solana/era-limits.js";
import type { Address } from "../solana/pubkey.js";
import type { ProgramDescription } from "../trace/names/program-description.js";
import type { TraceOptions } from "./trace.js";

/** What a VM's owner may change while it lives. */
export interface BankSettings {
  /** What runs programs. */
  readonly engine: Engine;
  /** Whether signatures must verify. */
  signatureVerification: boolean;
  /** Gives who verifies them. */
  readonly signatureBackend: () => Ed25519Backend;
  /** Whether a transaction's blockhash must be a recent one or a durable nonce. */
  blockhashCheck: boolean;
  /** Bytes of log that a transaction keeps; null for all. */
  logBytesLimit: number | null;
  /** Takes the place of what transactions ask for. */
  computeBudget: ExecutionBudget | undefined;
  cost: ExecutionCost;
  /** What no gate says of the period whose rules hold. */
  limits: EraLimits;
  /** How many results `getTransaction` finds; 0 also lets the same transaction run again. */
  transactionHistory: number;
  /** Whether results carry lamport and token balances before and after. */
  recordBalances: boolean;
  /** Whether and how transactions are traced. */
  readonly trace: TraceOptions | undefined;
  /** How programs call their instructions, for traces. */
  readonly idls: ReadonlyMap<Address, ProgramDescription>;
}
