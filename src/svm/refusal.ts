import type { TransactionError } from "../solana/errors.js";

/** A transaction that a stage refuses: thrown inside the pipeline, caught where it runs, never seen outside. */
export class Refusal {
  constructor(readonly error: TransactionError) {}
}

export function refuse(error: TransactionError): never {
  throw new Refusal(error);
}

/** Refuses if there is an error. */
export function refuseIf(error: TransactionError | null): void {
  if (error !== null) refuse(error);
}
