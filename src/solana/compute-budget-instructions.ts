import { ByteReader } from "../base/byte-reader.js";
import { U64_MAX } from "../base/u64.js";
import { AGAVE_4_3_LIMITS, type EraLimits } from "./era-limits.js";
import type { TransactionError } from "./errors.js";
import type { CompiledInstruction, Message, TransactionConfig } from "./message/message.js";
import { isValidHeapSize, MIN_HEAP_FRAME_BYTES } from "./message/sanitize.js";
import * as ids from "./program-ids.js";
import { includesPubkey, type Pubkey, pubkeyEqual } from "./pubkey.js";
import type { RuntimeFeatures } from "./runtime-features.js";

/** The most compute units of a transaction. */
const MAX_COMPUTE_UNIT_LIMIT = 1_400_000;
/** The most bytes of accounts that a transaction may load. */
const MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES = 64 * 1024 * 1024;
const MICRO_LAMPORTS_PER_LAMPORT = 1_000_000n;

/** What a transaction may use, and the priority fee that it pays (Agave, `TransactionConfiguration`). */
export interface TransactionLimits {
  readonly computeUnitLimit: number;
  /** Bytes of heap for each program. */
  readonly heapSize: number;
  /** Bytes. */
  readonly loadedAccountsDataSizeLimit: number;
  readonly priorityFeeLamports: bigint;
}

/** What a message asks for, read but not yet judged. */
export interface BudgetRequests {
  /** In bytes, with the instruction that asks. */
  heapSize: { readonly instructionIndex: number; readonly bytes: number } | undefined;
  computeUnitLimit: number | undefined;
  /** In micro-lamports. */
  computeUnitPrice: bigint | undefined;
  loadedAccountsDataSizeLimit: number | undefined;
}

export type ReadBudgetRequests =
  | { readonly ok: true; readonly requests: BudgetRequests }
  | { readonly ok: false; readonly error: TransactionError };

/**
 * Reads the compute budget instructions of a sanitized legacy or v0 message (Agave,
 * compute_budget_instruction_details.rs `ComputeBudgetInstructionDetails::try_from`). In a v1 message they ask nothing.
 */
export function readBudgetRequests(message: Message): ReadBudgetRequests {
  const requests = emptyRequests();
  if (message.version === 1) return { ok: true, requests };
  for (let index = 0; index < message.instructions.length; index++) {
    const instruction = message.instructions[index];
    if (!pubkeyEqual(programIdOf(message, instruction), ids.COMPUTE_BUDGET_PROGRAM_ID)) continue;
    const error = readRequest(instruction.data, index, requests);
    if (error !== null) return { ok: false, error };
  }
  return { ok: true, requests };
}

function emptyRequests(): BudgetRequests {
  return {
    heapSize: undefined,
    computeUnitLimit: undefined,
    computeUnitPrice: undefined,
    loadedAccountsDataSizeLimit: undefined,
  };
}

/** Borsh, trailing bytes allowed; each request once. Gives the reason to drop the transaction, or null. */
function readRequest(data: Uint8Array, index: number, requests: BudgetRequests): TransactionError | null {
  const request = decodeRequest(data, index);
  if (request === undefined) return { InstructionError: [index, "InvalidInstructionData"] };
  const [name, value] = request;
  if (requests[name] !== undefined) return { DuplicateInstruction: index };
  Object.assign(requests, { [name]: value });
  return null;
}

type Request = { [Name in keyof BudgetRequests]: [Name, BudgetRequests[Name]] }[keyof BudgetRequests];

/** compute-budget-interface `ComputeBudgetInstruction`; tag 0 is unused. */
function decodeRequest(data: Uint8Array, instructionIndex: number): Request | undefined {
  const reader = new ByteReader(data);
  const request = readTagged(reader, instructionIndex);
  return reader.failure === undefined ? request : undefined;
}

function readTagged(reader: ByteReader, instructionIndex: number): Request | undefined {
  switch (reader.u8()) {
    case 1:
      return ["heapSize", { instructionIndex, bytes: reader.u32() }];
    case 2:
      return ["computeUnitLimit", reader.u32()];
    case 3:
      return ["computeUnitPrice", reader.u64()];
    case 4:
      return ["loadedAccountsDataSizeLimit", reader.u32()];
    default:
      return undefined;
  }
}

export type ResolvedLimits =
  | { readonly ok: true; readonly limits: TransactionLimits }
  | { readonly ok: false; readonly error: TransactionError };

/**
 * What a message gets: what it asks for, checked and capped, and the defaults for the rest (Agave, transaction_meta.rs
 * `try_into_config`; `sanitize_and_convert_to_compute_budget_limits`).
 */
export function resolveLimits(
  message: Message,
  requests: BudgetRequests,
  features: RuntimeFeatures,
  defaultUnits: EraLimits["defaultUnits"] = AGAVE_4_3_LIMITS.defaultUnits,
): ResolvedLimits {
  if (message.version === 1) return resolveConfig(message.config);
  const { heapSize, loadedAccountsDataSizeLimit = MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES } = requests;
  if (heapSize !== undefined && !isValidHeapSize(heapSize.bytes)) {
    return { ok: false, error: { InstructionError: [heapSize.instructionIndex, "InvalidInstructionData"] } };
  }
  if (loadedAccountsDataSizeLimit === 0) return { ok: false, error: "InvalidLoadedAccountsDataSizeLimit" };
  const unitLimit = requests.computeUnitLimit ?? defaultUnitLimit(message, features, defaultUnits);
  const computeUnitLimit = Math.min(unitLimit, MAX_COMPUTE_UNIT_LIMIT);
  return {
    ok: true,
    limits: {
      computeUnitLimit,
      heapSize: heapSize?.bytes ?? MIN_HEAP_FRAME_BYTES,
      loadedAccountsDataSizeLimit: Math.min(loadedAccountsDataSizeLimit, MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES),
      priorityFeeLamports: priorityFee(requests.computeUnitPrice ?? 0n, computeUnitLimit),
    },
  };
}

/** v1: what is absent is zero, except the heap. */
function resolveConfig(config: TransactionConfig): ResolvedLimits {
  const { heapSize = MIN_HEAP_FRAME_BYTES, computeUnitLimit = 0, loadedAccountsDataSizeLimit = 0 } = config;
  if (!isValidHeapSize(heapSize)) return { ok: false, error: "SanitizeFailure" };
  return {
    ok: true,
    limits: {
      computeUnitLimit: Math.min(computeUnitLimit, MAX_COMPUTE_UNIT_LIMIT),
      heapSize,
      loadedAccountsDataSizeLimit: Math.min(loadedAccountsDataSizeLimit, MAX_LOADED_ACCOUNTS_DATA_SIZE_BYTES),
      priorityFeeLamports: config.priorityFeeLamports ?? 0n,
    },
  };
}

/** Lamports for a price in micro-lamports per unit, rounded up (Agave, compute_budget_limits.rs). */
function priorityFee(price: bigint, computeUnitLimit: number): bigint {
  if (price === 0n) return 0n;
  const micros = price * BigInt(computeUnitLimit);
  const fee = (micros + MICRO_LAMPORTS_PER_LAMPORT - 1n) / MICRO_LAMPORTS_PER_LAMPORT;
  return fee > U64_MAX ? U64_MAX : fee;
}

/** Programs whose instructions get few units by default (Agave, builtins-default-costs/src/lib.rs). */
const BUILTIN_IDS: readonly Pubkey[] = [
  ids.SYSTEM_PROGRAM_ID,
  ids.LOADER_V1_ID,
  ids.LOADER_V2_ID,
  ids.LOADER_V3_ID,
  ids.LOADER_V4_ID,
  ids.SECP256K1_PROGRAM_ID,
  ids.ED25519_PROGRAM_ID,
];

function defaultUnitLimit(message: Message, features: RuntimeFeatures, units: EraLimits["defaultUnits"]): number {
  let sum = 0;
  for (const instruction of message.instructions) {
    const programId = programIdOf(message, instruction);
    if (pubkeyEqual(programId, ids.COMPUTE_BUDGET_PROGRAM_ID)) sum += units.computeBudgetInstruction;
    else if (countsAsBuiltin(programId, features)) sum += units.builtinInstruction;
    else sum += units.otherInstruction;
  }
  return sum;
}

/** Vote stopped counting with SIMD-0387. */
function countsAsBuiltin(programId: Pubkey, features: RuntimeFeatures): boolean {
  if (includesPubkey(BUILTIN_IDS, programId)) return true;
  return !features.blsPubkeyManagementInVoteAccount && pubkeyEqual(programId, ids.VOTE_PROGRAM_ID);
}

function programIdOf({ accountKeys }: Message, { programIdIndex }: CompiledInstruction): Pubkey {
  return accountKeys[programIdIndex];
}
