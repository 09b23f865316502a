import type { Json, JsonObject } from "../../base/json.js";
import type { TransactionError } from "../../solana/errors.js";
import type { LoadedAddresses } from "../../solana/message/account-roles.js";
import type { Address } from "../../solana/pubkey.js";
import type {
  InnerInstruction,
  InnerInstructions,
  ReturnData,
  Reward,
  TransactionStatusMeta,
  TransactionTokenBalance,
} from "../../transaction-status/status-meta.js";
import {
  array,
  bytes,
  bytes32,
  type Codec,
  i64,
  nullable,
  oneOf,
  optional,
  struct,
  text,
  u8,
  u32,
  u64,
} from "./codec.js";
import { json } from "./json-codec.js";

const address = text as Codec<Address>;

export const rewardCodec: Codec<Reward> = struct({
  pubkey: address,
  lamports: i64,
  postBalance: u64,
  rewardType: nullable(oneOf("Fee", "Rent", "Staking", "Voting", "DeactivatedStake")),
  commission: nullable(u8),
  commissionBps: optional(u32),
});

const innerInstruction: Codec<InnerInstruction> = struct({
  programIdIndex: u8,
  accounts: bytes,
  data: bytes,
  stackHeight: optional(u32),
});

const innerInstructions: Codec<InnerInstructions> = struct({ index: u32, instructions: array(innerInstruction) });

const tokenBalance: Codec<TransactionTokenBalance> = struct({
  accountIndex: u8,
  mint: address,
  owner: address,
  programId: address,
  uiTokenAmount: json as Codec<Json> as Codec<JsonObject>,
});

const loadedAddresses: Codec<LoadedAddresses> = struct({ writable: array(bytes32), readonly: array(bytes32) });

const returnData: Codec<ReturnData> = struct({ programId: bytes32, data: bytes });

export const metaCodec: Codec<TransactionStatusMeta> = struct({
  err: nullable(json as unknown as Codec<TransactionError>),
  fee: u64,
  preBalances: array(u64),
  postBalances: array(u64),
  innerInstructions: optional(array(innerInstructions)),
  logMessages: optional(array(text)),
  preTokenBalances: optional(array(tokenBalance)),
  postTokenBalances: optional(array(tokenBalance)),
  rewards: optional(array(rewardCodec)),
  loadedAddresses,
  returnData: optional(returnData),
  computeUnitsConsumed: optional(u64),
  costUnits: optional(u64),
});
