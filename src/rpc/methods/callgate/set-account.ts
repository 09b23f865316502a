import { RENT_EXEMPT_RENT_EPOCH } from "../../../solana/account.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import type { StoredAccount } from "../../../svm/accounts-store.js";
import { prepare, type RpcContext } from "../../context.js";
import { verifyPubkey } from "../../keys.js";
import { method } from "../../method.js";
import { boolean, optional, type Reader, string, struct, u64, type ValuesOf } from "../../params.js";
import { base64 } from "./bytes.js";
import { change } from "./guard.js";

/** What may be said of an account; the rest stays as it is. */
export function accountUpdate(data: Reader<Uint8Array>) {
  return struct("AccountUpdate", {
    lamports: optional(u64),
    owner: optional(string),
    executable: optional(boolean),
    rentEpoch: optional(u64),
    data: optional(data),
  });
}

type AccountUpdate = ValuesOf<{
  lamports: Reader<bigint | undefined>;
  owner: Reader<string | undefined>;
  executable: Reader<boolean | undefined>;
  rentEpoch: Reader<bigint | undefined>;
  data: Reader<Uint8Array | undefined>;
}>;

const NEW_ACCOUNT: StoredAccount = {
  lamports: 0n,
  data: new Uint8Array(0),
  owner: SYSTEM_PROGRAM_ID,
  executable: false,
  rentEpoch: RENT_EXEMPT_RENT_EPOCH,
};

/** Changes an account, or makes one. Without lamports it is gone. */
export async function setAccount(context: RpcContext, key: Pubkey, update: AccountUpdate): Promise<null> {
  const { cluster } = context;
  await prepare(context, [key]);
  const before = cluster.svm.bank.accounts.get(key) ?? NEW_ACCOUNT;
  const account = {
    lamports: update.lamports ?? before.lamports,
    data: update.data ?? before.data,
    owner: update.owner === undefined ? before.owner : verifyPubkey(update.owner),
    executable: update.executable ?? before.executable,
    rentEpoch: update.rentEpoch ?? before.rentEpoch,
  };
  return change(cluster, () => cluster.setAccounts([[key, account.lamports === 0n ? undefined : account]]));
}

export const setAccountMethods = {
  /** `data` in base64. */
  callgate_setAccount: method({ pubkey: string, update: accountUpdate(base64) }, (context, { pubkey, update }) =>
    setAccount(context, verifyPubkey(pubkey), update),
  ),
};
