import type { Json } from "../../base/json.js";
import type { Block } from "../../cluster/block.js";
import type { Cluster } from "../../cluster/cluster.js";
import { encodeConfirmedBlock } from "../../transaction-status/encode-block.js";
import { atLeastConfirmed, bankWith, type ContextConfig, commitment, contextConfig } from "../configs.js";
import { confirmedBlock, transactionDetails } from "../confirmed-block.js";
import type { RpcContext } from "../context.js";
import { customErrors, invalidParams, invalidRequest } from "../errors.js";
import { method } from "../method.js";
import { boolean, optional, struct, u8, u64, untagged, usize, type ValueOf } from "../params.js";
import { encodingConfig, transactionEncoding } from "../wire-transaction.js";

/** Agave: rpc-client-types, request.rs, MAX_GET_CONFIRMED_BLOCKS_RANGE. */
const MAX_BLOCKS_RANGE = 500_000;

const blockConfig = optional(
  encodingConfig(
    struct("RpcBlockConfig", {
      encoding: optional(transactionEncoding),
      transactionDetails: optional(transactionDetails),
      rewards: optional(boolean),
      commitment,
      maxSupportedTransactionVersion: optional(u8),
    }),
  ),
);

/** The last slot, or a config in its place. */
const endSlotOrConfig = optional(untagged("RpcBlocksConfigWrapper", u64, contextConfig));

export const blockMethods = {
  getBlock: method({ slot: u64, config: blockConfig }, ({ cluster }, { slot, config }) =>
    encodeBlock(findBlock(cluster, slot, atLeastConfirmed(config?.commitment)), config),
  ),

  getBlocks: method(
    { startSlot: u64, endSlotOrConfig, config: contextConfig },
    (context, { startSlot, endSlotOrConfig: second, config }) => {
      const endSlot = typeof second === "bigint" ? second : undefined;
      const latest = latestSlot(context, config ?? (typeof second === "object" ? second : undefined));
      const last = min(endSlot ?? startSlot + BigInt(MAX_BLOCKS_RANGE), latest);
      if (last - startSlot > MAX_BLOCKS_RANGE) throw invalidParams(`Slot range too large; max ${MAX_BLOCKS_RANGE}`);
      return last < startSlot ? [] : context.cluster.ledger.slots(startSlot, last, MAX_BLOCKS_RANGE + 1);
    },
  ),

  getBlocksWithLimit: method(
    { startSlot: u64, limit: usize, config: contextConfig },
    (context, { startSlot, limit, config }) => {
      atLeastConfirmed(config?.commitment);
      if (limit > MAX_BLOCKS_RANGE) throw invalidParams(`Limit too large; max ${MAX_BLOCKS_RANGE}`);
      return context.cluster.ledger.slots(startSlot, latestSlot(context, config), limit);
    },
  ),

  getBlockTime: method({ slot: u64 }, ({ cluster }, { slot }) => findBlock(cluster, slot, "processed").blockTime),

  getFirstAvailableBlock: method({}, ({ cluster }) => cluster.ledger.firstSlot ?? 0n),

  minimumLedgerSlot: method({}, ({ cluster }) => {
    const { firstSlot } = cluster.ledger;
    if (firstSlot === undefined) throw invalidRequest();
    return firstSlot;
  }),
};

function latestSlot(context: RpcContext, config: ContextConfig = {}): bigint {
  return bankWith(context, { ...config, commitment: atLeastConfirmed(config.commitment) }).slot;
}

/** A block that is at least as sure as `level`, or the reason why there is none (Agave: rpc.rs, `get_block`). */
function findBlock(cluster: Cluster, slot: bigint, level: "processed" | "confirmed" | "finalized"): Block {
  const finalized = cluster.slotOf("finalized");
  const block = slot <= cluster.slotOf(level) ? cluster.ledger.block(slot) : undefined;
  if (block !== undefined) return block;
  if (slot >= finalized) throw customErrors.blockNotAvailable(slot);
  const firstSlot = cluster.ledger.firstSlot ?? 0n;
  if (slot > firstSlot) throw customErrors.slotSkipped(slot);
  throw customErrors.blockCleanedUp(slot, firstSlot);
}

/** UiConfirmedBlock. */
function encodeBlock(block: Block, config: ValueOf<typeof blockConfig>): Json {
  const encoded = encodeConfirmedBlock(confirmedBlock(block), config?.encoding ?? "json", {
    transactionDetails: config?.transactionDetails ?? "full",
    showRewards: config?.rewards ?? true,
    maxSupportedTransactionVersion: config?.maxSupportedTransactionVersion,
  });
  if (encoded.ok) return encoded.value;
  throw customErrors.unsupportedTransactionVersion(encoded.unsupportedTransactionVersion);
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
