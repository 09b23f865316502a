import type { JsonObject } from "../../base/json.js";
import type { Block } from "../../cluster/block.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import { epochOf, firstSlotInEpoch } from "../../solana/sysvars/epoch-schedule.js";
import type { Reward, RewardType } from "../../transaction-status/status-meta.js";
import { atLeastConfirmed, bankWith, contextFields } from "../configs.js";
import type { RpcContext } from "../context.js";
import { customErrors, invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { arrayOf, optional, string, struct, u64, type ValueOf } from "../params.js";

/** Agave: rpc-client-types, request.rs. */
const MAX_ADDRESSES = 32;

const REWARDS_OF_EPOCHS: readonly (RewardType | null)[] = ["Voting", "Staking", "DeactivatedStake"];

const epochConfig = optional(struct("RpcEpochConfig", { epoch: optional(u64), ...contextFields }));

export const inflationRewardMethods = {
  getInflationReward: method(
    { addresses: arrayOf(string), config: epochConfig },
    (context, { addresses: texts, config }) => {
      if (texts.length > MAX_ADDRESSES) throw invalidParams(`Too many inputs provided; max ${MAX_ADDRESSES}`);
      const addresses = texts.map((text) => addressFromPubkey(verifyPubkey(text)));
      const { epoch, block } = rewardBlock(context, config);
      const rewards = block.rewards.filter(({ rewardType }) => REWARDS_OF_EPOCHS.includes(rewardType));
      return addresses.map((address) => {
        const reward = rewards.find(({ pubkey }) => pubkey === address);
        return reward === undefined ? null : encodeReward(reward, epoch, block.slot);
      });
    },
  ),
};

/** The first block of the next epoch, where an epoch's rewards are (Agave: rpc.rs, `get_inflation_reward`). */
function rewardBlock(context: RpcContext, config: ValueOf<typeof epochConfig>): { epoch: bigint; block: Block } {
  const view = bankWith(context, config);
  const { ledger } = context.cluster;
  const schedule = view.sysvar("epochSchedule");
  const current = epochOf(schedule, view.slot);
  const epoch = config?.epoch ?? (current > 0n ? current - 1n : 0n);
  const firstSlot = firstSlotInEpoch(schedule, epoch + 1n);
  const firstAvailable = ledger.firstSlot ?? 0n;
  if (firstSlot < firstAvailable) throw customErrors.blockCleanedUp(firstSlot, firstAvailable);
  atLeastConfirmed(config?.commitment);
  const [slot] = ledger.slots(firstSlot, view.slot, 1);
  const block = slot === undefined ? undefined : ledger.block(slot);
  if (block === undefined) throw customErrors.blockNotAvailable(firstSlot);
  if (block.parentSlot >= firstSlot) throw customErrors.slotNotEpochBoundary(block.slot);
  return { epoch, block };
}

/** RpcInflationReward. */
function encodeReward(reward: Reward, epoch: bigint, effectiveSlot: bigint): JsonObject {
  const { lamports, postBalance, commission, commissionBps } = reward;
  return { amount: lamports < 0n ? -lamports : lamports, commission, commissionBps, effectiveSlot, epoch, postBalance };
}
