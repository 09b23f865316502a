import type { InstructionError } from "../solana/errors.js";
import type { AddressError } from "../solana/program-derived-address.js";
import type { Address } from "../solana/pubkey.js";
import type { Base64, ByteChange, U64Text } from "./model.js";

/** What became of a frame. */
export type FrameOutcome =
  | { readonly kind: "succeeded" }
  /** It ran, and failed. */
  | { readonly kind: "failed"; readonly failure: Failure }
  /** It was not allowed to start. */
  | { readonly kind: "refused"; readonly failure: Failure; readonly refusal: RefusedCall };

/** Why a frame failed. */
export interface Failure {
  /** As the transaction's error would have it. */
  readonly error: InstructionError;
  /** As it is logged. Says more than `error` where that is ProgramFailedToComplete. */
  readonly text: string;
  /** The called frame whose failure it is, refused ones included; null if it is its own. */
  readonly cause: number | null;
  /** The syscall in which it failed, if it failed in one. */
  readonly syscall: string | null;
  /** Where the machine stood, if a compiled program was running. */
  readonly machine: MachineState | null;
  /** What faulted, if it is a fault of the virtual machine; see `text`. */
  readonly fault: Fault | null;
  /** The change that the account policy refused, if that is why. */
  readonly refusedChange: RefusedChange | null;
}

/** A fault of the virtual machine: the variant of solana-sbpf's EbpfError. */
export interface Fault {
  readonly kind: string;
  /** What was accessed, for access violations. */
  readonly access: MemoryAccess | null;
}

export interface MemoryAccess {
  readonly kind: "load" | "store";
  readonly vmAddress: U64Text;
  /** Bytes. */
  readonly length: U64Text;
  /** As the fault names it: "program", "stack", "heap", "input", "unknown". */
  readonly region: string;
}

/** Where a machine stopped. */
export interface MachineState {
  /** Of the instruction in the text, in instructions of 8 bytes. */
  readonly pc: number;
  /** Functions that had not returned, the outermost left out. */
  readonly callDepth: number;
  /** r0…r10. */
  readonly registers: readonly U64Text[];
  /** The function in which it stopped, among those of the frame; null unless they are traced. */
  readonly function: number | null;
  /** The pcs of the instructions that ran before, the oldest first, at most 32; null unless functions are traced. */
  readonly trail: readonly number[] | null;
}

/** A change that the account policy did not allow (see `src/runtime/borrowed-account.ts`). */
export interface RefusedChange {
  /** Among the transaction's accounts. */
  readonly account: number;
  readonly error: InstructionError;
  readonly isWritable: boolean;
  /** Who owns the account: only it may spend its lamports, change its data, or give it away. */
  readonly owner: Address;
  readonly attempt: AttemptedChange;
}

export type AttemptedChange =
  | { readonly kind: "lamports"; readonly before: U64Text; readonly after: U64Text }
  | { readonly kind: "owner"; readonly before: Address; readonly after: Address }
  | { readonly kind: "executable"; readonly before: boolean; readonly after: boolean }
  /**
   * Where a callee grew an account beyond what its caller has room for, both lengths are the grown one.
   * `bytes` is empty where only the length was to change, or where a builtin asked to write without saying what.
   */
  | {
      readonly kind: "data";
      readonly lengthBefore: number;
      readonly lengthAfter: number;
      readonly bytes: readonly ByteChange[];
    };

/** Why a call was not allowed to start, with what was missing. */
export type RefusedCall =
  /** Rights that the call asked for and the caller did not hold: all of them, in the order of the accounts. */
  | { readonly kind: "privilegeEscalated"; readonly missing: readonly MissingRight[] }
  /** An account that is not among those of the transaction, or of the caller's instruction. */
  | { readonly kind: "accountMissing"; readonly address: Address; readonly place: number; readonly from: MissingFrom }
  /** The program is not among the accounts of the transaction, or of the caller's instruction. */
  | { readonly kind: "programMissing"; readonly from: Exclude<MissingFrom, "infos"> }
  /** Programs that no program may call: loaders, precompiles, some instructions of loader v3. */
  | { readonly kind: "programNotCallable" }
  /** Seeds that derive to no address. */
  | { readonly kind: "badSeeds"; readonly set: number; readonly seeds: readonly Base64[]; readonly error: AddressError }
  | { readonly kind: "tooManySigners"; readonly given: number; readonly limit: number }
  | { readonly kind: "tooManyAccounts"; readonly given: number; readonly limit: number }
  | { readonly kind: "tooManyAccountInfos"; readonly given: number; readonly limit: number }
  /** Instruction data of too many bytes; where the accounts count too, they are not in `given`. */
  | { readonly kind: "dataTooLong"; readonly given: number; readonly limit: number }
  /** The program runs already, below the caller. */
  | { readonly kind: "reentrancy"; readonly runningFrame: number }
  /** Lamports that the caller took and gave do not add up over the accounts that it passed. */
  | { readonly kind: "unbalanced"; readonly lamportsDelta: string }
  | { readonly kind: "tooDeep"; readonly limit: number }
  | { readonly kind: "tooManyInstructions"; readonly limit: number }
  /** The caller changed an account in a way that it may not: see the failure's `refusedChange`. */
  | { readonly kind: "callerChangeRefused" }
  | { readonly kind: "outOfUnits" }
  /** The caller's structs could not be read, or its pointers are not what they must be: see the failure's text. */
  | { readonly kind: "unreadable" };

export interface MissingRight {
  readonly right: "signer" | "writable";
  readonly address: Address;
  /** The first place of the account in the call. */
  readonly place: number;
}

/** What an account is not among. */
export type MissingFrom = "transaction" | "caller" | "infos";
