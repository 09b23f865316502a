import { hexEncode } from "../base/hex.js";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import { bindingError, checkBigInts, checkBoolean, refuseConstruction, toBytes, toU64 } from "./arguments.js";
import { debugStruct } from "./rust-debug.js";

/** The account that an `Account` stands for. Its arrays must not change. */
export let storedAccountOf: (account: Account) => StoredAccount;
/** An `Account` of a stored one. */
let accountFromStored: (account: StoredAccount) => Account;

/** An account with its owner as bytes. */
export class Account {
  #account: StoredAccount;

  static {
    storedAccountOf = (account) => account.#account;
    accountFromStored = (stored) => {
      const { lamports, owner, executable, rentEpoch } = stored;
      const account = new Account(lamports, NO_DATA, owner, executable, rentEpoch);
      account.#account = stored;
      return account;
    };
  }

  /** @param lamports and `rentEpoch` are u64, `owner` is 32 bytes. */
  constructor(lamports: bigint, data: Uint8Array, owner: Uint8Array, executable: boolean, rentEpoch: bigint) {
    checkBigInts(lamports);
    const ownData = toBytes(data);
    const ownOwner = toBytes(owner);
    checkBoolean(executable);
    checkBigInts(rentEpoch);
    const amount = toU64(lamports);
    if (ownOwner.length !== 32) throw bindingError("GenericFailure", "could not convert slice to array");
    this.#account = { lamports: amount, data: ownData, owner: ownOwner, executable, rentEpoch: toU64(rentEpoch) };
  }

  lamports(): bigint {
    return this.#account.lamports;
  }

  data(): Uint8Array {
    return this.#account.data.slice();
  }

  owner(): Uint8Array {
    return this.#account.owner.slice();
  }

  executable(): boolean {
    return this.#account.executable;
  }

  rentEpoch(): bigint {
    return this.#account.rentEpoch;
  }

  toString(): string {
    return `Account(${debugAccount(this.#account)})`;
  }
}

const NO_DATA = new Uint8Array(0);
const MAX_DEBUGGED_BYTES = 64;

/** As Rust prints it: the first 64 bytes of the data, in hex (solana-account, `debug_fmt`). */
export function debugAccount({ lamports, data, owner, executable, rentEpoch }: StoredAccount): string {
  const fields: Record<string, unknown> = {
    lamports,
    "data.len": data.length,
    owner: addressFromPubkey(owner),
    executable,
    rent_epoch: rentEpoch,
  };
  if (data.length > 0) fields.data = hexEncode(data.subarray(0, MAX_DEBUGGED_BYTES));
  return debugStruct("Account", fields);
}

/** An account and where it is. */
export class AddressAndAccount {
  #address: Uint8Array;
  readonly #account: StoredAccount;

  /** @internal */
  constructor(address?: Pubkey, account: StoredAccount = refuseConstruction()) {
    this.#address = address ?? refuseConstruction();
    this.#account = account;
  }

  get address(): Uint8Array {
    return this.#address;
  }

  set address(address: Uint8Array) {
    this.#address = toBytes(address);
  }

  account(): Account {
    return accountFromStored(this.#account);
  }
}
