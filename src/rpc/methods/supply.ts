import type { BankView } from "../../cluster/bank-view.js";
import { STAKE_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, comparePubkeys, type Pubkey, pubkeyFromAddress } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";
import { decodeStakeState, type StakeMeta } from "../../solana/stake-state.js";
import { bankWith, commitment, withContext } from "../configs.js";
import { method } from "../method.js";
import { NON_CIRCULATING_ACCOUNTS, NON_CIRCULATING_WITHDRAWERS } from "../non-circulating-accounts.js";
import { boolean, defaulted, oneOf, optional, struct } from "../params.js";

/** Agave: rpc-client-types, request.rs. */
const NUM_LARGEST_ACCOUNTS = 20;

const supplyConfig = optional(
  struct("RpcSupplyConfig", { commitment, excludeNonCirculatingAccountsList: defaulted(boolean, false) }),
);

const largestAccountsConfig = optional(
  struct("RpcLargestAccountsConfig", {
    commitment,
    filter: optional(oneOf("circulating", "nonCirculating")),
    /** Results are sorted anyway. */
    sortResults: optional(boolean),
  }),
);

export const supplyMethods = {
  getSupply: method({ config: supplyConfig }, (context, { config }) => {
    const view = bankWith(context, { commitment: config?.commitment });
    const keys = nonCirculatingAccounts(view);
    let nonCirculating = 0n;
    for (const key of keys.keys()) nonCirculating += view.getAccount(key)?.lamports ?? 0n;
    const excludesList = config?.excludeNonCirculatingAccountsList ?? false;
    return withContext(context, view, {
      circulating: view.capitalization - nonCirculating,
      nonCirculating,
      nonCirculatingAccounts: excludesList ? [] : Array.from(keys.keys(), addressFromPubkey),
      total: view.capitalization,
    });
  }),

  /** DIVERGES: Agave answers from what it knew up to half a minute ago. */
  getLargestAccounts: method({ config: largestAccountsConfig }, (context, { config }) => {
    const view = bankWith(context, { commitment: config?.commitment });
    const largest = largestAccounts(view, filterOf(view, config?.filter));
    const value = largest.map(([key, lamports]) => ({ address: addressFromPubkey(key), lamports }));
    return withContext(context, view, value);
  }),
};

/** Agave: non_circulating_supply.rs, `calculate_non_circulating_supply`. */
function nonCirculatingAccounts(view: BankView): PubkeyMap<true> {
  const keys = new PubkeyMap<true>();
  for (const address of NON_CIRCULATING_ACCOUNTS) keys.set(pubkeyFromAddress(address), true);
  const withdrawers = new Set(NON_CIRCULATING_WITHDRAWERS);
  for (const [key, { data }] of view.programAccounts(STAKE_PROGRAM_ID)) {
    const state = decodeStakeState(data);
    if (state === undefined || !("meta" in state)) continue;
    if (isLocked(view, state.meta) || withdrawers.has(addressFromPubkey(state.meta.authorized.withdrawer))) {
      keys.set(key, true);
    }
  }
  return keys;
}

/** solana-stake-interface, `Lockup::is_in_force`. */
function isLocked(view: BankView, { lockup }: StakeMeta): boolean {
  const clock = view.sysvar("clock");
  return lockup.unixTimestamp > clock.unixTimestamp || lockup.epoch > clock.epoch;
}

function filterOf(view: BankView, name: "circulating" | "nonCirculating" | undefined): (key: Pubkey) => boolean {
  if (name === undefined) return () => true;
  const nonCirculating = nonCirculatingAccounts(view);
  return (key) => nonCirculating.has(key) === (name === "nonCirculating");
}

/** The richest, richest first; among equally rich ones the last keys (Agave: accounts.rs, `load_largest_accounts`). */
function largestAccounts(view: BankView, includes: (key: Pubkey) => boolean): (readonly [Pubkey, bigint])[] {
  let largest: (readonly [Pubkey, bigint])[] = [];
  let least = 0n;
  for (const [key, { lamports }] of view.accounts()) {
    if (lamports < least || !includes(key)) continue;
    largest.push([key, lamports]);
    if (largest.length < 2 * NUM_LARGEST_ACCOUNTS) continue;
    largest = firstOf(largest);
    least = largest.at(-1)![1];
  }
  return firstOf(largest);
}

function firstOf(accounts: (readonly [Pubkey, bigint])[]): (readonly [Pubkey, bigint])[] {
  accounts.sort(([a, x], [b, y]) => (x === y ? comparePubkeys(b, a) : x < y ? 1 : -1));
  return accounts.slice(0, NUM_LARGEST_ACCOUNTS);
}
