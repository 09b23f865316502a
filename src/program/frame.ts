import { CallgateError } from "../base/errors.js";
import type { U64 } from "../base/u64.js";
import type { Pubkey } from "../solana/pubkey.js";
import { AccountInfo } from "./account-info.js";
import { AccountState } from "./account-state.js";
import type { Host, HostAccount } from "./host.js";
import { Scratch } from "./scratch.js";

/** One run of a program in TypeScript: its accounts, and the way to its machine. */
export class Frame {
  /** Copies, the program's own. */
  readonly programId: Pubkey;
  readonly instructionData: Uint8Array;
  /** A duplicate is the very object of its first place. */
  readonly accounts: AccountInfo[];
  readonly #states: readonly AccountState[];
  readonly #scratch: Scratch;

  constructor(readonly host: Host) {
    this.programId = host.programId.slice();
    this.instructionData = host.instructionData.slice();
    const infos = new Map<HostAccount, AccountInfo>();
    const states: AccountState[] = [];
    this.accounts = host.accounts.map((account) => {
      const known = infos.get(account);
      if (known !== undefined) return known;
      const state = new AccountState(this, account);
      states.push(state);
      const info = new AccountInfo(state);
      infos.set(account, info);
      return info;
    });
    this.#states = states;
    this.#scratch = new Scratch(host.heap);
  }

  /** Throws `no-program-running` unless this is the run that goes on now. */
  assertRunning(): void {
    if (running === this) return;
    throw new CallgateError("no-program-running", "the account is of a program that is not the one that runs now");
  }

  /** Empty room in the heap for the next syscall. Lay it out in one go: nobody else may use it meanwhile. */
  scratch(): Scratch {
    return this.#scratch.clear();
  }

  /** Calls a syscall with the scratch in place. */
  syscall(name: string, r1?: U64, r2?: U64, r3?: U64, r4?: U64, r5?: U64): U64 {
    // A compiled program would have faulted at the store.
    if (this.host.guardsAccountData) for (const state of this.#states) state.storeIfForbidden();
    const { bytes } = this.#scratch;
    if (bytes.length > 0) this.host.store(this.host.heap.vmAddress, bytes);
    return this.host.syscall(name, r1, r2, r3, r4, r5);
  }

  /** A copy of guest memory. */
  load(vmAddress: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.host.load(vmAddress, bytes);
    return bytes;
  }

  /** Puts what the program did to its copies of account data into the input region. */
  storeData(): void {
    for (const state of this.#states) state.storeData();
  }

  /** Makes the program's copies of account data what a callee left. */
  refreshData(): void {
    for (const state of this.#states) state.refreshData();
  }
}

/** The run that goes on now; calls nest, and each puts back the one before. */
let running: Frame | undefined;

/** The run that goes on now, if any. */
export function currentFrame(): Frame | undefined {
  return running;
}

/** The run that goes on now. Throws `no-program-running`. */
export function requireFrame(caller: string): Frame {
  if (running !== undefined) return running;
  throw new CallgateError("no-program-running", `${caller} was called while no program runs`, { caller });
}

/** Calls `run` as part of a run. */
export function runInFrame<T>(frame: Frame, run: () => T): T {
  const outer = running;
  running = frame;
  try {
    return run();
  } finally {
    running = outer;
  }
}
