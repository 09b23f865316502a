import { base58Encode } from "../base/base58.js";
import type { ReturnData } from "../runtime/transaction-context.js";
import type { TransactionError } from "../solana/errors.js";
import { type Address, addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../solana/transaction.js";
import type { Trace } from "../trace/model.js";
import type { TransactionBalances } from "./balances.js";
import { type ExecutedInstruction, innerInstructionsOf } from "./instruction-trace.js";
import type { SvmAccount } from "./svm-account.js";

/**
 * How far a transaction came: it ran (well or not), it only paid because its accounts could not be loaded, or it was
 * refused before it paid and left no trace.
 */
export type TransactionOutcome = "executed" | "feesOnly" | "dropped";

/** An instruction called by another. */
export interface InnerInstruction {
  /** Indexes count the result's `accountKeys`. */
  readonly programIdIndex: number;
  readonly accounts: readonly number[];
  readonly data: Uint8Array;
  /** 2 for one called by a top-level instruction. */
  readonly stackHeight: number;
}

/** What a pipeline run leaves to tell. */
export interface TransactionRecord {
  readonly outcome: TransactionOutcome;
  readonly signature: Uint8Array | undefined;
  /** Empty for dropped transactions. */
  readonly keys: readonly Pubkey[];
  readonly logs: readonly string[];
  readonly computeUnitsConsumed: number;
  readonly fee: bigint;
  readonly loadedAccountsDataSize: number;
  /** As the last program left it, empty data included; undefined if none ran. */
  readonly returnData: ReturnData | undefined;
  readonly instructionTrace: readonly ExecutedInstruction[];
  readonly balances: TransactionBalances | undefined;
  /** Makes the trace, if one was asked for. */
  readonly trace?: (() => Trace) | undefined;
}

/** @internal A result's particulars. What costs something to make is made when first asked for. */
export abstract class TransactionDetails {
  readonly outcome: TransactionOutcome;
  readonly logs: readonly string[];
  readonly computeUnitsConsumed: number;
  /** Lamports that the payer paid (or in a simulation would have paid); 0 if the transaction was dropped. */
  readonly fee: bigint;
  /** Bytes. */
  readonly loadedAccountsDataSize: number;
  /** Lamports and tokens before and after, if the VM records balances. */
  readonly balances: TransactionBalances | undefined;
  readonly #record: TransactionRecord;
  #trace: Trace | undefined;

  /** What a result was made of, for other doors than this one. */
  static recordOf(result: TransactionResult): TransactionRecord {
    return result.#record;
  }

  constructor(record: TransactionRecord) {
    this.outcome = record.outcome;
    this.logs = record.logs;
    this.computeUnitsConsumed = record.computeUnitsConsumed;
    this.fee = record.fee;
    this.loadedAccountsDataSize = record.loadedAccountsDataSize;
    this.balances = record.balances;
    this.#record = record;
  }

  /** The first signature in base58. */
  get signature(): string {
    return base58Encode(this.signatureBytes);
  }

  /** The first signature, 64 bytes; zeros if the transaction has none. */
  get signatureBytes(): Uint8Array {
    return this.#record.signature ?? new Uint8Array(SIGNATURE_BYTES);
  }

  /** All accounts of the transaction, looked-up ones included, in the order that indexes count. */
  get accountKeys(): readonly Address[] {
    return this.#record.keys.map(addressFromPubkey);
  }

  /** What the last program returned, if anything. */
  get returnData(): { readonly programAddress: Address; readonly data: Uint8Array } | undefined {
    const { returnData } = this.#record;
    if (returnData === undefined || returnData.data.length === 0) return undefined;
    return { programAddress: addressFromPubkey(returnData.programId), data: returnData.data };
  }

  /**
   * What it did, call by call, with the source of every right: see `Trace`. Undefined if nobody asked for it, with the
   * option `trace` of the VM or of the call. Made when it is first looked at.
   */
  get trace(): Trace | undefined {
    this.#trace ??= this.#record.trace?.();
    return this.#trace;
  }

  /** Every instruction that was to run, CPIs after the top-level ones, with the rights and units of each. */
  get instructionTrace(): readonly ExecutedInstruction[] {
    return this.#record.instructionTrace;
  }

  /** For each top-level instruction, the ones called below it, in call order. */
  get innerInstructions(): readonly (readonly InnerInstruction[])[] {
    return innerInstructionsOf(this.#record.instructionTrace).map((instructions) =>
      instructions.map(toInnerInstruction),
    );
  }
}

/** A transaction that succeeded. */
export class SucceededTransaction extends TransactionDetails {
  readonly ok = true;
  override readonly outcome = "executed";
}

/** A transaction that failed, or was refused. */
export class FailedTransaction extends TransactionDetails {
  readonly ok = false;

  constructor(
    /** As Agave's JSON shows it. */
    readonly error: TransactionError,
    record: TransactionRecord,
  ) {
    super(record);
  }
}

/** What became of a transaction: `ok` tells which of the two. */
export type TransactionResult = SucceededTransaction | FailedTransaction;

/** What a transaction would do. `postAccounts` holds each of its accounts as the transaction leaves it, if it ran. */
export type SimulationResult = TransactionResult & { readonly postAccounts: readonly SvmAccount[] };

export function makeResult(error: TransactionError | null, record: TransactionRecord): TransactionResult {
  return error === null ? new SucceededTransaction(record) : new FailedTransaction(error, record);
}

function toInnerInstruction({ programIndex, accounts, data, stackHeight }: ExecutedInstruction): InnerInstruction {
  return {
    programIdIndex: programIndex,
    accounts: accounts.map(({ indexInTransaction }) => indexInTransaction),
    data,
    stackHeight,
  };
}
