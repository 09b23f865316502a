import { CallgateError } from "../base/errors.js";
import { assertU64 } from "../base/u64.js";
import { addressFromPubkey, PUBKEY_BYTES, type Pubkey } from "../solana/pubkey.js";
import { copyPubkey, refuseArgument } from "./arguments.js";
import type { Frame } from "./frame.js";
import type { HostAccount } from "./host.js";
import { ProgramError } from "./program-error.js";

/** Growth of one account within one instruction (solana-account-info, MAX_PERMITTED_DATA_INCREASE). */
const MAX_PERMITTED_DATA_INCREASE = 10 * 1024;

/**
 * An account in the machine of the running program. Lamports, owner and length are read and written in place. Data is
 * a copy with a buffer of its own, made when the program first asks for it, as a view would show all of the machine's
 * memory; it goes back at every call and at the end.
 */
export class AccountState {
  /** What the program has: anything may become of it but of its bytes, so nothing else of it is used. */
  #data: Uint8Array | undefined;
  /** The same bytes. Shorter than `#length` once the program has given the buffer away. */
  #bytes: Uint8Array = NO_BYTES;
  #length = 0;

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
    this.frame.host.store(this.place.ownerAddress, copyPubkey(owner, "assign", "the owner"));
  }

  get dataLength(): number {
    return Number(this.frame.host.loadU64(this.place.dataAddress - 8));
  }

  get data(): Uint8Array {
    if (this.#data === undefined) {
      this.#length = this.dataLength;
      this.#bytes = this.frame.load(this.place.dataAddress, this.#length);
      this.#data = new Uint8Array(this.#bytes.buffer);
    }
    return this.#data;
  }

  /** solana-account-info, AccountInfo::resize. */
  realloc(newLength: number): void {
    if (!Number.isSafeInteger(newLength) || newLength < 0) refuseArgument("realloc", "a length in bytes", newLength);
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
    if (this.#bytes.length !== this.#length) {
      const address = addressFromPubkey(this.place.key);
      const message = `the data of ${address}: expected ${this.#length} bytes, got a buffer that was transferred`;
      throw new CallgateError("detached-data", message, { address });
    }
    this.frame.host.storeChanges(this.place.dataAddress, this.#bytes);
  }

  /** Where a store is a fault, it must not wait. */
  storeIfForbidden(): void {
    if (this.#data === undefined) return;
    if (!this.frame.host.canStore(this.place.dataAddress)) this.storeData();
  }

  refreshData(): void {
    if (this.#data === undefined) return;
    if (this.dataLength === this.#bytes.length) this.frame.host.load(this.place.dataAddress, this.#bytes);
    else this.#data = undefined;
  }
}

const NO_BYTES = new Uint8Array(0);
