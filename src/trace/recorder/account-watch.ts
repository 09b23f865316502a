import { bytesEqual } from "../../base/bytes.js";
import type { TransactionAccount, TransactionAccounts } from "../../runtime/transaction-accounts.js";
import { pubkeyEqual } from "../../solana/pubkey.js";
import type { AccountMoment, RecordedChange } from "./recording.js";

/** Knows the accounts of a transaction as they were when it looked last. */
export class AccountWatch {
  readonly #known: AccountMoment[];

  constructor(private readonly accounts: TransactionAccounts) {
    this.#known = accounts.list.map(({ original }) => original);
  }

  /** What changed since the last look. */
  changes(callsBefore: number): RecordedChange[] {
    const changes: RecordedChange[] = [];
    this.accounts.list.forEach((account, i) => {
      const before = this.#known[i]!;
      if (!account.touched || isSame(before, account)) return;
      const after = momentOf(account);
      this.#known[i] = after;
      changes.push({ account: i, before, after, callsBefore });
    });
    return changes;
  }
}

/** A copy of the account as it is. */
export function momentOf({ lamports, owner, executable, data }: TransactionAccount): AccountMoment {
  return { lamports, owner, executable, data: data.slice() };
}

function isSame(known: AccountMoment, account: TransactionAccount): boolean {
  return (
    known.lamports === account.lamports &&
    known.executable === account.executable &&
    pubkeyEqual(known.owner, account.owner) &&
    bytesEqual(known.data, account.data)
  );
}
