import { CallgateError } from "../../base/errors.js";
import type { GenesisAccount } from "../../cluster/genesis.js";
import { FeatureSet } from "../../solana/feature-set.js";
import { FEATURES } from "../../solana/features.js";
import { decodeLookupTable } from "../../solana/lookup-table.js";
import { addressFromPubkey, type Pubkey } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";
import { programdataOf, transplanted } from "./programs.js";
import type { Remote } from "./remote.js";

/** What is copied from another cluster at genesis, by solana-test-validator's flags. */
export interface CloneRequest {
  /** --clone */
  readonly accounts: readonly Pubkey[];
  /** --maybe-clone */
  readonly optionalAccounts: readonly Pubkey[];
  /** --clone-upgradeable-program */
  readonly programs: readonly Pubkey[];
  /** --deep-clone-address-lookup-table */
  readonly lookupTables: readonly Pubkey[];
}

/** Copies accounts. Throws `missing-account` that names what is not there, and what `Remote` throws. */
export async function cloneAccounts(remote: Remote, request: CloneRequest): Promise<GenesisAccount[]> {
  const plain = await existing(remote, request.accounts);
  const optional = (await fetchPairs(remote, request.optionalAccounts)).filter(isThere);
  const programs = await withFollowers(remote, request.programs, programCode);
  const tables = await withFollowers(remote, request.lookupTables, tableAddresses);
  return [...plain, ...optional, ...programs, ...tables].map(([address, account]) => ({
    address,
    account: transplanted(account),
  }));
}

/** The gates that are active there, each since slot 0. */
export async function cloneFeatureSet(remote: Remote): Promise<FeatureSet> {
  const features = new FeatureSet();
  const { accounts } = await remote.accounts(FEATURES.map(({ id }) => id));
  FEATURES.forEach(({ id }, i) => {
    // A feature account's Option<slot>.
    if (accounts[i]?.data[0] === 1) features.activate(id, 0n);
  });
  return features;
}

type Pair = readonly [Pubkey, StoredAccount];

async function fetchPairs(remote: Remote, keys: readonly Pubkey[]) {
  if (keys.length === 0) return [];
  const { accounts } = await remote.accounts(keys);
  return keys.map((key, i) => [key, accounts[i]] as const);
}

function isThere(pair: readonly [Pubkey, StoredAccount | undefined]): pair is Pair {
  return pair[1] !== undefined;
}

async function existing(remote: Remote, keys: readonly Pubkey[]): Promise<Pair[]> {
  const pairs = await fetchPairs(remote, keys);
  const missing = pairs.filter((pair) => !isThere(pair)).map(([key]) => addressFromPubkey(key));
  if (missing.length === 0) return pairs.filter(isThere);
  const message = `${remote.url} has no account ${missing.join(", ")}`;
  throw new CallgateError("missing-account", message, { url: remote.url, addresses: missing });
}

/** Accounts, and those that they lead to. */
async function withFollowers(
  remote: Remote,
  keys: readonly Pubkey[],
  follow: (pair: Pair) => readonly Pubkey[],
): Promise<Pair[]> {
  const found = await existing(remote, keys);
  const followers = await fetchPairs(remote, found.flatMap(follow));
  return [...found, ...followers.filter(isThere)];
}

function programCode([key, account]: Pair): readonly Pubkey[] {
  const address = programdataOf(account);
  if (address !== undefined) return [address];
  throw new CallgateError("no-program", `${addressFromPubkey(key)} is no program of the upgradeable loader`);
}

function tableAddresses([key, account]: Pair): readonly Pubkey[] {
  const decoded = decodeLookupTable(account.data);
  if (decoded.ok) return decoded.table.addresses;
  throw new CallgateError("no-lookup-table", `${addressFromPubkey(key)} is no address lookup table`);
}
