import { decodeLoaderV3State } from "../../solana/loader-v3-state.js";
import {
  LOADER_V3_ID,
  SYSVAR_CLOCK_ID,
  SYSVAR_EPOCH_REWARDS_ID,
  SYSVAR_SLOT_HASHES_ID,
  SYSVAR_STAKE_HISTORY_ID,
} from "../../solana/program-ids.js";
import { type Address, addressFromPubkey, type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../solana/pubkey.js";
import { PubkeyMap } from "../../solana/pubkey-map.js";
import type { Chain, ChainSettings, ChainView } from "./chain.js";
import { type AccountState, differences, type Outcome } from "./outcome.js";
import { keysOf } from "./touched-keys.js";

/** Some transactions, what stood before them, and what the oracle made of them: all that a regression test needs. */
export interface RecordedCases extends ChainSettings {
  /** How many blockhashes there were before the latest. */
  readonly expiredBlockhashes: number;
  /** What is not on every new chain. */
  readonly accounts: readonly RecordedAccount[];
  readonly transactions: readonly RecordedTransaction[];
}

interface RecordedAccount {
  readonly address: Address;
  readonly lamports: string;
  readonly owner: Address;
  readonly executable: boolean;
  readonly rentEpoch: string;
  /** Base64. */
  readonly data: string;
}

interface RecordedTransaction {
  /** Base64. */
  readonly wire: string;
  readonly expected: unknown;
}

const SYSVARS = [SYSVAR_CLOCK_ID, SYSVAR_SLOT_HASHES_ID, SYSVAR_STAKE_HISTORY_ID, SYSVAR_EPOCH_REWARDS_ID];

/** The accounts that these transactions may look at, where they are not what they are on a new chain. */
export function recordAccounts(wires: readonly Uint8Array[], view: ChainView, fresh: ChainView): RecordedAccount[] {
  const keys = new PubkeyMap<true>();
  for (const key of [...SYSVARS, ...wires.flatMap((wire) => keysOf(wire, view) ?? [])]) keys.set(key, true);
  for (const key of [...keys.keys()]) {
    const programdata = programdataOf(view.account(key));
    if (programdata !== undefined) keys.set(programdata, true);
  }
  // A program is set after its programdata.
  const ordered = [...keys.keys()].sort((a, b) => Number(isExecutable(view, a)) - Number(isExecutable(view, b)));
  return ordered.flatMap((key) => {
    const state = view.account(key);
    if (state === null || differences(state, fresh.account(key)).length === 0) return [];
    return [{ address: addressFromPubkey(key), ...encodeState(state) }];
  });
}

function isExecutable(view: ChainView, key: Pubkey): boolean {
  return view.account(key)?.executable === true;
}

function programdataOf(state: AccountState | null): Pubkey | undefined {
  if (state === null || !pubkeyEqual(state.owner, LOADER_V3_ID)) return undefined;
  const decoded = decodeLoaderV3State(state.data);
  return decoded?.kind === "program" ? decoded.programDataAddress : undefined;
}

function encodeState({ lamports, owner, executable, rentEpoch, data }: AccountState): Omit<RecordedAccount, "address"> {
  return {
    lamports: lamports.toString(),
    owner: addressFromPubkey(owner),
    executable,
    rentEpoch: rentEpoch.toString(),
    data: base64(data),
  };
}

/** An outcome in a form that JSON keeps. */
export function encodeOutcome(outcome: Outcome): unknown {
  const text = JSON.stringify(outcome, (_, value: unknown) => {
    if (value instanceof Uint8Array) return base64(value);
    return typeof value === "bigint" ? value.toString() : value;
  });
  return JSON.parse(text);
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Runs recorded transactions on a new chain; where it differs from what was recorded, or nothing. */
export function replay(recorded: RecordedCases, chain: Chain): string[] {
  for (let i = 0; i < recorded.expiredBlockhashes; i++) chain.expireBlockhash();
  for (const { address, lamports, owner, executable, rentEpoch, data } of recorded.accounts) {
    chain.setAccount({
      key: pubkeyFromAddress(address),
      lamports: BigInt(lamports),
      owner: pubkeyFromAddress(owner),
      executable,
      rentEpoch: BigInt(rentEpoch),
      data: Buffer.from(data, "base64"),
    });
  }
  return recorded.transactions.flatMap(({ wire, expected }, i) => {
    const bytes = Buffer.from(wire, "base64");
    const actual = encodeOutcome(chain.send(bytes, keysOf(bytes, chain) ?? []));
    return differences(expected, actual, `transaction ${i}`);
  });
}
