import { describe, expect, it } from "vitest";
import { customErrors } from "../../src/rpc/errors.js";

// Agave: rpc-client-api/src/custom_error.rs.
describe("Solana's own errors", () => {
  const {
    blockCleanedUp,
    sendTransactionPreflightFailure,
    transactionSignatureVerificationFailure,
    blockNotAvailable,
    nodeUnhealthy,
    transactionPrecompileVerificationFailure,
    slotSkipped,
    noSnapshot,
    longTermStorageSlotSkipped,
    keyExcludedFromSecondaryIndex,
    transactionHistoryNotAvailable,
    scanError,
    transactionSignatureLenMismatch,
    blockStatusNotAvailableYet,
    unsupportedTransactionVersion,
    minContextSlotNotReached,
    epochRewardsPeriodActive,
    slotNotEpochBoundary,
    longTermStorageUnreachable,
    filterTransactionNotFound,
    noSlotHistory,
    ...others
  } = customErrors;

  it.each([
    [blockCleanedUp(3n, 9n), -32001, "Block 3 cleaned up, does not exist on node. First available block: 9", undefined],
    [sendTransactionPreflightFailure("text", { err: null }), -32002, "text", { err: null }],
    [transactionSignatureVerificationFailure(), -32003, "Transaction signature verification failure", undefined],
    [blockNotAvailable(3n), -32004, "Block not available for slot 3", undefined],
    [nodeUnhealthy(42n), -32005, "Node is behind by 42 slots", { numSlotsBehind: 42n }],
    [nodeUnhealthy(null), -32005, "Node is unhealthy", { numSlotsBehind: null }],
    [
      transactionPrecompileVerificationFailure("InvalidAccountIndex"),
      -32006,
      "Transaction precompile verification failure InvalidAccountIndex",
      undefined,
    ],
    [slotSkipped(3n), -32007, "Slot 3 was skipped, or missing due to ledger jump to recent snapshot", undefined],
    [noSnapshot(), -32008, "No snapshot", undefined],
    [longTermStorageSlotSkipped(3n), -32009, "Slot 3 was skipped, or missing in long-term storage", undefined],
    [
      keyExcludedFromSecondaryIndex("key"),
      -32010,
      "key excluded from account secondary indexes; this RPC method unavailable for key",
      undefined,
    ],
    [transactionHistoryNotAvailable(), -32011, "Transaction history is not available from this node", undefined],
    [scanError("text"), -32012, "text", undefined],
    [transactionSignatureLenMismatch(), -32013, "Transaction signature length mismatch", undefined],
    [blockStatusNotAvailableYet(3n), -32014, "Block status not yet available for slot 3", undefined],
    [
      unsupportedTransactionVersion(1),
      -32015,
      "Transaction version (1) is not supported by the requesting client. Please try the request again with the " +
        'following configuration parameter: "maxSupportedTransactionVersion": 1',
      undefined,
    ],
    [minContextSlotNotReached(3n), -32016, "Minimum context slot has not been reached", { contextSlot: 3n }],
    [
      epochRewardsPeriodActive(3n, 4n, 5n),
      -32017,
      "Epoch rewards period still active at slot 3",
      { currentBlockHeight: 4n, rewardsCompleteBlockHeight: 5n, slot: 3n },
    ],
    [
      slotNotEpochBoundary(3n),
      -32018,
      "Rewards cannot be found because slot 3 is not the epoch boundary. This may be due to gap in the queried node's " +
        "local ledger or long-term storage",
      { slot: 3n },
    ],
    [longTermStorageUnreachable(), -32019, "Failed to query long-term storage; please try again", undefined],
    [filterTransactionNotFound("sig"), -32020, "Transaction sig not found", undefined],
    [noSlotHistory(), -32021, "No slot history", undefined],
  ])("%#", (error, code, message, data) => {
    expect([error.code, error.message, error.data]).toEqual([code, message, data]);
  });

  it("are no others", () => expect(others).toEqual({}));
});
