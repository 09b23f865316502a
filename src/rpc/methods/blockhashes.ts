import { base58Encode } from "../../base/base58.js";
import type { JsonObject } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import { bankWith, contextConfig, withContext } from "../configs.js";
import { verifyBlockhash } from "../keys.js";
import { method } from "../method.js";
import { string } from "../params.js";

/** Agave: solana-clock, MAX_PROCESSING_AGE. */
const MAX_PROCESSING_AGE = 150n;

export const blockhashMethods = {
  getLatestBlockhash: method({ config: contextConfig }, (context, { config }) => {
    const view = bankWith(context, config);
    return withContext(context, view, encodeLatestBlockhash(view));
  }),

  isBlockhashValid: method({ blockhash: string, config: contextConfig }, (context, { blockhash, config }) => {
    const bytes = verifyBlockhash(blockhash);
    const view = bankWith(context, config);
    return withContext(context, view, view.isBlockhashValid(bytes));
  }),
};

/** RpcBlockhash: the latest one, of age 0 (Agave: bank.rs, `get_blockhash_last_valid_block_height`). */
export function encodeLatestBlockhash({ blockhash, blockHeight }: BankView): JsonObject {
  return { blockhash: base58Encode(blockhash), lastValidBlockHeight: blockHeight + MAX_PROCESSING_AGE };
}
