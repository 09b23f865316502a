import type { TransactionError } from "../solana/errors.js";
import type { Address, Blockhash } from "../solana/pubkey.js";
import type { Base64, JsonValue, Trace, U64Text } from "../trace/model.js";

/** Why a transaction failed. Plain data that goes through JSON unchanged. */
export interface Explanation {
  /** What kind of failure it is, as `signer-privilege-escalated`: stable, for programs to go by. */
  readonly code: string;
  /** One line. */
  readonly title: string;
  /** As the transaction's result has it. */
  readonly error: TransactionError;
  /** Where it happened; null if no instruction had begun. */
  readonly where: Where | null;
  /** What the words are made of; which there are depends on the code. */
  readonly facts: Facts;
  /** What happened and what to do about it, line by line. */
  readonly words: readonly string[];
  /** How the words name accounts and programs that have a name, by their addresses. */
  readonly names: Readonly<Record<string, string>>;
  /** What would mend it, where that can be computed. */
  readonly fix: Fix | null;
}

/** The addresses, numbers and seeds that the words are made of. */
export type Facts = { readonly [name: string]: JsonValue };

/** The frame that failed. */
export interface Where {
  /** Its id in the trace. */
  readonly frame: number;
  /** Of the top-level instruction above it. */
  readonly instructionIndex: number;
  /** From the top-level instruction down to the frame itself. */
  readonly path: readonly WhereStep[];
}

/** A frame on the way, with the names of its program and instruction where they are known. */
export interface WhereStep {
  readonly program: Address;
  readonly programName: string | null;
  readonly instruction: string | null;
}

/** A change that mends a transaction: of the transaction itself, of the state that it meets, or of a program. */
export type Fix =
  /** The transaction carries the signatures of these accounts. */
  | { readonly kind: "sign"; readonly addresses: readonly Address[] }
  /** The message has the account as writable. */
  | { readonly kind: "makeWritable"; readonly address: Address }
  /** A top-level instruction gets one more account, read-only, behind the others. */
  | { readonly kind: "addAccount"; readonly instructionIndex: number; readonly address: Address }
  /** A top-level instruction has `replacement` in every place of `address`. */
  | {
      readonly kind: "replaceAccount";
      readonly instructionIndex: number;
      readonly address: Address;
      readonly replacement: Address;
    }
  /** Every account of this transaction stands in it once. */
  | { readonly kind: "recompile" }
  | { readonly kind: "computeUnitLimit"; readonly units: number }
  | { readonly kind: "loadedAccountsDataSizeLimit"; readonly bytes: number }
  | { readonly kind: "heapSize"; readonly bytes: number }
  /** The latest blockhash takes the place of the transaction's; it is signed anew. */
  | { readonly kind: "recentBlockhash" }
  /** The nonce that the account holds takes the place of the transaction's blockhash; it is signed anew. */
  | { readonly kind: "durableNonce"; readonly nonce: Blockhash }
  /** The message has the accounts of these lookup tables itself. */
  | { readonly kind: "inlineLookupTables"; readonly tables: readonly Address[] }
  | { readonly kind: "removeInstructions"; readonly indexes: readonly number[] }
  /** An account has so many lamports more before the transaction. */
  | { readonly kind: "fund"; readonly address: Address; readonly lamports: U64Text }
  /** The transaction is sent in a later slot. */
  | { readonly kind: "waitForSlot"; readonly slot: U64Text }
  /** The program signs for the address with these seeds, the bump last; `given` is what it signed with instead. */
  | {
      readonly kind: "signerSeeds";
      readonly program: Address;
      readonly address: Address;
      readonly given: readonly Base64[] | null;
      readonly seeds: readonly Base64[];
    }
  /** The program passes an account to the one that it calls, with these rights or more. */
  | {
      readonly kind: "passAccount";
      readonly program: Address;
      readonly callee: Address;
      readonly address: Address;
      readonly isSigner: boolean;
      readonly isWritable: boolean;
    };

/** What becomes of a transaction with fixes applied. */
export interface FixedTransaction {
  readonly passes: boolean;
  /** The explanation's own, then one for each failure that showed when those before it were applied. */
  readonly fixes: readonly Fix[];
  readonly trace: Trace;
  /** Why it fails still; null if it passes. */
  readonly explanation: Explanation | null;
}

/** What an explainer tells of a failure. */
export interface Told {
  readonly code: string;
  readonly title: string;
  readonly facts?: Facts;
  readonly words: readonly string[];
  readonly fix?: Fix | undefined;
  /** Where nobody can tell which one mends it: fixes to try, the likeliest first. */
  readonly candidates?: readonly Fix[] | undefined;
}
