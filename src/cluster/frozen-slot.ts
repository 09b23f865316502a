import { CallgateError } from "../base/errors.js";
import { type Pubkey, pubkeyEqual } from "../solana/pubkey.js";
import type { Transaction } from "../solana/transaction.js";
import type { AccountsStore, StoredAccount } from "../svm/accounts-store.js";
import type { Bank } from "../svm/bank.js";
import { simulate } from "../svm/run.js";
import type { SysvarName, Sysvars } from "../svm/sysvar-table.js";
import type { SimulationResult } from "../svm/transaction-result.js";
import type { BankView, ViewSimulationOptions } from "./bank-view.js";
import { changedIn, type Layer, PastAccounts, ReplacedAccounts } from "./layers.js";
import type { Ledger, TokenIndex } from "./ledger.js";
import { tokenKeyOf } from "./token-index.js";

/** What is known of a slot when it is complete. */
export interface FrozenFacts {
  readonly slot: bigint;
  readonly parentSlot: bigint;
  readonly blockHeight: bigint;
  readonly blockhash: Uint8Array;
  readonly bankHash: Uint8Array;
  readonly transactionCount: bigint;
  readonly capitalization: bigint;
  /** The valid blockhashes, oldest first. */
  readonly blockhashes: readonly Uint8Array[];
  /** How many transactions had been processed, as the VM's StatusCache counts them. */
  readonly statusCount: number;
}

/** A complete slot's state, read through what later slots changed. */
export class FrozenSlot implements BankView {
  readonly slot: bigint;
  readonly parentSlot: bigint;
  readonly blockHeight: bigint;
  readonly blockhash: Uint8Array;
  readonly transactionCount: bigint;
  #capitalization: bigint;
  readonly #accounts: AccountsStore;
  #bank: Bank | undefined;

  /** @param laterLayers of the slots after this one, the working one's last, oldest first. */
  constructor(
    readonly facts: FrozenFacts,
    private readonly working: Bank,
    private readonly ledger: Ledger,
    private readonly laterLayers: () => Iterable<Layer>,
  ) {
    ({
      slot: this.slot,
      parentSlot: this.parentSlot,
      blockHeight: this.blockHeight,
      blockhash: this.blockhash,
      transactionCount: this.transactionCount,
      capitalization: this.#capitalization,
    } = facts);
    this.#accounts = new PastAccounts(working.accounts, laterLayers);
  }

  get capitalization(): bigint {
    return this.#capitalization;
  }

  /** The host changed accounts of all slots, and with them the sum of all lamports. */
  hostChanged(lamports: bigint): void {
    this.#capitalization += lamports;
    this.#bank?.forgetDerived();
  }

  getAccount(key: Pubkey): StoredAccount | undefined {
    return this.#accounts.get(key);
  }

  accounts(): Iterable<readonly [Pubkey, StoredAccount]> {
    return this.#accounts.entries();
  }

  /** The ledger's index is that of the latest kept slot: what changed since this one is looked at as well. */
  *programAccounts(programId: Pubkey): Iterable<readonly [Pubkey, StoredAccount]> {
    for (const [key, account] of this.#candidates(this.ledger.programAccounts(programId))) {
      if (pubkeyEqual(account.owner, programId)) yield [key, account];
    }
  }

  *tokenAccounts(index: TokenIndex, indexed: Pubkey): Iterable<readonly [Pubkey, StoredAccount]> {
    for (const [key, account] of this.#candidates(this.ledger.tokenAccounts(index, indexed))) {
      const found = tokenKeyOf(account, index);
      if (found !== undefined && pubkeyEqual(found, indexed)) yield [key, account];
    }
  }

  *#candidates(indexed: Iterable<Pubkey>): Iterable<readonly [Pubkey, StoredAccount]> {
    const changed = changedIn(this.laterLayers());
    for (const key of indexed) {
      if (changed.has(key)) continue;
      const account = this.#accounts.get(key);
      if (account !== undefined) yield [key, account];
    }
    for (const key of changed.keys()) {
      const account = this.#accounts.get(key);
      if (account !== undefined) yield [key, account];
    }
  }

  sysvar<N extends SysvarName>(name: N): Sysvars[N] {
    const value = this.bank.sysvar(name);
    if (value !== undefined) return value;
    throw new CallgateError("missing-sysvar", `the sysvar ${name} has no account, or one that is none`, { name });
  }

  isBlockhashValid(blockhash: Uint8Array): boolean {
    return this.bank.blockhashes.isValid(blockhash);
  }

  simulate(transaction: Transaction, { overrides = [], ...options }: ViewSimulationOptions): SimulationResult {
    return simulate(overrides.length === 0 ? this.bank : this.#bankWith(overrides), transaction, options);
  }

  /** In which transactions can be simulated; made when it is first asked for. */
  get bank(): Bank {
    this.#bank ??= this.#viewOf(this.#accounts);
    return this.#bank;
  }

  #bankWith(overrides: ViewSimulationOptions["overrides"] & {}): Bank {
    return this.#viewOf(new ReplacedAccounts(this.#accounts, overrides));
  }

  #viewOf(accounts: AccountsStore): Bank {
    return this.working.view(accounts, this.facts.blockhashes, this.facts.statusCount);
  }
}
