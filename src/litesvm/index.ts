export { CallgateError } from "../base/errors.js";
export { Account, AddressAndAccount } from "./account.js";
export { Clock } from "./clock.js";
export { CompiledInstruction, InnerInstruction } from "./compiled-instruction.js";
export { ComputeBudget } from "./compute-budget.js";
export { InstructionErrorFieldless, SlotHistoryCheck, TransactionErrorFieldless } from "./enums.js";
export { EpochRewards } from "./epoch-rewards.js";
export { EpochSchedule } from "./epoch-schedule.js";
export { FailedTransactionMetadata } from "./failed-transaction-metadata.js";
export { FeatureSet } from "./feature-set.js";
export {
  type InstructionErrorBorshIO,
  InstructionErrorBorshIo,
  InstructionErrorCustom,
} from "./instruction-error.js";
export { LiteSVM } from "./litesvm.js";
export { Rent } from "./rent.js";
export { SimulatedTransactionInfo } from "./simulated-transaction-info.js";
export { SlotHash, type SlotHashInput } from "./slot-hash.js";
export { SlotHistory } from "./slot-history.js";
export { StakeHistory, StakeHistoryEntry } from "./stake-history.js";
export {
  TransactionErrorDuplicateInstruction,
  TransactionErrorInstructionError,
  TransactionErrorInsufficientFundsForRent,
  TransactionErrorProgramExecutionTemporarilyRestricted,
} from "./transaction-error.js";
export { TransactionMetadata, TransactionReturnData } from "./transaction-metadata.js";
