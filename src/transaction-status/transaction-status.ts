import type { Json, JsonObject } from "../base/json.js";
import type { TransactionError } from "../solana/errors.js";

export type TransactionConfirmationStatus = "processed" | "confirmed" | "finalized";

/** What getSignatureStatuses tells of a transaction (Agave, `TransactionStatus`). */
export interface TransactionStatus {
  readonly slot: bigint;
  /** Blocks since it was processed; null when it is rooted. */
  readonly confirmations: number | null;
  readonly err: TransactionError | null;
  readonly confirmationStatus: TransactionConfirmationStatus | null;
}

/** { slot, confirmations, status, err, confirmationStatus }. */
export declare function encodeTransactionStatus(status: TransactionStatus): JsonObject;

/** { Ok: null } or { Err }. */
export declare function encodeResult(err: TransactionError | null): Json;
