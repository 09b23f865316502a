import type { Message } from "../solana/message/message.js";
import { ED25519_PROGRAM_ID, SECP256K1_PROGRAM_ID, SECP256R1_PROGRAM_ID } from "../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";

/** In compute units (Agave: cost-model/src/block_cost_limits.rs). */
const SIGNATURE_COST = 720;
const WRITE_LOCK_UNITS = 300;
const PRECOMPILE_SIGNATURE_COSTS: readonly (readonly [Pubkey, number])[] = [
  [SECP256K1_PROGRAM_ID, 6_690],
  [ED25519_PROGRAM_ID, 2_400],
  [SECP256R1_PROGRAM_ID, 4_800],
];
const INSTRUCTION_DATA_BYTES_PER_UNIT = 4;

/** compute_budget_limits.rs, DEFAULT_HEAP_COST, for each of these pages that were loaded. */
const PAGE_COST = 8;
const PAGE_BYTES = 32 * 1024;

/** What running a transaction took. */
export interface TransactionUsage {
  readonly computeUnitsConsumed: number;
  /** In bytes. */
  readonly loadedAccountsDataSize: number;
}

/** How much of a block a transaction fills, in compute units (cost_model.rs, `calculate_cost_for_executed_transaction`). */
export function transactionCost(message: Message, usage: TransactionUsage): number {
  const dataBytes = message.instructions.reduce((sum, { data }) => sum + data.length, 0);
  return (
    signatureCost(message) +
    WRITE_LOCK_UNITS * writeLockCount(message) +
    Math.floor(dataBytes / INSTRUCTION_DATA_BYTES_PER_UNIT) +
    usage.computeUnitsConsumed +
    PAGE_COST * Math.ceil(usage.loadedAccountsDataSize / PAGE_BYTES)
  );
}

function signatureCost({ header, accountKeys, instructions }: Message): number {
  let cost = SIGNATURE_COST * header.numRequiredSignatures;
  for (const { programIdIndex, data } of instructions) {
    const programId = accountKeys[programIdIndex]!;
    const precompile = PRECOMPILE_SIGNATURE_COSTS.find(([id]) => pubkeyEqual(id, programId));
    if (precompile !== undefined) cost += precompile[1] * (data[0] ?? 0);
  }
  return cost;
}

/** Those that are asked for, whether they are granted or not (solana-message, `num_write_locks`). */
function writeLockCount({ header, accountKeys, addressTableLookups }: Message): number {
  const ownCount = accountKeys.length - header.numReadonlySignedAccounts - header.numReadonlyUnsignedAccounts;
  return addressTableLookups.reduce((sum, { writableIndexes }) => sum + writableIndexes.length, ownCount);
}
