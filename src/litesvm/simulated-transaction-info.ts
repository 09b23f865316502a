import type { EncodedAccount } from "@solana/kit";
import { addressFromPubkey, type Pubkey } from "../solana/pubkey.js";
import type { StoredAccount } from "../svm/accounts-store.js";
import type { TransactionResult } from "../svm/transaction-result.js";
import { AddressAndAccount, debugAccount, storedAccountOf } from "./account.js";
import { refuseConstruction } from "./arguments.js";
import { addressCodec, toEncodedAccount } from "./encoded-account.js";
import { debugList, debugStruct } from "./rust-debug.js";
import { debugMetadata, TransactionMetadata } from "./transaction-metadata.js";

/** What a simulation gives before accounts are made Kit's. */
export class SimulatedTransactionInfoInner {
  readonly #result: TransactionResult;
  readonly #postAccounts: readonly (readonly [Pubkey, StoredAccount])[];

  /** @internal */
  constructor(
    result: TransactionResult = refuseConstruction(),
    postAccounts: readonly (readonly [Pubkey, StoredAccount])[] = refuseConstruction(),
  ) {
    this.#result = result;
    this.#postAccounts = postAccounts;
  }

  meta(): TransactionMetadata {
    return new TransactionMetadata(this.#result);
  }

  postAccounts(): AddressAndAccount[] {
    return this.#postAccounts.map(([key, account]) => new AddressAndAccount(key.slice(), account));
  }

  toString(): string {
    const accounts = this.#postAccounts.map(
      ([key, account]) => `(${addressFromPubkey(key)}, ${debugAccount(account)})`,
    );
    const info = debugStruct("SimulatedTransactionInfo", {
      meta: debugMetadata(this.meta()),
      post_accounts: debugList(accounts),
    });
    return `SimulatedTransactionInfo(${info})`;
  }
}

/** What a transaction would do. */
export class SimulatedTransactionInfo {
  private readonly inner: SimulatedTransactionInfoInner;

  constructor(inner: SimulatedTransactionInfoInner) {
    this.inner = inner;
  }

  meta(): TransactionMetadata {
    return this.inner.meta();
  }

  /** The accounts that the transaction may write, as it leaves them. */
  postAccounts(): EncodedAccount[] {
    return this.inner.postAccounts().map((post) => {
      return toEncodedAccount(addressCodec.decode(post.address), storedAccountOf(post.account()));
    });
  }
}
