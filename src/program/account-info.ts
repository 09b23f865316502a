import { CallgateError } from "../base/errors.js";
import { describe } from "../base/untrusted.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { AccountState } from "./account-state.js";

/** The state behind what should be an AccountInfo; undefined for all else. */
export let accountStateOf: (info: unknown) => AccountState | undefined;

/**
 * An account as the running program holds it (solana-account-info, AccountInfo). What the program changes is checked
 * at every call and at the end, as for a compiled program: a change that it may not make fails the instruction.
 *
 * Only good while its program runs: afterwards, and inside programs that it calls, all but `key` and the flags throw
 * `no-program-running`. An account that stands twice in an instruction is one object.
 */
export class AccountInfo {
  readonly isSigner: boolean;
  readonly isWritable: boolean;
  /** Whether the account is a program. */
  readonly executable: boolean;
  readonly #state: AccountState;
  #key: Pubkey | undefined;

  static {
    accountStateOf = (info) => (typeof info === "object" && info !== null && #state in info ? info.#state : undefined);
  }

  /** @internal */
  constructor(state: AccountState) {
    this.#state = state;
    this.isSigner = state.place.isSigner;
    this.isWritable = state.place.isWritable;
    this.executable = state.place.executable;
  }

  /** The account's address, 32 bytes, a copy. */
  get key(): Pubkey {
    this.#key ??= this.#state.place.key.slice();
    return this.#key;
  }

  /** The program that owns the account, 32 bytes, a copy as of now; see `assign`. */
  get owner(): Pubkey {
    return this.#running.owner;
  }

  /** The balance, u64. Setting it throws `invalid-u64` for what is none. */
  get lamports(): bigint {
    return this.#running.lamports;
  }

  set lamports(lamports: bigint) {
    this.#running.lamports = lamports;
  }

  /**
   * The data, to read and to write in place. The array stays the same, and shows what callees did, until the length
   * changes: take it anew after `realloc`, and after a call that may have changed the length.
   */
  get data(): Uint8Array {
    return this.#running.data;
  }

  /** Bytes of data. */
  get dataLength(): number {
    return this.#running.dataLength;
  }

  /**
   * Gives the data another length, with zeros at the end if it grows (AccountInfo::resize): at most 10,240 bytes more
   * than when the instruction began, else ProgramError InvalidRealloc.
   */
  realloc(newLength: number): void {
    this.#running.realloc(newLength);
  }

  /** Gives the account to another program. */
  assign(owner: Pubkey): void {
    this.#running.assign(owner);
  }

  get #running(): AccountState {
    this.#state.frame.assertRunning();
    return this.#state;
  }

  /** For debuggers and messages. */
  toString(): string {
    return `AccountInfo ${addressFromPubkey(this.#state.place.key)}`;
  }
}

/** The state behind an AccountInfo of the running program. Throws `invalid-argument`. */
export function requireAccountState(info: unknown, caller: string): AccountState {
  const state = accountStateOf(info);
  if (state === undefined) {
    throw new CallgateError("invalid-argument", `${caller}: expected an AccountInfo, got ${describe(info)}`, {
      caller,
    });
  }
  state.frame.assertRunning();
  return state;
}
