// What Agave's documentation says of each method (docs/rpc/http and docs/rpc/websocket): parameters, and keys of their objects.

export interface Documented {
  readonly parameters: readonly string[];
  readonly keys?: readonly string[];
  /** What the probe calls it with; names stand for what the test has made. */
  readonly probe: readonly unknown[];
  /** The code of the error that is the right answer here. */
  readonly error?: number;
  readonly remark?: string;
}

const CONTEXT = ["commitment", "minContextSlot"];
const ACCOUNT = [...CONTEXT, "encoding", "dataSlice", "offset", "length"];

export const HTTP: Readonly<Record<string, Documented>> = {
  getAccountInfo: { parameters: ["pubkey"], keys: ACCOUNT, probe: ["$payer", { encoding: "base64+zstd" }] },
  getBalance: { parameters: ["pubkey"], keys: CONTEXT, probe: ["$payer"] },
  getBlock: {
    parameters: ["slot"],
    keys: ["commitment", "encoding", "transactionDetails", "maxSupportedTransactionVersion", "rewards"],
    probe: ["$slot", { maxSupportedTransactionVersion: 0, encoding: "jsonParsed" }],
  },
  getBlockCommitment: { parameters: ["slot"], probe: ["$slot"] },
  getBlockHeight: { parameters: [], keys: CONTEXT, probe: [] },
  getBlockProduction: {
    parameters: [],
    keys: ["commitment", "identity", "range", "firstSlot", "lastSlot"],
    probe: [{ range: { firstSlot: 0 } }],
  },
  getBlocks: { parameters: ["startSlot"], keys: ["commitment"], probe: ["$slot", "$slot"] },
  getBlocksWithLimit: { parameters: ["startSlot", "limit"], keys: ["commitment"], probe: ["$slot", 1] },
  getBlockTime: { parameters: ["slot"], probe: ["$slot"] },
  getClusterNodes: { parameters: [], probe: [], remark: "this node; without gossip and QUIC, as it has neither" },
  getEpochInfo: { parameters: [], keys: CONTEXT, probe: [] },
  getEpochSchedule: { parameters: [], probe: [] },
  getFeeForMessage: { parameters: ["message"], keys: CONTEXT, probe: ["$message"] },
  getFirstAvailableBlock: { parameters: [], probe: [] },
  getGenesisHash: { parameters: [], probe: [] },
  getHealth: { parameters: [], probe: [] },
  getHighestSnapshotSlot: { parameters: [], probe: [], error: -32008, remark: "as a node without snapshots answers" },
  getIdentity: { parameters: [], probe: [] },
  getInflationGovernor: { parameters: [], keys: ["commitment"], probe: [], remark: "no inflation" },
  getInflationRate: { parameters: [], probe: [], remark: "no inflation" },
  getInflationReward: {
    parameters: ["addresses"],
    keys: [...CONTEXT, "epoch"],
    probe: [["$payer"], { epoch: 0 }],
    remark: "null: there are no rewards without inflation",
  },
  getLargestAccounts: { parameters: [], keys: ["commitment", "filter", "sortResults"], probe: [] },
  getLatestBlockhash: { parameters: [], keys: CONTEXT, probe: [] },
  getLeaderSchedule: { parameters: [], keys: ["commitment", "identity"], probe: [] },
  getMaxRetransmitSlot: { parameters: [], probe: [] },
  getMaxShredInsertSlot: { parameters: [], probe: [] },
  getMinimumBalanceForRentExemption: { parameters: ["dataLength"], keys: ["commitment"], probe: [165] },
  getMultipleAccounts: { parameters: ["pubkeys"], keys: ACCOUNT, probe: [["$payer"]] },
  getProgramAccounts: {
    parameters: ["programId"],
    keys: [...ACCOUNT, "withContext", "filters", "sortResults"],
    probe: ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", { filters: [{ dataSize: 82 }], withContext: true }],
  },
  getRecentPerformanceSamples: { parameters: ["limit"], probe: [1] },
  getRecentPrioritizationFees: { parameters: ["pubkeys"], probe: [["$payer"]] },
  getSignaturesForAddress: {
    parameters: ["address"],
    keys: [...CONTEXT, "limit", "before", "until"],
    probe: ["$payer", { limit: 1 }],
  },
  getSignatureStatuses: {
    parameters: ["signatures"],
    keys: ["searchTransactionHistory"],
    probe: [["$signature"], { searchTransactionHistory: true }],
  },
  getSlot: { parameters: [], keys: CONTEXT, probe: [] },
  getSlotLeader: { parameters: [], keys: CONTEXT, probe: [] },
  getSlotLeaders: { parameters: ["startSlot", "limit"], probe: ["$slot", 2] },
  getStakeMinimumDelegation: { parameters: [], keys: ["commitment"], probe: [] },
  getSupply: { parameters: [], keys: ["commitment", "excludeNonCirculatingAccountsList"], probe: [] },
  getTokenAccountBalance: { parameters: ["pubkey"], keys: ["commitment"], probe: ["$token"] },
  getTokenAccountsByDelegate: {
    parameters: ["delegate", "filter"],
    keys: ACCOUNT,
    probe: ["$payer", { programId: "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" }, { encoding: "jsonParsed" }],
  },
  getTokenAccountsByOwner: {
    parameters: ["owner", "filter"],
    keys: ACCOUNT,
    probe: ["$payer", { mint: "So11111111111111111111111111111111111111112" }, { encoding: "jsonParsed" }],
  },
  getTokenLargestAccounts: {
    parameters: ["mint"],
    keys: ["commitment"],
    probe: ["So11111111111111111111111111111111111111112"],
  },
  getTokenSupply: {
    parameters: ["mint"],
    keys: ["commitment"],
    probe: ["So11111111111111111111111111111111111111112"],
  },
  getTransaction: {
    parameters: ["signature"],
    keys: ["commitment", "maxSupportedTransactionVersion", "encoding"],
    probe: ["$signature", { encoding: "jsonParsed" }],
  },
  getTransactionCount: { parameters: [], keys: CONTEXT, probe: [] },
  getVersion: { parameters: [], probe: [] },
  getVoteAccounts: {
    parameters: [],
    keys: ["commitment", "votePubkey", "keepUnstakedDelinquents", "delinquentSlotDistance"],
    probe: [],
  },
  isBlockhashValid: { parameters: ["blockhash"], keys: CONTEXT, probe: ["$blockhash"] },
  minimumLedgerSlot: { parameters: [], probe: [] },
  requestAirdrop: { parameters: ["pubkey", "lamports"], keys: ["commitment"], probe: ["$payer", 1_000_000] },
  sendTransaction: {
    parameters: ["data"],
    keys: ["encoding", "skipPreflight", "preflightCommitment", "maxRetries", "minContextSlot"],
    probe: ["$transaction", { encoding: "base64" }],
    remark: "runs when it comes, so there is nothing to retry",
  },
  simulateTransaction: {
    parameters: ["data"],
    keys: [...CONTEXT, "sigVerify", "replaceRecentBlockhash", "encoding", "innerInstructions", "accounts", "addresses"],
    probe: ["$transaction", { encoding: "base64", innerInstructions: true }],
  },
};

export const WEBSOCKET: Readonly<Record<string, Documented>> = {
  accountSubscribe: {
    parameters: ["pubkey"],
    keys: ["commitment", "encoding", "dataSlice"],
    probe: ["$payer", { encoding: "jsonParsed" }],
  },
  blockSubscribe: {
    parameters: ["filter"],
    keys: ["commitment", "encoding", "transactionDetails", "maxSupportedTransactionVersion", "showRewards"],
    probe: ["all", { maxSupportedTransactionVersion: 0 }],
    remark: "without a flag; on the network it is unstable and off",
  },
  logsSubscribe: { parameters: ["filter"], keys: ["commitment"], probe: [{ mentions: ["$payer"] }] },
  programSubscribe: {
    parameters: ["programId"],
    keys: ["commitment", "filters", "encoding"],
    probe: ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"],
  },
  rootSubscribe: { parameters: [], probe: [] },
  signatureSubscribe: {
    parameters: ["signature"],
    keys: ["commitment", "enableReceivedNotification"],
    probe: ["$signature"],
  },
  slotSubscribe: { parameters: [], probe: [] },
  slotsUpdatesSubscribe: { parameters: [], probe: [] },
  voteSubscribe: { parameters: [], probe: [], remark: "without a flag; on the network it is unstable and off" },
};
