import type { Json } from "../../base/json.js";
import type { BankView } from "../../cluster/bank-view.js";
import { addressFromPubkey } from "../../solana/pubkey.js";
import {
  epochAndSlotIndex,
  epochOf,
  firstSlotInEpoch,
  leaderScheduleEpoch,
  slotsInEpoch,
} from "../../solana/sysvars/epoch-schedule.js";
import { countSlots, newestSlot, oldestSlot } from "../../solana/sysvars/slot-history.js";
import { bankWith, commitment, contextConfig, withContext } from "../configs.js";
import type { RpcContext } from "../context.js";
import { customErrors, invalidParams } from "../errors.js";
import { verifyPubkey } from "../keys.js";
import { method } from "../method.js";
import { optional, string, struct, u64, untagged, type ValueOf } from "../params.js";

/** Agave: rpc-client-types, request.rs. */
const MAX_SLOT_LEADERS = 5_000n;

const leaderScheduleConfig = optional(struct("RpcLeaderScheduleConfig", { identity: optional(string), commitment }));

/** A slot of the epoch, or a config in its place. */
const slotOrConfig = optional(untagged("RpcLeaderScheduleConfigWrapper", u64, leaderScheduleConfig));

const productionRange = struct("RpcBlockProductionConfigRange", { firstSlot: u64, lastSlot: optional(u64) });

const blockProductionConfig = optional(
  struct("RpcBlockProductionConfig", { identity: optional(string), range: optional(productionRange), commitment }),
);

/** Who makes blocks: in every slot the cluster's only validator. */
export const leaderMethods = {
  getSlotLeader: method({ config: contextConfig }, (context, { config }) => {
    bankWith(context, config);
    return leaderOf(context);
  }),

  getSlotLeaders: method({ startSlot: u64, limit: u64 }, (context, { startSlot, limit }) => {
    if (limit > MAX_SLOT_LEADERS) throw invalidParams(`Invalid limit; max ${MAX_SLOT_LEADERS}`);
    requireSchedule(bankWith(context), startSlot, limit);
    return Array.from({ length: Number(limit) }, () => leaderOf(context));
  }),

  getLeaderSchedule: method({ slotOrConfig, config: leaderScheduleConfig }, (context, params) => {
    const first = params.slotOrConfig;
    const config = (typeof first === "object" ? first : undefined) ?? params.config;
    if (config?.identity !== undefined) verifyPubkey(config.identity);
    const view = bankWith(context, { commitment: config?.commitment });
    const schedule = view.sysvar("epochSchedule");
    const epoch = epochOf(schedule, typeof first === "bigint" ? first : view.slot);
    if (epoch > leaderScheduleEpoch(schedule, view.slot)) return null;
    const leader = leaderOf(context);
    if (config?.identity !== undefined && config.identity !== leader) return {};
    return { [leader]: Array.from({ length: Number(slotsInEpoch(schedule, epoch)) }, (_, index) => index) };
  }),

  getBlockProduction: method({ config: blockProductionConfig }, (context, { config }) =>
    blockProduction(context, config),
  ),
};

function leaderOf({ cluster }: RpcContext): string {
  return addressFromPubkey(cluster.identity.publicKey);
}

/** Throws unless the leaders of all slots are known (Agave: rpc.rs, `get_slot_leaders`). */
function requireSchedule(view: BankView, startSlot: bigint, limit: bigint): void {
  if (limit === 0n) return;
  const schedule = view.sysvar("epochSchedule");
  const known = leaderScheduleEpoch(schedule, view.slot);
  const firstUnknown = firstSlotInEpoch(schedule, known + 1n);
  if (startSlot + limit <= firstUnknown) return;
  const [epoch] = epochAndSlotIndex(schedule, startSlot > firstUnknown ? startSlot : firstUnknown);
  throw invalidParams(`Invalid slot range: leader schedule for epoch ${epoch} is unavailable`);
}

function blockProduction(context: RpcContext, config: ValueOf<typeof blockProductionConfig>): Json {
  if (config?.identity !== undefined) verifyPubkey(config.identity);
  const view = bankWith(context, { commitment: config?.commitment });
  const { firstSlot, lastSlot } = rangeOf(view, config?.range);
  const history = slotHistoryOf(view);
  if (firstSlot < oldestSlot(history)) {
    throw invalidParams(`firstSlot, ${firstSlot}, is too small; min ${oldestSlot(history)}`);
  }
  if (lastSlot > newestSlot(history)) {
    throw invalidParams(`lastSlot, ${lastSlot}, is too large; max ${newestSlot(history)}`);
  }
  const leader = leaderOf(context);
  const leads = config?.identity === undefined || config.identity === leader;
  const production = [lastSlot - firstSlot + 1n, countSlots(history, firstSlot, lastSlot)];
  return withContext(context, view, {
    byIdentity: leads ? { [leader]: production } : {},
    range: { firstSlot, lastSlot },
  });
}

function rangeOf(view: BankView, range: ValueOf<typeof productionRange> | undefined) {
  const schedule = view.sysvar("epochSchedule");
  const firstSlot = range?.firstSlot ?? firstSlotInEpoch(schedule, epochOf(schedule, view.slot));
  const lastSlot = range?.lastSlot ?? view.slot;
  if (range === undefined || lastSlot >= firstSlot) return { firstSlot, lastSlot };
  throw invalidParams(`lastSlot, ${lastSlot}, cannot be less than firstSlot, ${firstSlot}`);
}

function slotHistoryOf(view: BankView) {
  try {
    return view.sysvar("slotHistory");
  } catch {
    throw customErrors.noSlotHistory();
  }
}
