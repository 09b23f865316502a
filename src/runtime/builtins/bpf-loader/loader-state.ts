import { decodeLoaderV3State, encodeLoaderV3State, type LoaderV3State } from "../../../solana/loader-v3-state.js";
import type { BorrowedAccount } from "../../borrowed-account.js";
import { fail } from "../../failure.js";

/** The state that an account holds; InvalidAccountData if it holds none (Agave: BorrowedInstructionAccount::get_state). */
export function getState(account: BorrowedAccount): LoaderV3State {
  return decodeLoaderV3State(account.data) ?? fail("InvalidAccountData");
}

/**
 * Writes a state over the beginning of an account's data; AccountDataTooSmall if it does not fit (Agave:
 * BorrowedInstructionAccount::set_state).
 */
export function setState(account: BorrowedAccount, state: LoaderV3State): void {
  const encoded = encodeLoaderV3State(state);
  const data = account.dataMut();
  if (encoded.length > data.length) fail("AccountDataTooSmall");
  data.set(encoded);
}
