import * as litesvm from "litesvm/dist/internal.js";
import {
  type InstructionError,
  instructionErrorNames,
  type TransactionError,
  transactionErrorNames,
} from "../../solana/errors.js";
import { LOADER_V2_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import type { Chain, Features } from "./chain.js";
import type { AccountState, Outcome } from "./outcome.js";
import type { InitialAccount } from "./world.js";

/** Agave, in the process: LiteSVM without signature checks. */
export class Oracle implements Chain {
  readonly #svm: litesvm.LiteSvm;

  constructor(features: Features) {
    this.#svm = features === "mainnet" ? new litesvm.LiteSvm() : withAllFeatures();
    this.#svm.setSigverify(false);
    this.#svm.setBlockhashCheck(false);
    this.#svm.setTransactionHistory(0n);
  }

  addProgram(id: Pubkey, elf: Uint8Array): void {
    this.#svm.addProgramWithLoader(id, elf, LOADER_V2_ID);
  }

  setAccount({ key, lamports, data, owner }: InitialAccount): void {
    this.#svm.setAccount(key, new litesvm.Account(lamports, data, owner, false, 0n));
  }

  account(key: Pubkey): AccountState | null {
    const account = this.#svm.getAccount(key);
    if (account === null) return null;
    return {
      lamports: account.lamports().toString(),
      owner: addressFromPubkey(account.owner()),
      executable: account.executable(),
      rentEpoch: account.rentEpoch().toString(),
      data: hex(account.data()),
    };
  }

  send(wire: Uint8Array, keys: readonly Pubkey[]): Outcome {
    const result = this.#svm.sendVersionedTransaction(wire);
    const failed = result instanceof litesvm.FailedTransactionMetadata;
    const metadata = failed ? result.meta() : result;
    const returned = metadata.returnData();
    return {
      error: failed ? transactionError(result.err()) : null,
      logs: metadata.logs(),
      computeUnits: metadata.computeUnitsConsumed().toString(),
      returnData:
        returned.data().length === 0
          ? null
          : { programId: addressFromPubkey(returned.programId()), data: hex(returned.data()) },
      inner: metadata.innerInstructions().map((list) =>
        list.map((inner) => ({
          programIdIndex: inner.instruction().programIdIndex(),
          accounts: hex(inner.instruction().accounts()),
          data: hex(inner.instruction().data()),
          stackHeight: inner.stackHeight(),
        })),
      ),
      accounts: Object.fromEntries(keys.map((key) => [addressFromPubkey(key), this.account(key)])),
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

// The package numbers the errors without data in Agave's order, but for BorshIoError, which comes last.
const ERRORS_WITH_DATA: readonly string[] = [
  "InstructionError",
  "DuplicateInstruction",
  "InsufficientFundsForRent",
  "ProgramExecutionTemporarilyRestricted",
];
const TRANSACTION_ERROR_NAMES = transactionErrorNames.filter((name) => !ERRORS_WITH_DATA.includes(name));
const INSTRUCTION_ERROR_NAMES = [
  ...instructionErrorNames.filter((name) => name !== "Custom" && name !== "BorshIoError"),
  "BorshIoError" as const,
];

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
