import type { Json } from "../../../base/json.js";
import { RENT_EXEMPT_RENT_EPOCH } from "../../../solana/account.js";
import { SYSTEM_PROGRAM_ID } from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { decodeTransaction } from "../../../solana/transaction.js";
import type { StoredAccount } from "../../../svm/accounts-store.js";
import { bankWith, commitment, withContext } from "../../configs.js";
import type { RpcContext } from "../../context.js";
import { invalidParams } from "../../errors.js";
import { verifyPubkey } from "../../keys.js";
import { method } from "../../method.js";
import { arrayOf, boolean, defaulted, optional, string, struct, u64, type ValueOf } from "../../params.js";
import { prepareTransaction, sanitizeTransaction } from "../../sanitize-transaction.js";
import { encodeOutcome } from "../../simulation.js";
import { base64 } from "./bytes.js";

const override = struct("AccountOverride", {
  pubkey: string,
  lamports: optional(u64),
  owner: optional(string),
  executable: optional(boolean),
  data: optional(base64),
});

const config = optional(
  struct("CallgateSimulateConfig", {
    commitment,
    sigVerify: defaulted(boolean, false),
    replaceRecentBlockhash: defaulted(boolean, false),
    trace: defaulted(boolean, true),
    overrides: optional(arrayOf(override)),
  }),
);

export const callgateSimulateMethods = {
  /** What a transaction in base64 would do, were accounts as `overrides` say; with its trace. */
  callgate_simulate: method({ transaction: base64, config }, async (context, { transaction: wire, config: given }) => {
    const decoded = decodeTransaction(wire);
    if (!decoded.ok) throw invalidParams(`the bytes are no transaction: ${decoded.reason}`);
    await prepareTransaction(context, decoded.transaction.message);
    return simulate(context, decoded.transaction, given);
  }),
};

function simulate(
  context: RpcContext,
  transaction: Parameters<typeof sanitizeTransaction>[1],
  given: ValueOf<typeof config>,
): Json {
  const view = bankWith(context, given);
  sanitizeTransaction(view, transaction);
  const { sigVerify = false, replaceRecentBlockhash = false, trace = true, overrides = [] } = given ?? {};
  const result = view.simulate(transaction, {
    signatureVerification: sigVerify,
    replaceRecentBlockhash,
    trace,
    overrides: overrides.map((each) => overridden(view.getAccount(verifyPubkey(each.pubkey)), each)),
  });
  const shown = result.trace === undefined ? null : (result.trace as unknown as Json);
  return withContext(context, view, { ...encodeOutcome(result), trace: shown });
}

function overridden(
  before: StoredAccount | undefined,
  given: ValueOf<typeof override>,
): readonly [Pubkey, StoredAccount | undefined] {
  const lamports = given.lamports ?? before?.lamports ?? 0n;
  const account = {
    lamports,
    data: given.data ?? before?.data ?? new Uint8Array(0),
    owner: given.owner === undefined ? (before?.owner ?? SYSTEM_PROGRAM_ID) : verifyPubkey(given.owner),
    executable: given.executable ?? before?.executable ?? false,
    rentEpoch: before?.rentEpoch ?? RENT_EXEMPT_RENT_EPOCH,
  };
  return [verifyPubkey(given.pubkey), lamports === 0n ? undefined : account];
}
