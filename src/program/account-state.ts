import { CallgateError } from "../base/errors.js";
import { assertU64 } from "../base/u64.js";
import { addressFromPubkey, assertPubkey, PUBKEY_BYTES, type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { Frame } from "./frame.js";
import type { HostAccount } from "./host.js";
import { ProgramError } from "./program-error.js";

/** Growth of one account within one instruction (solana-account-info, MAX_PERMITTED_DATA_INCREASE). */
export const MAX_PERMITTED_DATA_INCREASE = 10 * 1024;

/**
 * An account in the machine of the running program. Lamports, owner and length are read and written in place. Data is
 * a copy with a buffer of its own, made when the program first asks for it, as a view would show all of the machine's
 * memory; it goes back at every call and at the end.
 */
export class AccountState {
  #data: Uint8Array | undefined;
  /** Of `#data` as it was made; a program may detach the buffer. */
  #dataLength = 0;

  constructor(
    readonly frame: Frame,
    readonly place: HostAccount,
  ) {}

  get lamports(): bigint {
    return this.frame.host.loadU64(this.place.lamportsAddress);
  }

  set lamports(lamports: bigint) {
    assertU64(lamports, "lamports");
    this.frame.host.storeU64(this.place.lamportsAddress, lamports);
  }

  get owner(): Pubkey {
    return this.frame.load(this.place.ownerAddress, PUBKEY_BYTES);
  }

  assign(owner: Pubkey): void {
    assertPubkey(owner);
    this.frame.host.store(this.place.ownerAddress, owner.slice());
  }

  get dataLength(): number {
    return Number(this.frame.host.loadU64(this.place.dataAddress - 8));
  }

  get data(): Uint8Array {
    if (this.#data !== undefined) return this.#data;
    return this.#keep(this.frame.load(this.place.dataAddress, this.dataLength));
  }

  /** solana-account-info, AccountInfo::resize. */
  realloc(newLength: number): void {
    if (!Number.isSafeInteger(newLength) || newLength < 0) {
      const message = `realloc: expected a length in bytes, got ${String(newLength)}`;
      throw new CallgateError("invalid-argument", message, { newLength });
    }
    const { host } = this.frame;
    const { dataAddress, originalDataLength } = this.place;
    const oldLength = this.dataLength;
    if (newLength === oldLength) return;
    if (newLength - originalDataLength > MAX_PERMITTED_DATA_INCREASE) throw new ProgramError("InvalidRealloc");
    this.storeData();
    host.storeU64(dataAddress - 8, BigInt(newLength));
    if (newLength > oldLength) host.storeZeros(dataAddress + oldLength, newLength - oldLength);
    this.#data = undefined;
  }

  /** Throws `detached-data` if the program gave the buffer away. */
  storeData(): void {
    if (this.#data === undefined) return;
    if (this.#data.length !== this.#dataLength) {
      const address = addressFromPubkey(this.place.key);
      const message = `the data of ${address}: expected ${this.#dataLength} bytes, got a buffer that was transferred`;
      throw new CallgateError("detached-data", message, { address });
    }
    this.frame.host.storeChanges(this.place.dataAddress, this.#data);
  }

  storeIfForbidden(): void {
    if (this.#data === undefined) return;
    const mayChange = this.place.isWritable && pubkeyEqual(this.owner, this.frame.host.programId);
    if (!mayChange) this.storeData();
  }

  refreshData(): void {
    if (this.#data === undefined) return;
    if (this.dataLength === this.#data.length) this.frame.host.load(this.place.dataAddress, this.#data);
    else this.#data = undefined;
  }

  #keep(data: Uint8Array): Uint8Array {
    this.#data = data;
    this.#dataLength = data.length;
    return data;
  }
}
