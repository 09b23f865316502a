import type { TransactionErrorName } from "../../solana/errors.js";
import type { Case } from "../case.js";
import { codeOf } from "../errors/plain.js";
import type { Told } from "../model.js";
import { explainBlockhash, explainProcessed } from "./blockhash.js";
import { explainForm, explainSignatures } from "./form.js";
import {
  explainDuplicate,
  explainLoadedSize,
  explainLoadedSizeLimit,
  explainLoadedTwice,
  explainLocks,
  explainMissingProgramAccount,
  explainUnbalancedTransaction,
  explainUnfitProgram,
} from "./loading.js";
import { explainMissingTable, explainTableData, explainTableIndex, explainTableOwner } from "./lookup-tables.js";
import { explainMissingPayer, explainPoorPayer, explainUnfitPayer } from "./payer.js";
import { explainRent } from "./rent.js";

interface Meaning {
  readonly title: string;
  readonly means: string;
  readonly advice: string;
}

type Explainer = (told: Case) => Told;

/** What only a cluster does, which has blocks, other transactions and other validators. */
function clusters(
  title: string,
  means: string,
  advice = "Send it again later; a VM by itself never says this.",
): Meaning {
  return { title, means, advice };
}

const BLOCK_LIMIT = "Send it again; it goes into a later block. Ask for no more compute units than it needs.";
const RETIRED = "Today's runtime does not say this any more.";

const TABLE: { readonly [N in Exclude<TransactionErrorName, "InstructionError">]: Meaning | Explainer } = {
  AccountNotFound: explainMissingPayer,
  ProgramAccountNotFound: explainMissingProgramAccount,
  InsufficientFundsForFee: explainPoorPayer,
  InvalidAccountForFee: explainUnfitPayer,
  AlreadyProcessed: explainProcessed,
  BlockhashNotFound: explainBlockhash,
  SignatureFailure: explainSignatures,
  InvalidProgramForExecution: explainUnfitProgram,
  SanitizeFailure: explainForm,
  AccountLoadedTwice: explainLoadedTwice,
  TooManyAccountLocks: explainLocks,
  AddressLookupTableNotFound: explainMissingTable,
  InvalidAddressLookupTableOwner: explainTableOwner,
  InvalidAddressLookupTableData: explainTableData,
  InvalidAddressLookupTableIndex: explainTableIndex,
  DuplicateInstruction: explainDuplicate,
  InsufficientFundsForRent: explainRent,
  MaxLoadedAccountsDataSizeExceeded: explainLoadedSize,
  InvalidLoadedAccountsDataSizeLimit: explainLoadedSizeLimit,
  UnbalancedTransaction: explainUnbalancedTransaction,
  UnsupportedVersion: {
    title: "message version not supported",
    means: "The message is of a version whose feature gate is not active here.",
    advice: "Send a legacy or version 0 message, or activate the gate (option features of the VM).",
  },
  AccountInUse: clusters(
    "an account is in use",
    "Another transaction that is being processed at the same time writes an account of this one.",
  ),
  CallChainTooDeep: {
    title: "loader chain too deep",
    means: "The loaders of a program form a chain.",
    advice: RETIRED,
  },
  MissingSignatureForFee: {
    title: "nobody signs for the fee",
    means: "The message asks for no signature, so no account can pay.",
    advice: "Name a fee payer, and sign with its key.",
  },
  InvalidAccountIndex: {
    title: "account index out of range",
    means: "An instruction names an account by an index that the transaction does not have.",
    advice: "Compile the message anew with a library.",
  },
  ClusterMaintenance: clusters("the cluster is in maintenance", "The cluster takes no transactions at present."),
  AccountBorrowOutstanding: {
    title: "an account is still borrowed",
    means: "The runtime found an account borrowed when the transaction had ended.",
    advice: "This is a fault of the runtime, not of the transaction: please report it.",
  },
  WouldExceedMaxBlockCostLimit: clusters("the block is full", "The block's compute units were used up.", BLOCK_LIMIT),
  WouldExceedMaxAccountCostLimit: clusters(
    "an account is too busy",
    "One of the writable accounts has used up its compute units of the block.",
    BLOCK_LIMIT,
  ),
  WouldExceedAccountDataBlockLimit: clusters(
    "the block allocates too much",
    "The block's transactions allocated as much account data as they may.",
    BLOCK_LIMIT,
  ),
  WouldExceedMaxVoteCostLimit: clusters(
    "the block has too many votes",
    "The block's units for votes are used up.",
    BLOCK_LIMIT,
  ),
  WouldExceedAccountDataTotalLimit: clusters(
    "the chain holds too much",
    "All accounts together hold as much data as they may.",
    "Allocate no more data.",
  ),
  InvalidWritableAccount: {
    title: "account cannot be writable",
    means: "An account is writable that never is.",
    advice: RETIRED,
  },
  InvalidRentPayingAccount: {
    title: "account would pay rent",
    means: "An account would be left with fewer lamports than keep it.",
    advice: RETIRED,
  },
  ResanitizationNeeded: clusters(
    "the transaction must be checked anew",
    "The epoch or the feature gates changed between checking and running it.",
  ),
  ProgramExecutionTemporarilyRestricted: clusters(
    "a program is restricted for a while",
    "Programs of this account may not run at present.",
  ),
  ProgramCacheHitMaxLimit: clusters("the program cache is full", "The validator could not hold all programs at once."),
  CommitCancelled: clusters(
    "the block was given up",
    "The validator gave up the block before the transaction was stored.",
  ),
};

export function explainTransactionError(told: Case, name: Exclude<TransactionErrorName, "InstructionError">): Told {
  const known = TABLE[name];
  if (typeof known === "function") return known(told);
  const { title, means, advice } = known;
  return { code: codeOf(name), title, words: [means, advice] };
}
