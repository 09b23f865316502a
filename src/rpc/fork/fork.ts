import { CallgateError } from "../../base/errors.js";
import type { Cluster } from "../../cluster/cluster.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { RpcError } from "../errors.js";
import { programdataOf, transplanted } from "./programs.js";
import type { Remote } from "./remote.js";

/** An account that was asked for at the remote cluster, whether or not it was there. */
export interface FetchedAccount {
  readonly key: Pubkey;
  /** The remote slot in which it was read. */
  readonly slot: bigint;
}

/** Where a fork remembers what it has fetched, beside the accounts themselves, which are in the ledger. */
export interface ForkRecord {
  /** What was fetched before. */
  readonly fetched: Iterable<FetchedAccount>;
  add(fetched: readonly FetchedAccount[]): void;
}

/** JSON-RPC's internal error. */
const INTERNAL_ERROR = -32603;

/**
 * A cluster whose accounts are another one's until they change here. What is not here is fetched when it is first asked for,
 * once: from then on it is this cluster's own, whatever becomes of it there.
 */
export class Fork {
  readonly #fetched = new PubkeyMap<bigint>();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly cluster: Cluster,
    readonly remote: Remote,
    private readonly record: ForkRecord = { fetched: [], add: () => {} },
  ) {
    for (const { key, slot } of record.fetched) this.#fetched.set(key, slot);
  }

  /** The remote slot in which an account was read; undefined if it never was. */
  slotOf(key: Pubkey): bigint | undefined {
    return this.#fetched.get(key);
  }

  /** Fetches what is not here. Throws an RpcError that names the accounts if that fails: for `RpcContext.prepare`. */
  readonly prepare = async (keys: readonly Pubkey[]): Promise<void> => {
    const missing = keys.filter((key) => this.#isMissing(key));
    if (missing.length === 0) return;
    try {
      await this.#fetchAll(missing);
    } catch (thrown) {
      if (!(thrown instanceof CallgateError)) throw thrown;
      const names = missing.map(addressFromPubkey).join(", ");
      throw new RpcError(INTERNAL_ERROR, `${names} was never fetched: ${thrown.message}`, { code: thrown.code });
    }
  };

  #isMissing(key: Pubkey): boolean {
    return !this.#fetched.has(key) && this.cluster.svm.bank.accounts.get(key) === undefined;
  }

  /** Each account once, however many ask for it at the same time. */
  async #fetchAll(keys: readonly Pubkey[]): Promise<void> {
    const fresh = keys.filter((key) => !this.#underWay.has(addressFromPubkey(key)));
    if (fresh.length > 0) {
      const fetching = this.#fetch(fresh).finally(() => {
        for (const key of fresh) this.#underWay.delete(addressFromPubkey(key));
      });
      for (const key of fresh) this.#underWay.set(addressFromPubkey(key), fetching);
    }
    await Promise.all(keys.map((key) => this.#underWay.get(addressFromPubkey(key))));
  }

  async #fetch(keys: readonly Pubkey[]): Promise<void> {
    const { slot, accounts } = await this.remote.accounts(keys);
    const found = keys.map((key, i) => [key, accounts[i]] as const);
    const codes = found.flatMap(([, account]) => codeOf(account)).filter((key) => this.#isMissing(key));
    const code = codes.length === 0 ? undefined : await this.remote.accounts(codes);
    const all = [...found, ...codes.map((key, i) => [key, code?.accounts[i]] as const)];
    this.#keep(all, slot);
    await this.cluster.settled();
  }

  /** An account that came to be here meanwhile stays as it is. */
  #keep(found: readonly (readonly [Pubkey, StoredAccount | undefined])[], slot: bigint): void {
    const fresh = found.filter(([key]) => this.#isMissing(key));
    this.record.add(fresh.map(([key]) => ({ key, slot })));
    for (const [key] of fresh) this.#fetched.set(key, slot);
    const existing = fresh.flatMap(([key, account]) =>
      account === undefined ? [] : [[key, transplanted(account)] as const],
    );
    if (existing.length > 0) this.cluster.setAccounts(existing);
  }
}

function codeOf(account: StoredAccount | undefined): Pubkey[] {
  const address = account && programdataOf(account);
  return address === undefined ? [] : [address];
}
