import type { JsonObject } from "../base/json.js";
import type { TransactionError } from "../solana/errors.js";
import type { LoadedAddresses } from "../solana/message/account-roles.js";
import type { CompiledInstruction } from "../solana/message/message.js";
import type { Address, Pubkey } from "../solana/pubkey.js";
/**
 * What running a transaction came to, as a block keeps it (transaction-status-client-types, `TransactionStatusMeta`).
 * What is undefined was not recorded.
 */
export interface TransactionStatusMeta {
  /** Why it failed; null if it succeeded. */
  readonly err: TransactionError | null;
  /** Lamports. */
  readonly fee: bigint;
  /** Lamports of all its accounts, loaded ones last. */
  readonly preBalances: readonly bigint[];
  readonly postBalances: readonly bigint[];
  readonly innerInstructions?: readonly InnerInstructions[] | undefined;
  readonly logMessages?: readonly string[] | undefined;
  readonly preTokenBalances?: readonly TransactionTokenBalance[] | undefined;
  readonly postTokenBalances?: readonly TransactionTokenBalance[] | undefined;
  readonly rewards?: readonly Reward[] | undefined;
  readonly loadedAddresses: LoadedAddresses;
  readonly returnData?: ReturnData | undefined;
  readonly computeUnitsConsumed?: bigint | undefined;
  readonly costUnits?: bigint | undefined;
}
/** The instructions that ran below one of the transaction's own. */
export interface InnerInstructions {
  /** Which of the transaction's own. */
  readonly index: number;
  /** In the order of their calls. */
  readonly instructions: readonly InnerInstruction[];
}
/** A called instruction; its indexes count all the transaction's accounts. */
export interface InnerInstruction extends CompiledInstruction {
  /** 2 for what an instruction of the transaction called. */
  readonly stackHeight?: number | undefined;
}
/** The tokens in an account of the transaction. */
export interface TransactionTokenBalance {
  readonly accountIndex: number;
  readonly mint: Address;
  readonly uiTokenAmount: JsonObject;
  readonly owner: Address;
  readonly programId: Address;
}
/** What a program returned last. */
export interface ReturnData {
  readonly programId: Pubkey;
  readonly data: Uint8Array;
}
/** solana-reward-info, `RewardType`. */
export type RewardType = "Fee" | "Rent" | "Staking" | "Voting" | "DeactivatedStake";
export interface Reward {
  readonly pubkey: Address;
  /** What the account got, or lost. */
  readonly lamports: bigint;
  /** Lamports of the account afterwards. */
  readonly postBalance: bigint;
  readonly rewardType: RewardType | null;
  /** Of a vote account, in percent; null for other rewards than of stake and votes. */
  readonly commission: number | null;
  /** The same in basis points, if known. */
  readonly commissionBps?: number | undefined;
}
//# sourceMappingURL=status-meta.d.ts.map
