import type { Json } from "../base/json.js";

/** An error that a caller is told: JSON-RPC's error object. Thrown by methods, caught where they are called. */
export class RpcError {
  constructor(
    readonly code: number,
    readonly message: string,
    readonly data?: Json,
  ) {}
}

/** JSON-RPC's own codes, with jsonrpc-core's texts. */
export const parseError = (): RpcError => new RpcError(-32700, "Parse error");
export const invalidRequest = (message = "Invalid request"): RpcError => new RpcError(-32600, message);
export const methodNotFound = (): RpcError => new RpcError(-32601, "Method not found");
export const invalidParams = (message: string, data?: Json): RpcError => new RpcError(-32602, message, data);
export const internalError = (): RpcError => new RpcError(-32603, "Internal error");

/** The errors of Solana's RPC (Agave: rpc-client-api/src/custom_error.rs). */
export const customErrors = {
  blockCleanedUp: (slot: bigint, firstAvailableBlock: bigint) =>
    new RpcError(
      -32001,
      `Block ${slot} cleaned up, does not exist on node. First available block: ${firstAvailableBlock}`,
    ),
  sendTransactionPreflightFailure: (message: string, result: Json) => new RpcError(-32002, message, result),
  transactionSignatureVerificationFailure: () => new RpcError(-32003, "Transaction signature verification failure"),
  blockNotAvailable: (slot: bigint) => new RpcError(-32004, `Block not available for slot ${slot}`),
  nodeUnhealthy: (numSlotsBehind: bigint | null) =>
    new RpcError(-32005, numSlotsBehind === null ? "Node is unhealthy" : `Node is behind by ${numSlotsBehind} slots`, {
      numSlotsBehind,
    }),
  transactionPrecompileVerificationFailure: (error: string) =>
    new RpcError(-32006, `Transaction precompile verification failure ${error}`),
  slotSkipped: (slot: bigint) =>
    new RpcError(-32007, `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`),
  noSnapshot: () => new RpcError(-32008, "No snapshot"),
  longTermStorageSlotSkipped: (slot: bigint) =>
    new RpcError(-32009, `Slot ${slot} was skipped, or missing in long-term storage`),
  keyExcludedFromSecondaryIndex: (indexKey: string) =>
    new RpcError(-32010, `${indexKey} excluded from account secondary indexes; this RPC method unavailable for key`),
  transactionHistoryNotAvailable: () => new RpcError(-32011, "Transaction history is not available from this node"),
  scanError: (message: string) => new RpcError(-32012, message),
  transactionSignatureLenMismatch: () => new RpcError(-32013, "Transaction signature length mismatch"),
  blockStatusNotAvailableYet: (slot: bigint) => new RpcError(-32014, `Block status not yet available for slot ${slot}`),
  unsupportedTransactionVersion: (version: number) =>
    new RpcError(
      -32015,
      `Transaction version (${version}) is not supported by the requesting client. Please try the request again with ` +
        `the following configuration parameter: "maxSupportedTransactionVersion": ${version}`,
    ),
  minContextSlotNotReached: (contextSlot: bigint) =>
    new RpcError(-32016, "Minimum context slot has not been reached", { contextSlot }),
  epochRewardsPeriodActive: (slot: bigint, currentBlockHeight: bigint, rewardsCompleteBlockHeight: bigint) =>
    new RpcError(-32017, `Epoch rewards period still active at slot ${slot}`, {
      currentBlockHeight,
      rewardsCompleteBlockHeight,
      slot,
    }),
  slotNotEpochBoundary: (slot: bigint) =>
    new RpcError(
      -32018,
      `Rewards cannot be found because slot ${slot} is not the epoch boundary. This may be due to gap in the queried ` +
        "node's local ledger or long-term storage",
      { slot },
    ),
  longTermStorageUnreachable: () => new RpcError(-32019, "Failed to query long-term storage; please try again"),
  filterTransactionNotFound: (signature: string) => new RpcError(-32020, `Transaction ${signature} not found`),
  noSlotHistory: () => new RpcError(-32021, "No slot history"),
} as const;
