import { RENT_EXEMPT_RENT_EPOCH } from "../solana/account.js";
import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import type { StoredAccount } from "./accounts-store.js";

/** What stands in the place of an account that is not there. */
export const MISSING_ACCOUNT: StoredAccount = {
  lamports: 0n,
  data: new Uint8Array(0),
  owner: SYSTEM_PROGRAM_ID,
  executable: false,
  rentEpoch: RENT_EXEMPT_RENT_EPOCH,
};
