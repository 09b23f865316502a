import { base58Decode } from "../../base/base58.js";
import type { Json } from "../../base/json.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { SIGNATURE_BYTES } from "../../solana/transaction.js";
import { verifyFilters } from "../account-filters.js";
import { atLeastConfirmed, commitment } from "../configs.js";
import { transactionDetails } from "../confirmed-block.js";
import { invalidParams, RpcError } from "../errors.js";
import { type Method, method } from "../method.js";
import { accountInfoConfig } from "../methods/accounts.js";
import { nodeMethods } from "../methods/node.js";
import { programAccountsConfig } from "../methods/program-accounts.js";
import { arrayOf, boolean, type Fields, optional, string, struct, u8, u64, type ValuesOf } from "../params.js";
import { type Tagged, tagged, UNIT } from "../tagged.js";
import { transactionEncoding } from "../wire-transaction.js";
import type { Channel } from "./channel.js";
import type { Channels } from "./channels.js";
import type { LogsFilter } from "./logs-channel.js";
import type { Session, SessionContext } from "./session.js";

const LOGS_FILTERS = { all: UNIT, allWithVotes: UNIT, mentions: arrayOf(string) } as const;

const logsConfig = optional(struct("RpcTransactionLogsConfig", { commitment }));

const signatureConfig = optional(
  struct("RpcSignatureSubscribeConfig", { commitment, enableReceivedNotification: optional(boolean) }),
);

const blockFilter = tagged({ all: UNIT, mentionsAccountOrProgram: string });

const blockConfig = optional(
  struct("RpcBlockSubscribeConfig", {
    commitment,
    encoding: optional(transactionEncoding),
    transactionDetails: optional(transactionDetails),
    showRewards: optional(boolean),
    maxSupportedTransactionVersion: optional(u8),
  }),
);

/** The methods of a session: subscribing, unsubscribing, and the version (Agave: rpc_pubsub.rs, `RpcSolPubSubInternal`). */
export function subscriptionMethods(channels: Channels): Readonly<Record<string, Method>> {
  return {
    accountSubscribe: sessionMethod({ pubkey: string, config: accountInfoConfig }, (session, { pubkey, config }) =>
      session.subscribe(channels.account, {
        pubkey: decode(pubkey, PUBKEY_BYTES, "pubkey"),
        encoding: config?.encoding ?? "binary",
        dataSlice: config?.dataSlice,
        commitment: config?.commitment ?? "finalized",
      }),
    ),
    accountUnsubscribe: unsubscribe,

    programSubscribe: sessionMethod(
      { programId: string, config: programAccountsConfig },
      (session, { programId, config }) => {
        const filters = describingCode(() => verifyFilters(config?.filters ?? []));
        return session.subscribe(channels.program, {
          programId: decode(programId, PUBKEY_BYTES, "pubkey"),
          filters,
          encoding: config?.encoding ?? "binary",
          dataSlice: config?.dataSlice,
          withContext: config?.withContext ?? false,
          commitment: config?.commitment ?? "finalized",
        });
      },
    ),
    programUnsubscribe: unsubscribe,

    logsSubscribe: sessionMethod({ filter: tagged(LOGS_FILTERS), config: logsConfig }, (session, { filter, config }) =>
      session.subscribe(channels.logs, {
        filter: logsFilter(filter),
        commitment: config?.commitment ?? "finalized",
      }),
    ),
    logsUnsubscribe: unsubscribe,

    signatureSubscribe: sessionMethod(
      { signature: string, config: signatureConfig },
      (session, { signature, config }) =>
        session.subscribe(channels.signature, {
          signature: decode(signature, SIGNATURE_BYTES, "signature"),
          commitment: config?.commitment ?? "finalized",
          enableReceivedNotification: config?.enableReceivedNotification ?? false,
        }),
    ),
    signatureUnsubscribe: sessionMethod({ id: u64 }, (session, { id }) => session.unsubscribeSignature(id)),

    blockSubscribe: sessionMethod({ filter: blockFilter, config: blockConfig }, (session, { filter, config }) => {
      const level = atLeastConfirmed(config?.commitment);
      return session.subscribe(channels.block, {
        mentions: filter.kind === "all" ? undefined : decode(filter.value, PUBKEY_BYTES, "mentions_account_or_program"),
        encoding: config?.encoding ?? "base64",
        transactionDetails: config?.transactionDetails ?? "full",
        showRewards: config?.showRewards ?? false,
        maxSupportedTransactionVersion: config?.maxSupportedTransactionVersion,
        commitment: level,
      });
    }),
    blockUnsubscribe: unsubscribe,

    ...plain("slot", channels.slot),
    ...plain("slotsUpdates", channels.slotsUpdates),
    ...plain("root", channels.root),
    ...plain("vote", channels.vote),

    getVersion: nodeMethods.getVersion,
  };
}

function sessionMethod<F extends Fields>(
  parameters: F,
  run: (session: Session, values: ValuesOf<F>) => Json | Promise<Json>,
): Method {
  return method(parameters, (context, values) => run((context as SessionContext).session, values));
}

const unsubscribe = sessionMethod({ id: u64 }, (session, { id }) => session.unsubscribe(id));

function plain(name: string, channel: Channel<undefined>): Readonly<Record<string, Method>> {
  return {
    [`${name}Subscribe`]: sessionMethod({}, (session) => session.subscribe(channel, undefined)),
    [`${name}Unsubscribe`]: unsubscribe,
  };
}

function logsFilter(filter: Tagged<typeof LOGS_FILTERS>): LogsFilter {
  if (filter.kind !== "mentions") return filter;
  const [first, ...others] = filter.value;
  if (first === undefined || others.length > 0) throw invalidParams("Invalid Request: Only 1 address supported");
  return { kind: "mentions", pubkey: decode(first, PUBKEY_BYTES, "mentions") };
}

/** The bytes of a base58 parameter (Agave: rpc_pubsub.rs, `param`). Longer text would take quadratic time to refuse. */
function decode(text: string, length: number, thing: string): Uint8Array {
  const bytes = text.length <= length * 1.5 ? base58Decode(text) : undefined;
  if (bytes?.length === length) return bytes;
  throw invalidParams(`Invalid Request: Invalid ${thing} provided`);
}

/** Errors of filters come with what their code means before them, as jsonrpc-core's `Error` is displayed. */
function describingCode<T>(verify: () => T): T {
  try {
    return verify();
  } catch (thrown) {
    throw thrown instanceof RpcError ? invalidParams(`Invalid params: ${thrown.message}`) : thrown;
  }
}
