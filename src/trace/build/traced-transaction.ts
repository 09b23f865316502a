import type { ExecutionBudget } from "../../runtime/execution-budget.js";
import type { TransactionAccount } from "../../runtime/transaction-accounts.js";
import type { Account } from "../../solana/account.js";
import type { TransactionError } from "../../solana/errors.js";
import type { Message } from "../../solana/message/message.js";
import type { Address, Pubkey } from "../../solana/pubkey.js";
import type { Transaction } from "../../solana/transaction.js";
import type { FunctionNames } from "../names/function-names.js";
import type { ProgramLookup } from "../names/program-description.js";
import type { RecordedFrame } from "../recorder/recording.js";

/** All that a trace is made of. */
export interface TracedTransaction {
  readonly transaction: Transaction;
  readonly message: Message;
  readonly outcome: "executed" | "feesOnly" | "dropped";
  readonly error: TransactionError | null;
  readonly slot: bigint;
  readonly feeLamports: bigint;
  readonly unitsConsumed: number;
  readonly budget: ExecutionBudget;
  /** All keys, in the order that indexes count; none if it was dropped. */
  readonly keys: readonly Pubkey[];
  readonly writable: readonly boolean[];
  /** As stored before the transaction. */
  readonly before: readonly (Readonly<Account> | undefined)[];
  /** The accounts that the instructions ran on; undefined if none ran. */
  readonly accounts: readonly TransactionAccount[] | undefined;
  /** The payer after its fee, where no instruction ran. */
  readonly chargedPayer: Readonly<Account> | undefined;
  readonly frames: readonly RecordedFrame[];
  readonly hasSyscalls: boolean;
  /** Names of the functions of compiled programs; undefined if functions are not traced. */
  readonly functionNames: ((program: Address) => FunctionNames) | undefined;
  readonly programs: ProgramLookup;
}
