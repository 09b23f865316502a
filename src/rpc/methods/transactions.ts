import { base58Encode } from "../../base/base58.js";
import type { JsonObject } from "../../base/json.js";
import type { SignatureInfo } from "../../cluster/ledger.js";
import { encodeConfirmedTransaction } from "../../transaction-status/encode-transaction.js";
import { encodeTransactionStatus } from "../../transaction-status/transaction-status.js";
import { atLeastConfirmed, bankWith, type ContextConfig, commitment, contextFields, withContext } from "../configs.js";
import type { RpcContext } from "../context.js";
import { customErrors, invalidParams } from "../errors.js";
import { verifyPubkey, verifySignature } from "../keys.js";
import { method } from "../method.js";
import { arrayOf, boolean, optional, string, struct, u8, usize } from "../params.js";
import { encodingConfig, transactionEncoding } from "../wire-transaction.js";

/** Agave: rpc-client-types, request.rs. */
const MAX_STATUSES = 256;
const MAX_SIGNATURES = 1_000;

const statusConfig = optional(struct("RpcSignatureStatusConfig", { searchTransactionHistory: boolean }));

const transactionConfig = optional(
  encodingConfig(
    struct("RpcTransactionConfig", {
      encoding: optional(transactionEncoding),
      commitment,
      maxSupportedTransactionVersion: optional(u8),
    }),
  ),
);

const signaturesConfig = optional(
  struct("RpcSignaturesForAddressConfig", {
    before: optional(string),
    until: optional(string),
    limit: optional(usize),
    ...contextFields,
  }),
);

export const transactionMethods = {
  getTransaction: method({ signature: string, config: transactionConfig }, (context, { signature: text, config }) => {
    const signature = verifySignature(text);
    const level = atLeastConfirmed(config?.commitment);
    const found = context.cluster.ledger.transaction(signature);
    if (found === undefined || found.slot > context.cluster.slotOf(level)) return null;
    const max = config?.maxSupportedTransactionVersion;
    const encoded = encodeConfirmedTransaction(found, config?.encoding ?? "json", max);
    if (encoded.ok) return encoded.value;
    throw customErrors.unsupportedTransactionVersion(encoded.unsupportedTransactionVersion);
  }),

  getSignatureStatuses: method(
    { signatures: arrayOf(string), config: statusConfig },
    (context, { signatures, config }) => {
      if (signatures.length > MAX_STATUSES) throw invalidParams(`Too many inputs provided; max ${MAX_STATUSES}`);
      const searchesHistory = config?.searchTransactionHistory ?? false;
      const statuses = signatures
        .map(verifySignature)
        .map((signature) => statusOf(context, signature, searchesHistory));
      return withContext(context, context.cluster.view("processed"), statuses);
    },
  ),

  getSignaturesForAddress: method({ address: string, config: signaturesConfig }, (context, params) => {
    const address = verifyPubkey(params.address);
    const { before: beforeText, until: untilText, limit = MAX_SIGNATURES, ...config } = params.config ?? {};
    const before = beforeText === undefined ? undefined : verifySignature(beforeText);
    const until = untilText === undefined ? undefined : verifySignature(untilText);
    if (limit === 0 || limit > MAX_SIGNATURES) throw invalidParams(`Invalid limit; max ${MAX_SIGNATURES}`);
    const highestSlot = highestSlotOf(context, config);
    const query = { before, until, limit, highestSlot };
    const found = context.cluster.ledger.signaturesForAddress(address, query);
    if (found.length < limit) requireKnown(context, highestSlot, beforeText, before);
    if (found.length < limit || untilText !== undefined) requireKnown(context, highestSlot, untilText, until);
    const finalized = context.cluster.slotOf("finalized");
    return found.map((info) => encodeSignatureInfo(info, finalized));
  }),
};

function statusOf({ cluster }: RpcContext, signature: Uint8Array, searchesHistory: boolean): JsonObject | null {
  const recent = cluster.signatureStatus(signature);
  if (recent !== undefined) return encodeTransactionStatus(recent);
  const found = searchesHistory ? cluster.ledger.transaction(signature) : undefined;
  if (found === undefined || found.slot > cluster.slotOf("finalized")) return null;
  const { slot, meta } = found;
  return encodeTransactionStatus({ slot, err: meta.err, confirmations: null, confirmationStatus: "finalized" });
}

function highestSlotOf(context: RpcContext, config: ContextConfig): bigint {
  return bankWith(context, { ...config, commitment: atLeastConfirmed(config.commitment) }).slot;
}

/** Agave: blockstore.rs, `get_confirmed_signatures_for_address2`: what is to begin or end a list must be there. */
function requireKnown(
  { cluster }: RpcContext,
  highestSlot: bigint,
  text: string | undefined,
  signature: Uint8Array | undefined,
): void {
  if (text === undefined || signature === undefined) return;
  const found = cluster.ledger.transaction(signature);
  if (found === undefined || found.slot > highestSlot) throw customErrors.filterTransactionNotFound(text);
}

/** RpcConfirmedTransactionStatusWithSignature. */
function encodeSignatureInfo(info: SignatureInfo, finalizedSlot: bigint): JsonObject {
  return {
    blockTime: info.blockTime,
    confirmationStatus: info.slot <= finalizedSlot ? "finalized" : "confirmed",
    err: info.err,
    memo: info.memo,
    signature: base58Encode(info.signature),
    slot: info.slot,
    transactionIndex: info.index,
  };
}
