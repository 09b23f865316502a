import { decodeLoaderV3State, encodeLoaderV3State } from "../../solana/loader-v3-state.js";
import { LOADER_V3_ID } from "../../solana/program-ids.js";
import { type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import type { StoredAccount } from "../../svm/accounts-store.js";

/** Where the code of a program of loader v3 lies; undefined for any other account. */
export function programdataOf(account: StoredAccount): Pubkey | undefined {
  if (!pubkeyEqual(account.owner, LOADER_V3_ID)) return undefined;
  const state = decodeLoaderV3State(account.data);
  return state?.kind === "program" ? state.programDataAddress : undefined;
}

/** An account for another cluster than its own, whose slots have other numbers: programs are deployed in slot 0 there. */
export function transplanted(account: StoredAccount): StoredAccount {
  if (!pubkeyEqual(account.owner, LOADER_V3_ID)) return account;
  const state = decodeLoaderV3State(account.data);
  if (state?.kind !== "programData") return account;
  const data = account.data.slice();
  data.set(encodeLoaderV3State({ ...state, slot: 0n }));
  return { ...account, data };
}
