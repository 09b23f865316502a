import type { Json, JsonObject } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import { VOTE_PROGRAM_ID } from "../../solana/program-ids.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../solana/pubkey.js";
import { decodeVoteState, isUninitialized } from "../../solana/vote-state/decode.js";
import { MAX_LOCKOUT_HISTORY, type VoteState } from "../../solana/vote-state/vote-state.js";
import { bankWith, commitment } from "../configs.js";
import type { RpcContext } from "../context.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { boolean, optional, string, struct, u64 } from "../params.js";

/** Agave: rpc-client-types, request.rs. */
const MAX_EPOCH_CREDITS = 5;
const DELINQUENT_SLOT_DISTANCE = 128n;

const voteAccountsConfig = optional(
  struct("RpcGetVoteAccountsConfig", {
    votePubkey: optional(string),
    commitment,
    keepUnstakedDelinquents: optional(boolean),
    delinquentSlotDistance: optional(u64),
  }),
);

export const voteMethods = {
  getVoteAccounts: method({ config: voteAccountsConfig }, (context, { config }) => {
    const only = config?.votePubkey === undefined ? undefined : verifyPubkey(config.votePubkey);
    const view = bankWith(context, { commitment: config?.commitment });
    const distance = config?.delinquentSlotDistance ?? DELINQUENT_SLOT_DISTANCE;
    const keepsUnstaked = config?.keepUnstakedDelinquents ?? false;
    const current: JsonObject[] = [];
    const delinquent: JsonObject[] = [];
    for (const [key, state] of voteStates(view)) {
      if (only !== undefined && !pubkeyEqual(only, key)) continue;
      const { total, stake } = stakeOf(context, key);
      const info = encodeVoteAccount(key, state, stake, total > 0n && stake > 0n);
      const votesAfter = view.slot >= distance ? view.slot - distance : 0n;
      if (lastVote(state) > votesAfter) current.push(info);
      else if (stake > 0n || keepsUnstaked) delinquent.push(info);
    }
    return { current, delinquent };
  }),

  getBlockCommitment: method({ slot: u64 }, (context, { slot }) => {
    const { total: totalStake } = stakeOf(context, context.cluster.voteAccount);
    return { commitment: blockCommitment(context, slot, totalStake), totalStake };
  }),
};

function* voteStates(view: BankView): Iterable<readonly [Pubkey, VoteState]> {
  for (const [key, { data }] of view.programAccounts(VOTE_PROGRAM_ID)) {
    const versioned = decodeVoteState(data, key);
    if (versioned?.state !== undefined && !isUninitialized(versioned)) yield [key, versioned.state];
  }
}

function stakeOf({ cluster }: RpcContext, voteAccount: Pubkey): { total: bigint; stake: bigint } {
  const { epochStakes } = cluster.svm.bank;
  return { total: epochStakes.total, stake: epochStakes.forVoteAccount(voteAccount) };
}

function lastVote({ votes }: VoteState): bigint {
  return votes.at(-1)?.slot ?? 0n;
}

/** RpcVoteAccountInfo. */
function encodeVoteAccount(key: Pubkey, state: VoteState, stake: bigint, epochVoteAccount: boolean): JsonObject {
  const commissionBps = state.inflationRewardsCommissionBps;
  return {
    activatedStake: stake,
    commission: Math.min(Math.ceil(commissionBps / 100), 0xff),
    epochCredits: state.epochCredits
      .slice(-MAX_EPOCH_CREDITS)
      .map(({ epoch, credits, previousCredits }) => [epoch, credits, previousCredits]),
    epochVoteAccount,
    inflationRewardsCommissionBps: commissionBps,
    lastVote: lastVote(state),
    nodePubkey: addressFromPubkey(state.nodePubkey),
    rootSlot: state.rootSlot ?? 0n,
    votePubkey: addressFromPubkey(key),
  };
}

/**
 * The stake that voted for a slot by how many votes stand on it; last that which rooted it. Null if nobody voted (Agave:
 * commitment_service.rs, `aggregate_commitment_for_vote_account`).
 */
function blockCommitment({ cluster }: RpcContext, slot: bigint, totalStake: bigint): Json {
  const view = cluster.view("processed");
  const account = view.getAccount(cluster.voteAccount);
  const state = account && decodeVoteState(account.data, cluster.voteAccount)?.state;
  if (state === undefined || slot > view.slot || cluster.ledger.block(slot) === undefined) return null;
  const isRooted = state.rootSlot !== undefined && slot <= state.rootSlot;
  const confirmations = isRooted
    ? MAX_LOCKOUT_HISTORY + 1
    : state.votes.find((vote) => slot <= vote.slot)?.confirmationCount;
  if (confirmations === undefined) return null;
  return Array.from({ length: MAX_LOCKOUT_HISTORY + 1 }, (_, i) => (i === confirmations - 1 ? totalStake : 0n));
}
