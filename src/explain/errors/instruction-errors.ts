import type { InstructionErrorName } from "../../solana/errors.js";
import { explainRefusedChange } from "../accounts/refused-change.js";
import { explainUnbalancedInstruction } from "../accounts/unbalanced.js";
import { explainAborted } from "../machine/aborted.js";
import { explainHeap } from "../machine/heap.js";
import { explainRefusedDeployment, explainUnsupportedProgram } from "../machine/loading.js";
import { explainRefusedAccess } from "../machine/refused-access.js";
import { explainUnits } from "../machine/units.js";
import type { Told } from "../model.js";
import { funding, replacing } from "./candidates.js";
import { explainCustom } from "./custom.js";
import { explainMissingSignature } from "./missing-signature.js";
import { type Candidates, codeOf, type FailedInstruction, type Meaning, plain } from "./plain.js";

type Explainer = (failed: FailedInstruction) => Told;

/** An error that programs return. */
function returned(
  title: string,
  means: string,
  advice: string,
  shows?: Meaning["shows"],
  candidates?: Candidates,
): Meaning {
  return { title, means, advice, ...(shows && { shows }), ...(candidates && { candidates }) };
}

/** One that only an earlier runtime, or none, raises by itself. */
function retired(title: string, means: string): Meaning {
  return {
    title,
    means,
    advice: "Today's runtime does not raise this error: the program returned it. Look at the program for when it does.",
  };
}

const change: Explainer = ({ told, frame, failure }) => explainRefusedChange(told, { frame, failure });

const TABLE: { readonly [N in InstructionErrorName]: Meaning | Explainer } = {
  Custom: explainCustom,
  UnbalancedInstruction: ({ told, frame }) => explainUnbalancedInstruction(told, frame),
  ExternalAccountLamportSpend: change,
  ExternalAccountDataModified: change,
  ReadonlyLamportChange: change,
  ReadonlyDataModified: change,
  ModifiedProgramId: change,
  ExecutableModified: change,
  InvalidRealloc: change,
  MaxAccountsDataAllocationsExceeded: change,
  ComputationalBudgetExceeded: ({ told, frame, failure }) => explainUnits(told, frame, failure.machine),
  UnsupportedProgramId: explainUnsupportedProgram,
  ProgramFailedToComplete: explainAborted,
  ProgramEnvironmentSetupFailure: explainHeap,
  GenericError: returned(
    "generic error",
    "the program met an error that it does not name.",
    "Look at what it logged, and at its source for where it gives up without a name.",
  ),
  InvalidArgument: returned(
    "invalid argument",
    "an argument, or an account in the place of one, is not what the program takes.",
    "Compare the arguments and the order of the accounts with what the program expects.",
    "state",
    replacing,
  ),
  InvalidInstructionData: {
    ...returned(
      "invalid instruction data",
      "the program could not read the instruction data: it knows no such instruction, or the arguments have another layout.",
      "Compare the data with the program's layout: the discriminator first, then each argument in order, all little-endian. An old client of an upgraded program sends old layouts.",
    ),
    showsData: true,
  },
  InvalidAccountData: explainInvalidAccountData,
  AccountDataTooSmall: returned(
    "account data too small",
    "an account has less room than what the program wants to read or write there.",
    "Create the account with as many bytes as the program asks for, or grow it first.",
    "state",
  ),
  InsufficientFunds: returned(
    "insufficient funds",
    "an account has fewer lamports or tokens than it is to give.",
    "Give the account more before this instruction, or move less.",
    "state",
  ),
  IncorrectProgramId: returned(
    "incorrect program id",
    "an account is not of the program that it should be of, or a program account is another program.",
    "Look at the owners: each state account must belong to this program, and each program account be the program meant.",
    "state",
    replacing,
  ),
  MissingRequiredSignature: explainMissingSignature,
  AccountAlreadyInitialized: returned(
    "account already initialised",
    "an account that should be new holds something already.",
    "Use another address, or skip the initialisation if it was done before.",
    "state",
  ),
  UninitializedAccount: returned(
    "account not initialised",
    "an account holds nothing yet that the program could read.",
    "Initialise it first; if it was closed, create it anew.",
    "state",
  ),
  DuplicateAccountIndex: retired("duplicate account", "an account stands more than once where it may not."),
  RentEpochModified: retired("rent epoch modified", "the rent epoch of an account was changed."),
  NotEnoughAccountKeys: returned(
    "not enough accounts",
    "the program wants more accounts than the instruction has.",
    "Add the accounts that are missing at the end, in the program's order.",
    "count",
  ),
  AccountDataSizeChanged: retired("account size changed", "the data of an account changed their length."),
  AccountNotExecutable: returned(
    "account not executable",
    "an account that should be a program is none.",
    "Pass the address of a deployed program in that place.",
    "state",
  ),
  AccountBorrowFailed: returned(
    "account borrowed twice",
    "the program borrowed an account's lamports or data while it held another borrow, often by passing one account in two places.",
    "Drop the first borrow before the second, and look for one account that stands in two places.",
    "signers",
  ),
  AccountBorrowOutstanding: returned(
    "account still borrowed",
    "the program kept a borrow of an account's lamports or data where there must be none.",
    "Drop all borrows before making a call and before returning.",
  ),
  DuplicateAccountOutOfSync: retired(
    "duplicate accounts out of step",
    "copies of one account were changed differently.",
  ),
  InvalidError: returned(
    "not an error code",
    "the program returned a number that is no error: neither 32 bits of its own, nor one of the runtime's shifted by 32.",
    "The value returned by the entrypoint must be 0, or made by the conversion of ProgramError. A program in C or assembly may have left something in r0.",
  ),
  ExecutableDataModified: retired("program's data modified", "the data of a program were changed."),
  ExecutableLamportChange: retired("program's lamports changed", "the lamports of a program were changed."),
  ExecutableAccountNotRentExempt: returned(
    "program account not rent-exempt",
    "an account was to become executable without the lamports that keep it.",
    "Give the account the rent-exempt minimum of its size first.",
    "state",
    funding,
  ),
  CallDepth: returned("calls too deep", "there were too many frames on top of each other.", "Make fewer nested calls."),
  MissingAccount: returned(
    "account missing",
    "an account that the instruction needs is not there.",
    "Add the account to the instruction.",
    "count",
  ),
  ReentrancyNotAllowed: returned(
    "reentrancy",
    "a program was called that runs already below its caller.",
    "Return to it instead of calling it.",
  ),
  MaxSeedLengthExceeded: returned(
    "seeds too long",
    "a seed has more than 32 bytes, or there are more than 16 of them, the bump included.",
    "Hash what is longer than 32 bytes and use the hash; join seeds where there are too many.",
  ),
  InvalidSeeds: returned(
    "seeds give no such address",
    "the seeds derive to a point of the curve, or to another address than the account's.",
    "Derive the address anew with find_program_address: the same seeds in the same order, the bump that it gives, and the program that signs.",
    "state",
    replacing,
  ),
  PrivilegeEscalation: returned(
    "privilege escalated",
    "a call asked for a right that its caller did not hold.",
    "Pass the account with that right to the caller first.",
    "signers",
  ),
  ProgramFailedToCompile: retired("program failed to compile", "the program could not be translated to machine code."),
  Immutable: returned(
    "immutable",
    "what was to be changed was made immutable: a program without upgrade authority, or a frozen account.",
    "Nothing can change it any more; deploy or create another.",
    "state",
  ),
  IncorrectAuthority: returned(
    "incorrect authority",
    "the authority that signed is not the one that the account names.",
    "The authority that the account names must be the one that signs: pass that; it may have been handed over.",
    "state",
  ),
  BorshIoError: {
    ...returned(
      "could not be read or written by borsh",
      "data ended too early, or did not fit where they were to be written.",
      "Compare the layout of the instruction's arguments and of each account with the program's types; an account may be too small, or of an older version.",
      "state",
    ),
    showsData: true,
  },
  AccountNotRentExempt: returned(
    "account not rent-exempt",
    "an account has fewer lamports than it needs for its size.",
    "Fund it with the rent-exempt minimum for its data length.",
    "state",
    funding,
  ),
  InvalidAccountOwner: returned(
    "invalid account owner",
    "an account belongs to another program than it should.",
    "Look at the owners: pass the account that belongs to the program expected.",
    "state",
    replacing,
  ),
  ArithmeticOverflow: returned(
    "arithmetic overflow",
    "a sum, difference or product left the range of its type.",
    "Look at the amounts in the arguments and in the accounts: something is subtracted from less, or added to nearly the maximum.",
    "state",
  ),
  UnsupportedSysvar: returned(
    "unsupported sysvar",
    "a sysvar was asked for that is not there, or cannot be read this way.",
    "Pass the sysvar's account, or use a sysvar that the runtime caches: clock, rent, epoch schedule, epoch rewards, last restart slot.",
  ),
  IllegalOwner: returned(
    "owner not allowed",
    "the owner given cannot be one, as a key that ends like a program address's marker, or the owner of an associated account that is another's.",
    "Pass the id of a real program, or the owner that the address derives from.",
    "state",
  ),
  MaxAccountsExceeded: returned(
    "too many accounts",
    "the instruction has more accounts than a program can be given, which is 255.",
    "Split the work into several instructions.",
    "count",
  ),
  MaxInstructionTraceLengthExceeded: returned(
    "too many instructions",
    "the transaction began as many instructions, calls included, as it may.",
    "Spread the work over several transactions.",
  ),
  BuiltinProgramsMustConsumeComputeUnits: returned(
    "builtin used no compute units",
    "a program of the runtime succeeded without using any compute units, which none does.",
    "This points to the runtime's settings, not to the transaction: builtins were given a price of 0.",
  ),
};

/** A loader says no more of a file that it refuses. */
function explainInvalidAccountData(failed: FailedInstruction): Told {
  return (
    explainRefusedDeployment(failed) ??
    plain("invalid-account-data", failed, {
      title: "invalid account data",
      means: "the data of an account are not what the program keeps there.",
      advice:
        "Check that each account is the one meant for its place, exists, belongs to the program, and was initialised by it.",
      shows: "state",
      candidates: replacing,
    })
  );
}

/** An error that is told by its name. */
export function explainInstructionError(name: InstructionErrorName, failed: FailedInstruction): Told {
  const refused = explainRefusedAccess(failed);
  if (refused !== undefined) return refused;
  const known = TABLE[name];
  return typeof known === "function" ? known(failed) : plain(codeOf(name), failed, known);
}
