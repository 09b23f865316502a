import type { UiAccountEncoding } from "../../account-decoder/ui-account.js";
import type { Pubkey } from "../../solana/pubkey.js";
import { bankWith, contextConfig, contextFields, withContext } from "../configs.js";
import { prepare, type RpcContext } from "../context.js";
import { accountFields, encodeAccountAt } from "../encode-account.js";
import { invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { arrayOf, optional, string, struct } from "../params.js";
import { prepareWithMints } from "../prepare-mints.js";

export const accountInfoConfig = optional(struct("RpcAccountInfoConfig", { ...accountFields, ...contextFields }));

/** Agave: rpc-client-types, request.rs. */
const MAX_MULTIPLE_ACCOUNTS = 100;

export const accountMethods = {
  getAccountInfo: method({ pubkey: string, config: accountInfoConfig }, async (context, { pubkey, config }) => {
    const key = verifyPubkey(pubkey);
    const encoding = config?.encoding ?? "binary";
    await prepareFor(encoding, context, [key]);
    const view = bankWith(context, config);
    return withContext(context, view, encodeAccountAt(view, key, encoding, config?.dataSlice));
  }),

  getMultipleAccounts: method(
    { pubkeys: arrayOf(string), config: accountInfoConfig },
    async (context, { pubkeys, config }) => {
      const max = maxMultipleAccounts(context);
      if (pubkeys.length > max) throw invalidParams(`Too many inputs provided; max ${max}`);
      const keys = pubkeys.map(verifyPubkey);
      const encoding = config?.encoding ?? "base64";
      await prepareFor(encoding, context, keys);
      const view = bankWith(context, config);
      const accounts = keys.map((key) => encodeAccountAt(view, key, encoding, config?.dataSlice));
      return withContext(context, view, accounts);
    },
  ),

  getBalance: method({ pubkey: string, config: contextConfig }, async (context, { pubkey, config }) => {
    const key = verifyPubkey(pubkey);
    await prepare(context, [key]);
    const view = bankWith(context, config);
    return withContext(context, view, view.getAccount(key)?.lamports ?? 0n);
  }),
};

function prepareFor(encoding: UiAccountEncoding, context: RpcContext, keys: readonly Pubkey[]) {
  return encoding === "jsonParsed" ? prepareWithMints(context, keys) : prepare(context, keys);
}

function maxMultipleAccounts({ maxMultipleAccounts = MAX_MULTIPLE_ACCOUNTS }: RpcContext): number {
  return maxMultipleAccounts;
}
