import { CallgateError } from "../base/errors.js";
import { U64_MAX } from "../base/u64.js";
import { describe, isBytes, isObject, readUntrusted } from "../base/untrusted.js";
import { MAX_PERMITTED_DATA_LENGTH, RENT_EXEMPT_RENT_EPOCH } from "../solana/account.js";
import { type Address, addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "./accounts-store.js";
import { type AddressInput, toPubkey, toU64 } from "./inputs.js";

/** An account at the door; Kit's `EncodedAccount` with a rent epoch. The data are the caller's own. */
export interface SvmAccount {
  readonly address: Address;
  readonly lamports: bigint;
  readonly data: Uint8Array;
  /** The owner. */
  readonly programAddress: Address;
  readonly executable: boolean;
  /** Bytes of data. */
  readonly space: bigint;
  readonly rentEpoch: bigint;
}

/** An account to store. Kit's accounts fit; so do those of web3.js v1, which call the program `owner`. */
export interface SvmAccountInput {
  readonly lamports: bigint | number;
  /** Default empty. */
  readonly data?: Uint8Array;
  /** Default: the system program. */
  readonly programAddress?: AddressInput;
  /** The same as `programAddress`. */
  readonly owner?: AddressInput;
  /** Default false. */
  readonly executable?: boolean;
  /** Default u64::MAX, which every rent-exempt account has. */
  readonly rentEpoch?: bigint | number;
}

export function toSvmAccount(key: Pubkey, account: StoredAccount): SvmAccount {
  return {
    address: addressFromPubkey(key),
    lamports: account.lamports,
    data: account.data.slice(),
    programAddress: addressFromPubkey(account.owner),
    executable: account.executable,
    space: BigInt(account.data.length),
    rentEpoch: account.rentEpoch,
  };
}

const SYSTEM_PROGRAM_ADDRESS = "11111111111111111111111111111111";

/** Checks an account that comes in; its bytes are copied. Throws `invalid-account`. */
export function toStoredAccount(input: SvmAccountInput): StoredAccount {
  return readUntrusted("invalid-account", "the account", () => readAccount(input));
}

function readAccount(input: SvmAccountInput): StoredAccount {
  if (!isObject(input)) throw invalid("an account object", input);
  const { data = new Uint8Array(0), executable = false, rentEpoch = RENT_EXEMPT_RENT_EPOCH } = input;
  if (!isBytes(data)) throw invalid("data as a Uint8Array", data);
  if (data.length > MAX_PERMITTED_DATA_LENGTH) throw invalid("at most 10 MiB of data", data);
  if (typeof executable !== "boolean") throw invalid("executable as a boolean", executable);
  return {
    lamports: toU64(input.lamports, "lamports"),
    data: new Uint8Array(data),
    owner: toPubkey(input.programAddress ?? input.owner ?? SYSTEM_PROGRAM_ADDRESS),
    executable,
    rentEpoch: rentEpochOf(rentEpoch),
  };
}

/** What JavaScript makes of u64::MAX, which web3.js hands on as a number. */
const JS_U64_MAX = 18446744073709552000;

function rentEpochOf(rentEpoch: bigint | number): bigint {
  return rentEpoch === JS_U64_MAX ? U64_MAX : toU64(rentEpoch, "rentEpoch");
}

function invalid(expected: string, came: unknown): CallgateError {
  return new CallgateError("invalid-account", `expected ${expected}, got ${describe(came)}`, { came });
}
