import type { U64 } from "../base/u64.js";

/** Where an account of the running instruction lies in the input region; all addresses are of the virtual machine. */
export interface HostAccount {
  /** The runtime's own bytes: copy them. */
  readonly key: Uint8Array;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
  readonly executable: boolean;
  readonly keyAddress: number;
  readonly ownerAddress: number;
  readonly lamportsAddress: number;
  /** Eight bytes before it stands the length, u64. */
  readonly dataAddress: number;
  /** Bytes of data when the instruction began. */
  readonly originalDataLength: number;
}

/**
 * What the runtime gives a program in TypeScript: the machine that a compiled program would run in. Everything goes by
 * virtual addresses and by syscalls, so rights, prices, limits and errors are those of compiled programs.
 */
export interface Host {
  /** The runtime's own bytes: copy them. */
  readonly programId: Uint8Array;
  /** The runtime's own bytes: copy them. */
  readonly instructionData: Uint8Array;
  /** In the order of the instruction; a duplicate repeats the object of its first place. */
  readonly accounts: readonly HostAccount[];
  readonly heap: { readonly vmAddress: number; readonly length: number };
  /** 1 for a top-level instruction. */
  readonly stackHeight: number;
  /** Whether a store into data that the program may not change is a fault (SIMD-0460). */
  readonly guardsAccountData: boolean;

  /**
   * Calls a syscall by its name; its r0.
   *
   * @throws ProgramAborted when it fails, and at every call from then on.
   */
  syscall(name: string, r1?: U64, r2?: U64, r3?: U64, r4?: U64, r5?: U64): U64;
  /** Fills `target` with what is at `vmAddress`. */
  load(vmAddress: number, target: Uint8Array): void;
  loadU64(vmAddress: number): bigint;
  /** Stores as an instruction of a compiled program would, with its faults. */
  store(vmAddress: number, bytes: Uint8Array): void;
  storeU64(vmAddress: number, value: bigint): void;
  /** Whether a store there is no fault. */
  canStore(vmAddress: number): boolean;
  /** Stores those of `bytes` that differ from what is there. */
  storeChanges(vmAddress: number, bytes: Uint8Array): void;
  /** Stores zeros. */
  storeZeros(vmAddress: number, length: number): void;
}

/**
 * What a function of `callgate/program` throws when its syscall failed, or when the program stored where it must not.
 * On chain the program ends there and nothing catches it: here it may be caught, but every later syscall throws it
 * again, and the instruction fails whatever the program returns or throws.
 */
export class ProgramAborted extends Error {
  override readonly name = "ProgramAborted";
}
