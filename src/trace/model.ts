import type { TransactionError } from "../solana/errors.js";
import type { Address } from "../solana/pubkey.js";
import type { FrameOutcome } from "./outcome.js";
import type { FrameUnits, FunctionUnits } from "./units.js";

// What a trace holds. It is plain data that goes through JSON unchanged: addresses and signatures are base58, bytes
// base64, what may exceed 2^53 is decimal text. Nothing here is `undefined`: what is not known is null.

/** Bytes in base64. */
export type Base64 = string;
/** A u64 in decimal. */
export type U64Text = string;
/** A value that an instruction argument or a field has: keys as base58, bytes as base64, big numbers as decimal text. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** The version of this form. It changes when a reader of the earlier one would go wrong. */
export const TRACE_VERSION = 1;

/** What one transaction did, call by call: who held which right, who changed what, and where it ended. */
export interface Trace {
  readonly version: typeof TRACE_VERSION;
  /** The first signature, if there is one. */
  readonly signature: string | null;
  /** The transaction as it was sent. */
  readonly transaction: Base64;
  readonly transactionVersion: "legacy" | 0 | 1;
  /** How far it came; only an executed one has frames. */
  readonly outcome: "executed" | "feesOnly" | "dropped";
  readonly error: TransactionError | null;
  /** Of the clock when it ran. */
  readonly slot: U64Text;
  readonly feeLamports: U64Text;
  /** The sum of `units.total` of the top-level frames. */
  readonly unitsConsumed: number;
  readonly limits: TraceLimits;
  /** In the order that indexes count; empty if the transaction was dropped. */
  readonly accounts: readonly TraceAccount[];
  /** The top-level instructions that started, in order. What they called is inside of them. */
  readonly frames: readonly Frame[];
}

/** What the transaction was given. */
export interface TraceLimits {
  readonly computeUnits: number;
  readonly heapBytes: number;
  /** Frames on top of each other. */
  readonly stackHeight: number;
  /** Instructions, called ones included. */
  readonly instructions: number;
  /** Accounts of one call. */
  readonly callAccounts: number;
  /** AccountInfos given to one call. */
  readonly callAccountInfos: number;
  /** Bytes of instruction data of one call. */
  readonly callDataBytes: number;
}

/** An account of the transaction. */
export interface TraceAccount {
  readonly address: Address;
  /** Who signs for it as far as the message says: signature n of the transaction, or nobody. */
  readonly signature: number | null;
  /** Where the message says writable or read-only. */
  readonly origin: AccountOrigin;
  /** Whether instructions may write it. */
  readonly isWritable: boolean;
  /** Why it is read-only although the message says writable. */
  readonly demoted: "reserved" | "program" | null;
  /** As the transaction found it, before its fee; null if it did not exist. */
  readonly before: AccountState | null;
  /** When the first instruction began, the fee being paid. */
  readonly loaded: AccountState | null;
  /** As the instructions left it, whether that was kept or not. Is kept only if the transaction succeeded. */
  readonly after: AccountState | null;
}

export type AccountOrigin =
  | { readonly kind: "message"; readonly isWritable: boolean }
  | { readonly kind: "lookupTable"; readonly table: Address; readonly index: number; readonly isWritable: boolean };

export interface AccountState {
  readonly lamports: U64Text;
  readonly owner: Address;
  /** Bytes. */
  readonly dataLength: number;
  readonly executable: boolean;
  /** What its data say, where Callgate can read them. */
  readonly decoded: DecodedAccount | null;
}

/** An account whose layout is known: of the Token programs, and of programs whose IDL was given. */
export interface DecodedAccount {
  /** The kind of account, as "token", "mint", "multisig", or the name in the IDL. */
  readonly kind: string;
  readonly fields: { readonly [name: string]: JsonValue };
}

/**
 * One instruction that was to run: a top-level one, or a call. A call that the runtime refused is a frame too; its outcome
 * is "refused", and it did nothing.
 */
export interface Frame {
  /** Frames count from 0 in the order in which they began; a caller's id is lower than its callee's. */
  readonly id: number;
  /** The frame that made the call; null for a top-level instruction. */
  readonly caller: number | null;
  /** Among the caller's `functions`: the syscall that made the call; null unless functions are traced. */
  readonly callerFunction: number | null;
  /** Of the top-level instruction above it, in the message. */
  readonly instructionIndex: number;
  /** 1 for a top-level instruction. */
  readonly stackHeight: number;
  /** Its place in `result.instructionTrace`; null if it never started. */
  readonly traceIndex: number | null;
  readonly program: Address;
  /** A name for the program, if one is known. */
  readonly programName: string | null;
  /** What the data say, if the program's instructions are known. */
  readonly instruction: DecodedInstruction | null;
  readonly data: Base64;
  readonly accounts: readonly FrameAccount[];
  /** What the caller signed with for addresses of its own, set by set. */
  readonly signerSeeds: readonly SignerSeeds[];
  readonly units: FrameUnits;
  /** Every line logged while it ran on top; never truncated. With those of its calls they make up the whole log. */
  readonly logs: readonly LogLine[];
  /** In order, refused ones included. */
  readonly calls: readonly Frame[];
  /** What itself, not a callee, left as return data. */
  readonly returnData: Base64 | null;
  /** What itself, not a callee, changed. */
  readonly changes: readonly AccountChange[];
  /** Addresses that it derived by syscall. */
  readonly derivations: readonly PdaDerivation[];
  /** Every syscall that returned or failed; null unless asked for. */
  readonly syscalls: readonly SyscallRecord[] | null;
  /**
   * What each of its functions and syscalls took, stack by stack, callers before their callees; null unless asked for. Of
   * a compiled program their units make up `own` + `calling`. Builtins have none, and programs in TypeScript only syscalls.
   */
  readonly functions: readonly FunctionUnits[] | null;
  readonly outcome: FrameOutcome;
}

/** A place in a frame's own course: after so many of its calls had ended. */
export interface InFrame {
  readonly callsBefore: number;
}

export interface DecodedInstruction {
  readonly name: string;
  readonly arguments: { readonly [name: string]: JsonValue };
}

/** An account at one place of a frame's accounts. */
export interface FrameAccount {
  /** Its index among the transaction's accounts; null for one that the transaction does not have (refused calls only). */
  readonly index: number | null;
  readonly address: Address;
  /** What the program calls it, if that is known. */
  readonly name: string | null;
  /** The first place of the same account in this frame, if this is a later one. */
  readonly duplicateOf: number | null;
  readonly signer: Right;
  readonly writable: Right;
}

/** A right to an account on its way into a frame. */
export interface Right {
  /** Whether the caller held it: the calling frame, or for a top-level instruction the transaction. */
  readonly heldByCaller: boolean;
  /** Whether the call asked for it at this very place. */
  readonly asked: boolean;
  /** Whether the frame holds it. Rights of an account that stands at several places add up. False in refused calls. */
  readonly held: boolean;
  /** The caller held it and did not pass it on. */
  readonly dropped: boolean;
  /** Where it comes from, if the frame holds it, or would have held it if the call had not been refused for another. */
  readonly source: RightSource | null;
}

/** Whence a frame has a right. */
export type RightSource =
  | RightOrigin
  /** The caller had it, and passed it on. */
  | { readonly kind: "inherited"; readonly from: number; readonly origin: RightOrigin };

/** Where a right comes into a transaction. */
export type RightOrigin =
  /** To sign: signature n of the transaction. */
  | { readonly kind: "signature"; readonly index: number }
  /** To write: the header of the message says so. */
  | { readonly kind: "message" }
  /** To write: a lookup table's writable indexes of the message say so. */
  | { readonly kind: "lookupTable"; readonly table: Address; readonly index: number }
  /** To sign: `program`, running in `frame`, signed with the seeds of `signerSeeds[set]` of the frame `call`. */
  | {
      readonly kind: "pda";
      readonly program: Address;
      readonly frame: number;
      readonly call: number;
      readonly set: number;
    };

/** Seeds that a caller signs with, the bump among them. */
export interface SignerSeeds {
  readonly seeds: readonly Base64[];
  /** The caller's id. */
  readonly program: Address;
  /** What they derive to; null if to nothing, in calls refused for that. */
  readonly address: Address | null;
}

export interface LogLine extends InFrame {
  /** The whole line, as the runtime writes it. */
  readonly text: string;
}

/** What a frame changed in an account between two of its calls. What did not change is null. */
export interface AccountChange extends InFrame {
  /** Among the transaction's accounts. */
  readonly account: number;
  readonly lamports: Change<U64Text> | null;
  readonly owner: Change<Address> | null;
  readonly executable: Change<boolean> | null;
  /** Bytes. */
  readonly dataLength: Change<number> | null;
  /** Where bytes differ, in order; see ByteChange. */
  readonly data: readonly ByteChange[];
  /** What the data say before and after, where either can be read and the data changed. */
  readonly decoded: Change<DecodedAccount | null> | null;
}

export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/**
 * Bytes that differ from `offset` on. Where the data grew, `before` ends where the old data ended, and zeros that were
 * added are left out; where they shrank, `after` ends where the new data end.
 */
export interface ByteChange {
  readonly offset: number;
  readonly before: Base64;
  readonly after: Base64;
}

/** A derivation by `sol_create_program_address` or `sol_try_find_program_address`. */
export interface PdaDerivation extends InFrame {
  readonly kind: "create" | "find";
  /** As given: without the bump that was looked for. */
  readonly seeds: readonly Base64[];
  readonly program: Address;
  /** The bump that was found; null for "create", and where none was found. */
  readonly bump: number | null;
  /** Null if the seeds give no address. */
  readonly address: Address | null;
}

/** One syscall. */
export interface SyscallRecord extends InFrame {
  readonly name: string;
  /** r1…r5. */
  readonly arguments: readonly U64Text[];
  /** r0; null if it failed, and with it the program. */
  readonly result: U64Text | null;
  /** Without those of a call that it made. */
  readonly units: number;
  /** The call that it made, if it is a CPI that was at least read. */
  readonly call: number | null;
}
