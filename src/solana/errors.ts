import { CallgateError } from "../base/errors.js";
import type { U64 } from "../base/u64.js";

/**
 * Why an instruction failed, in the order of solana-instruction-error's `InstructionError` (the position is the
 * number that bincode writes), each with its Display text. `Custom` prints its code in hex after the text.
 */
const INSTRUCTION_ERRORS = [
  ["GenericError", "generic instruction error"],
  ["InvalidArgument", "invalid program argument"],
  ["InvalidInstructionData", "invalid instruction data"],
  ["InvalidAccountData", "invalid account data for instruction"],
  ["AccountDataTooSmall", "account data too small for instruction"],
  ["InsufficientFunds", "insufficient funds for instruction"],
  ["IncorrectProgramId", "incorrect program id for instruction"],
  ["MissingRequiredSignature", "missing required signature for instruction"],
  ["AccountAlreadyInitialized", "instruction requires an uninitialized account"],
  ["UninitializedAccount", "instruction requires an initialized account"],
  ["UnbalancedInstruction", "sum of account balances before and after instruction do not match"],
  ["ModifiedProgramId", "instruction illegally modified the program id of an account"],
  ["ExternalAccountLamportSpend", "instruction spent from the balance of an account it does not own"],
  ["ExternalAccountDataModified", "instruction modified data of an account it does not own"],
  ["ReadonlyLamportChange", "instruction changed the balance of a read-only account"],
  ["ReadonlyDataModified", "instruction modified data of a read-only account"],
  ["DuplicateAccountIndex", "instruction contains duplicate accounts"],
  ["ExecutableModified", "instruction changed executable bit of an account"],
  ["RentEpochModified", "instruction modified rent epoch of an account"],
  ["NotEnoughAccountKeys", "insufficient account keys for instruction"],
  ["AccountDataSizeChanged", "program other than the account's owner changed the size of the account data"],
  ["AccountNotExecutable", "instruction expected an executable account"],
  ["AccountBorrowFailed", "instruction tries to borrow reference for an account which is already borrowed"],
  ["AccountBorrowOutstanding", "instruction left account with an outstanding borrowed reference"],
  ["DuplicateAccountOutOfSync", "instruction modifications of multiply-passed account differ"],
  ["Custom", "custom program error: "],
  ["InvalidError", "program returned invalid error code"],
  ["ExecutableDataModified", "instruction changed executable accounts data"],
  ["ExecutableLamportChange", "instruction changed the balance of an executable account"],
  ["ExecutableAccountNotRentExempt", "executable accounts must be rent exempt"],
  ["UnsupportedProgramId", "Unsupported program id"],
  ["CallDepth", "Cross-program invocation call depth too deep"],
  ["MissingAccount", "An account required by the instruction is missing"],
  ["ReentrancyNotAllowed", "Cross-program invocation reentrancy not allowed for this instruction"],
  ["MaxSeedLengthExceeded", "Length of the seed is too long for address generation"],
  ["InvalidSeeds", "Provided seeds do not result in a valid address"],
  ["InvalidRealloc", "Failed to reallocate account data"],
  ["ComputationalBudgetExceeded", "Computational budget exceeded"],
  ["PrivilegeEscalation", "Cross-program invocation with unauthorized signer or writable account"],
  ["ProgramEnvironmentSetupFailure", "Failed to create program execution environment"],
  ["ProgramFailedToComplete", "Program failed to complete"],
  ["ProgramFailedToCompile", "Program failed to compile"],
  ["Immutable", "Account is immutable"],
  ["IncorrectAuthority", "Incorrect authority provided"],
  ["BorshIoError", "Failed to serialize or deserialize account data"],
  ["AccountNotRentExempt", "An account does not have enough lamports to be rent-exempt"],
  ["InvalidAccountOwner", "Invalid account owner"],
  ["ArithmeticOverflow", "Program arithmetic overflowed"],
  ["UnsupportedSysvar", "Unsupported sysvar"],
  ["IllegalOwner", "Provided owner is not allowed"],
  ["MaxAccountsDataAllocationsExceeded", "Accounts data allocations exceeded the maximum allowed per transaction"],
  ["MaxAccountsExceeded", "Max accounts exceeded"],
  ["MaxInstructionTraceLengthExceeded", "Max instruction trace length exceeded"],
  ["BuiltinProgramsMustConsumeComputeUnits", "Builtin programs must consume compute units"],
] as const;

/**
 * Why a transaction was refused or failed, in the order of solana-transaction-error's `TransactionError`, each with
 * its Display text; `{}` stands for the index that the error carries.
 */
const TRANSACTION_ERRORS = [
  ["AccountInUse", "Account in use"],
  ["AccountLoadedTwice", "Account loaded twice"],
  ["AccountNotFound", "Attempt to debit an account but found no record of a prior credit."],
  ["ProgramAccountNotFound", "Attempt to load a program that does not exist"],
  ["InsufficientFundsForFee", "Insufficient funds for fee"],
  ["InvalidAccountForFee", "This account may not be used to pay transaction fees"],
  ["AlreadyProcessed", "This transaction has already been processed"],
  ["BlockhashNotFound", "Blockhash not found"],
  ["InstructionError", "Error processing Instruction"],
  ["CallChainTooDeep", "Loader call chain is too deep"],
  ["MissingSignatureForFee", "Transaction requires a fee but has no signature present"],
  ["InvalidAccountIndex", "Transaction contains an invalid account reference"],
  ["SignatureFailure", "Transaction did not pass signature verification"],
  ["InvalidProgramForExecution", "This program may not be used for executing instructions"],
  ["SanitizeFailure", "Transaction failed to sanitize accounts offsets correctly"],
  ["ClusterMaintenance", "Transactions are currently disabled due to cluster maintenance"],
  ["AccountBorrowOutstanding", "Transaction processing left an account with an outstanding borrowed reference"],
  ["WouldExceedMaxBlockCostLimit", "Transaction would exceed max Block Cost Limit"],
  ["UnsupportedVersion", "Transaction version is unsupported"],
  ["InvalidWritableAccount", "Transaction loads a writable account that cannot be written"],
  ["WouldExceedMaxAccountCostLimit", "Transaction would exceed max account limit within the block"],
  ["WouldExceedAccountDataBlockLimit", "Transaction would exceed account data limit within the block"],
  ["TooManyAccountLocks", "Transaction locked too many accounts"],
  ["AddressLookupTableNotFound", "Transaction loads an address table account that doesn't exist"],
  ["InvalidAddressLookupTableOwner", "Transaction loads an address table account with an invalid owner"],
  ["InvalidAddressLookupTableData", "Transaction loads an address table account with invalid data"],
  ["InvalidAddressLookupTableIndex", "Transaction address table lookup uses an invalid index"],
  ["InvalidRentPayingAccount", "Transaction leaves an account with a lower balance than rent-exempt minimum"],
  ["WouldExceedMaxVoteCostLimit", "Transaction would exceed max Vote Cost Limit"],
  ["WouldExceedAccountDataTotalLimit", "Transaction would exceed total account data limit"],
  ["DuplicateInstruction", "Transaction contains a duplicate instruction ({}) that is not allowed"],
  ["InsufficientFundsForRent", "Transaction results in an account ({}) with insufficient funds for rent"],
  ["MaxLoadedAccountsDataSizeExceeded", "Transaction exceeded max loaded accounts data size cap"],
  ["InvalidLoadedAccountsDataSizeLimit", "LoadedAccountsDataSizeLimit set for transaction must be greater than 0."],
  ["ResanitizationNeeded", "ResanitizationNeeded"],
  [
    "ProgramExecutionTemporarilyRestricted",
    "Execution of the program referenced by account at index {} is temporarily restricted.",
  ],
  ["UnbalancedTransaction", "Sum of account balances before and after transaction do not match"],
  ["ProgramCacheHitMaxLimit", "Program cache hit max limit"],
  ["CommitCancelled", "CommitCancelled"],
] as const;

export type InstructionErrorName = (typeof INSTRUCTION_ERRORS)[number][0];
export type TransactionErrorName = (typeof TRANSACTION_ERRORS)[number][0];

type DataErrorName =
  | "InstructionError"
  | "DuplicateInstruction"
  | "InsufficientFundsForRent"
  | "ProgramExecutionTemporarilyRestricted";

/** An instruction's error as Agave's JSON shows it. */
export type InstructionError = Exclude<InstructionErrorName, "Custom"> | { Custom: number };

/** A transaction's error as Agave's JSON shows it. */
export type TransactionError =
  | Exclude<TransactionErrorName, DataErrorName>
  | { InstructionError: [instructionIndex: number, error: InstructionError] }
  | { DuplicateInstruction: number }
  | { InsufficientFundsForRent: { account_index: number } }
  | { ProgramExecutionTemporarilyRestricted: { account_index: number } };

/** The variant of an error, whatever it carries. */
export function instructionErrorName(error: InstructionError): InstructionErrorName {
  return typeof error === "string" ? error : "Custom";
}

/** The variant of an error, whatever it carries. */
export function transactionErrorName(error: TransactionError): TransactionErrorName {
  return typeof error === "string" ? error : (Object.keys(error)[0] as DataErrorName);
}

/** The number of the variant in bincode, wincode and napi enums: its position in the Rust enum. */
export function instructionErrorOrdinal(error: InstructionError): number {
  return lookUp(instructionErrorByName, instructionErrorName(error)).ordinal;
}

/** The number of the variant in bincode, wincode and napi enums: its position in the Rust enum. */
export function transactionErrorOrdinal(error: TransactionError): number {
  return lookUp(transactionErrorByName, transactionErrorName(error)).ordinal;
}

/** The Display text, as in `Program … failed: <text>`. */
export function instructionErrorText(error: InstructionError): string {
  const { text } = lookUp(instructionErrorByName, instructionErrorName(error));
  return typeof error === "string" ? text : `${text}0x${error.Custom.toString(16)}`;
}

/** The Display text of solana-transaction-error. */
export function transactionErrorText(error: TransactionError): string {
  const { text } = lookUp(transactionErrorByName, transactionErrorName(error));
  if (typeof error === "string") return text;
  if ("InstructionError" in error) {
    const [index, cause] = error.InstructionError;
    return `${text} ${index}: ${instructionErrorText(cause)}`;
  }
  const [carried] = Object.values(error) as [number | { account_index: number }];
  return text.replace("{}", String(typeof carried === "number" ? carried : carried.account_index));
}

/**
 * The errors that a program can return by number: `position << 32` in r0 (solana-program-error's builtin constants;
 * position 1, `CUSTOM_ZERO`, is Custom(0)).
 */
const PROGRAM_ERRORS = [
  "InvalidArgument",
  "InvalidInstructionData",
  "InvalidAccountData",
  "AccountDataTooSmall",
  "InsufficientFunds",
  "IncorrectProgramId",
  "MissingRequiredSignature",
  "AccountAlreadyInitialized",
  "UninitializedAccount",
  "NotEnoughAccountKeys",
  "AccountBorrowFailed",
  "MaxSeedLengthExceeded",
  "InvalidSeeds",
  "BorshIoError",
  "AccountNotRentExempt",
  "UnsupportedSysvar",
  "IllegalOwner",
  "MaxAccountsDataAllocationsExceeded",
  "InvalidRealloc",
  "MaxInstructionTraceLengthExceeded",
  "BuiltinProgramsMustConsumeComputeUnits",
  "InvalidAccountOwner",
  "ArithmeticOverflow",
  "Immutable",
  "IncorrectAuthority",
] as const satisfies readonly InstructionError[];
const PROGRAM_RETURNS: readonly InstructionError[] = [{ Custom: 0 }, ...PROGRAM_ERRORS];

/** An error that a program can return by its name (solana-program-error, ProgramError). */
export type ProgramErrorName = (typeof PROGRAM_ERRORS)[number];

const TWO_POW_32 = 4294967296;

/** What a program's non-zero r0 means (solana-instruction-error, `From<T: ToPrimitive> for InstructionError`). */
export function instructionErrorFromReturn(r0: U64): InstructionError {
  if (typeof r0 === "number") {
    if (r0 < TWO_POW_32) return { Custom: r0 };
    const position = r0 / TWO_POW_32;
    if (Number.isInteger(position) && position <= PROGRAM_RETURNS.length) return PROGRAM_RETURNS[position - 1];
  }
  return "InvalidError";
}

/**
 * The r0 by which a program returns `error` (solana-program-error, `From<ProgramError> for u64`), or undefined for
 * errors that only the runtime raises.
 */
export function returnFromInstructionError(error: InstructionError): number | undefined {
  if (typeof error !== "string") return error.Custom === 0 ? TWO_POW_32 : error.Custom;
  const index = PROGRAM_RETURNS.indexOf(error === "MissingAccount" ? "NotEnoughAccountKeys" : error);
  return index === -1 ? undefined : (index + 1) * TWO_POW_32;
}

interface ErrorEntry {
  readonly ordinal: number;
  readonly text: string;
}

const instructionErrorByName = byName(INSTRUCTION_ERRORS);
const transactionErrorByName = byName(TRANSACTION_ERRORS);

/** The names in order; the position is the ordinal. */
export const instructionErrorNames: readonly InstructionErrorName[] = INSTRUCTION_ERRORS.map(([name]) => name);
export const transactionErrorNames: readonly TransactionErrorName[] = TRANSACTION_ERRORS.map(([name]) => name);

function byName(table: readonly (readonly [name: string, text: string])[]): ReadonlyMap<string, ErrorEntry> {
  return new Map(table.map(([name, text], ordinal) => [name, { ordinal, text }]));
}

function lookUp(table: ReadonlyMap<string, ErrorEntry>, name: string): ErrorEntry {
  const entry = table.get(name);
  if (entry === undefined) throw new CallgateError("unknown-error-name", `no error is called ${name}`, { name });
  return entry;
}
