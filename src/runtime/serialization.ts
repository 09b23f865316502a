import { LOADER_V1_ID } from "../solana/program-ids.js";
import { pubkeyEqual } from "../solana/pubkey.js";
import type { LinearMemory, MemoryRegion } from "../sbpf/memory.js";
import type { BorrowedAccount } from "./borrowed-account.js";
import { fail } from "./failure.js";
import type { InstructionContext } from "./instruction-context.js";
import type { SerializedAccountMetadata } from "./memory-context.js";
import { MAX_ACCOUNT_DATA_LEN, MAX_PERMITTED_DATA_INCREASE } from "./transaction-accounts.js";

// The input region of a program: how its instruction reaches it, and how its changes come back (Agave:
// program-runtime/src/serialization.rs). Two layouts: the unaligned one of loader v1 and the aligned one of v2 and v3.

/** Where the input region begins. */
export const INPUT_START = 0x4_0000_0000;
/** More accounts cannot be told from the marker of an account that is no duplicate. */
export const MAX_ACCOUNTS_PER_INSTRUCTION = 255;

const NON_DUP_MARKER = 0xff;
const ALIGN_OF_U128 = 8;

/** The gates that shape the input region. */
export interface SerializationFeatures {
  /** SIMD-0460: each account's data is a region of its own, writable only where the program may write. */
  readonly virtualAddressSpaceAdjustments: boolean;
  /** SIMD-0449: an array of pointers to the accounts follows the program id. */
  readonly directAccountPointersInProgramInput: boolean;
}

/** A serialized instruction in linear memory. */
export interface SerializedParameters {
  /** Of the buffer that holds the region; the caller frees it. */
  readonly hostOffset: number;
  readonly byteLength: number;
  readonly regions: MemoryRegion[];
  readonly accounts: readonly SerializedAccountMetadata[];
  /** What r2 holds when the program starts. */
  readonly instructionDataVmAddress: number;
}
