import * as litesvm from "litesvm/dist/internal.js";
import {
  type InstructionError,
  instructionErrorNames,
  type TransactionError,
  transactionErrorNames,
} from "../../solana/errors.js";
import { LOADER_V2_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import type { Chain, ChainSettings, InitialAccount } from "./chain.js";
import type { AccountState, Outcome } from "./outcome.js";

/** Agave, in the process: LiteSVM. */
export class Oracle implements Chain {
  readonly #svm: litesvm.LiteSvm;

  constructor({ features, checks }: ChainSettings) {
    this.#svm = features === "mainnet" ? new litesvm.LiteSvm() : withAllFeatures();
    this.#svm.setSigverify(checks);
    this.#svm.setBlockhashCheck(checks);
    // It remembers REMEMBERED_TRANSACTIONS until told otherwise; asked for so many, it would remember none.
    if (!checks) this.#svm.setTransactionHistory(0n);
  }

  addProgram(id: Pubkey, elf: Uint8Array): void {
    this.#svm.addProgramWithLoader(id, elf, LOADER_V2_ID);
  }

  setAccount({ key, lamports, data, owner, executable = false, rentEpoch = 0n }: InitialAccount): void {
    this.#svm.setAccount(key, new litesvm.Account(lamports, data, owner, executable, rentEpoch));
  }

  account(key: Pubkey): AccountState | null {
    const account = this.#svm.getAccount(key);
    if (account === null) return null;
    return {
      lamports: account.lamports(),
      owner: account.owner(),
      executable: account.executable(),
      rentEpoch: account.rentEpoch(),
      data: account.data(),
    };
  }

  blockhash(): Uint8Array {
    return pubkeyFromAddress(this.#svm.latestBlockhash());
  }

  expireBlockhash(): void {
    this.#svm.expireBlockhash();
  }

  warpToSlot(slot: bigint): void {
    this.#svm.warpToSlot(slot);
  }

  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    const result = this.#svm.sendVersionedTransaction(wire);
    const failed = result instanceof litesvm.FailedTransactionMetadata;
    const metadata = failed ? result.meta() : result;
    const returned = metadata.returnData();
    return {
      error: failed ? transactionError(result.err()) : null,
      logs: metadata.logs(),
      computeUnits: Number(metadata.computeUnitsConsumed()),
      returnData: returned.data().length === 0 ? null : { programId: returned.programId(), data: returned.data() },
      inner: metadata.innerInstructions().map((list) =>
        list.map((inner) => ({
          programIdIndex: inner.instruction().programIdIndex(),
          accounts: inner.instruction().accounts(),
          data: inner.instruction().data(),
          stackHeight: inner.stackHeight(),
        })),
      ),
      accounts: keys.map((key) => this.account(key)),
    };
  }
}

function withAllFeatures(): litesvm.LiteSvm {
  const svm = litesvm.LiteSvm.default();
  svm.setFeatureSet(litesvm.FeatureSet.allEnabled());
  svm.setBuiltins();
  svm.setPrecompiles();
  svm.setSysvars();
  svm.setLamports(10n ** 15n);
  svm.setDefaultPrograms();
  return svm;
}

function transactionError(error: ReturnType<litesvm.FailedTransactionMetadata["err"]>): TransactionError {
  if (typeof error === "number") return TRANSACTION_ERROR_NAMES[error] as TransactionError;
  if (error instanceof litesvm.TransactionErrorInstructionError) {
    return { InstructionError: [error.index, instructionError(error.err())] };
  }
  if (error instanceof litesvm.TransactionErrorDuplicateInstruction) return { DuplicateInstruction: error.index };
  const { accountIndex } = error;
  return error instanceof litesvm.TransactionErrorInsufficientFundsForRent
    ? { InsufficientFundsForRent: { account_index: accountIndex } }
    : { ProgramExecutionTemporarilyRestricted: { account_index: accountIndex } };
}

function instructionError(error: ReturnType<litesvm.TransactionErrorInstructionError["err"]>): InstructionError {
  if (typeof error === "number") return INSTRUCTION_ERROR_NAMES[error] as InstructionError;
  return error instanceof litesvm.InstructionErrorCustom ? { Custom: error.code } : "BorshIoError";
}

// The package numbers the errors without data in Agave's order, but for two that stand the other way round, and for
// BorshIoError, which comes last.
const ERRORS_WITH_DATA: readonly string[] = [
  "InstructionError",
  "DuplicateInstruction",
  "InsufficientFundsForRent",
  "ProgramExecutionTemporarilyRestricted",
];
const TRANSACTION_ERROR_NAMES = transactionErrorNames.filter((name) => !ERRORS_WITH_DATA.includes(name));
TRANSACTION_ERROR_NAMES.splice(30, 2, "ResanitizationNeeded", "InvalidLoadedAccountsDataSizeLimit");
const INSTRUCTION_ERROR_NAMES = [
  ...instructionErrorNames.filter((name) => name !== "Custom" && name !== "BorshIoError"),
  "BorshIoError" as const,
];
