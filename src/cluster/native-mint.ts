import { NATIVE_MINT_ID, TOKEN_PROGRAM_ID } from "../solana/program-ids.js";
import type { Svm } from "../svm/svm.js";

const MINT_BYTES = 82;
const DECIMALS_OFFSET = 44;
const IS_INITIALIZED_OFFSET = 45;
const DECIMALS = 9;

/** The mint of wrapped SOL, without authorities (Agave: genesis_utils.rs). Token-2022's own is for clients to create. */
export function placeNativeMint(svm: Svm): void {
  const data = new Uint8Array(MINT_BYTES);
  data[DECIMALS_OFFSET] = DECIMALS;
  data[IS_INITIALIZED_OFFSET] = 1;
  const account = { lamports: 1_000_000_000n, data, owner: TOKEN_PROGRAM_ID, executable: false, rentEpoch: 1n };
  svm.bank.hostSetAccount(NATIVE_MINT_ID, account);
}
