import type { JsonObject } from "../base/json.js";
import type { Pubkey } from "../solana/pubkey.js";
import type { SplTokenAdditionalData } from "./token/ui-token-amount.js";

/** What an account's own data does not say (Agave: `AccountAdditionalDataV3`). */
export interface AccountAdditionalData {
  /** Of the mint; without it no token account is parsed. */
  readonly splTokenAdditionalData?: SplTokenAdditionalData | undefined;
}

/**
 * The data of an account of `programId` in fields: program, parsed and space, the length of the data. Undefined when the
 * program is unknown or the data is not the program's (Agave: `parse_account_data_v3`, whose errors nobody sees).
 */
export function parseAccountData(
  _pubkey: Pubkey,
  _programId: Pubkey,
  _data: Uint8Array,
  _additionalData?: AccountAdditionalData,
): JsonObject | undefined {
  return undefined;
}
