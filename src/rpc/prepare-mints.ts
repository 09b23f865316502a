import { isKnownSplTokenId, readTokenAccount } from "../solana/generic-token.js";
import type { Pubkey } from "../solana/pubkey.js";
import { prepare, type RpcContext } from "./context.js";

/** Waits until accounts are here, and the mints of those that hold tokens, which say what their amounts look like. */
export function prepareWithMints(context: RpcContext, keys: readonly Pubkey[]): Promise<void> | undefined {
  return context.prepare === undefined ? undefined : prepareBoth(context, keys);
}

async function prepareBoth(context: RpcContext, keys: readonly Pubkey[]): Promise<void> {
  await prepare(context, keys);
  const view = context.cluster.view("processed");
  const mints = keys.flatMap((key) => {
    const account = view.getAccount(key);
    const token = account !== undefined && isKnownSplTokenId(account.owner) ? readTokenAccount(account) : undefined;
    return token === undefined ? [] : [token.mint];
  });
  if (mints.length > 0) await prepare(context, mints);
}
