import type { JsonObject } from "../base/json.js";
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
export function encodeTransactionStatus(status: TransactionStatus): JsonObject {
  const { slot, confirmations, err, confirmationStatus } = status;
  return { slot, confirmations, status: encodeResult(err), err, confirmationStatus };
}

/** Rust's `Result<(), TransactionError>`: { Ok: null } or { Err }. */
export function encodeResult(err: TransactionError | null): JsonObject {
  return err === null ? { Ok: null } : { Err: err };
}
