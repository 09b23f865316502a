import { Float, type Json, type JsonObject } from "../../base/json.js";
import { MAX_PERMITTED_DATA_LENGTH } from "../../solana/account.js";
import { epochAndSlotIndex, epochOf, firstSlotInEpoch, slotsInEpoch } from "../../solana/sysvars/epoch-schedule.js";
import { minimumBalance } from "../../solana/sysvars/rent.js";
import { bankWith, commitmentConfig, contextConfig, withContext } from "../configs.js";
import type { RpcContext } from "../context.js";
import { invalidRequest } from "../errors.js";
import { method } from "../method.js";
import { usize } from "../params.js";

const LAMPORTS_PER_SOL = 1_000_000_000n;
const MILLISECONDS_PER_YEAR = 365.25 * 24 * 60 * 60 * 1000;

/** What genesis says, and where in its epoch the cluster is. */
export const epochMethods = {
  getEpochInfo: method({ config: contextConfig }, (context, { config }) => {
    const view = bankWith(context, config);
    const schedule = view.sysvar("epochSchedule");
    const [epoch, slotIndex] = epochAndSlotIndex(schedule, view.slot);
    return {
      absoluteSlot: view.slot,
      blockHeight: view.blockHeight,
      epoch,
      slotIndex,
      slotsInEpoch: slotsInEpoch(schedule, epoch),
      transactionCount: view.transactionCount,
    };
  }),

  getEpochSchedule: method({}, (context) => {
    const schedule = bankWith(context).sysvar("epochSchedule");
    return {
      firstNormalEpoch: schedule.firstNormalEpoch,
      firstNormalSlot: schedule.firstNormalSlot,
      leaderScheduleSlotOffset: schedule.leaderScheduleSlotOffset,
      slotsPerEpoch: schedule.slotsPerEpoch,
      warmup: schedule.warmup,
    };
  }),

  getMinimumBalanceForRentExemption: method(
    { dataLength: usize, commitment: commitmentConfig },
    (context, { dataLength, commitment }) => {
      if (dataLength > MAX_PERMITTED_DATA_LENGTH) throw invalidRequest();
      return minimumBalance(bankWith(context, commitment).sysvar("rent"), dataLength);
    },
  ),

  /** Agave: runtime/src/stake_utils.rs, `get_minimum_delegation`. */
  getStakeMinimumDelegation: method({ config: contextConfig }, (context, { config }) => {
    const isRaised = context.cluster.svm.bank.featureSet.has("upgrade_bpf_stake_program_to_v5");
    return withContext(context, bankWith(context, config), isRaised ? LAMPORTS_PER_SOL : 1n);
  }),

  getInflationGovernor: method({ commitment: commitmentConfig }, (context) => encodeGovernor(inflationOf(context))),

  getInflationRate: method({}, (context) => {
    const view = bankWith(context);
    const schedule = view.sysvar("epochSchedule");
    const epoch = epochOf(schedule, view.slot);
    const year = (Number(firstSlotInEpoch(schedule, epoch)) * context.slotMilliseconds) / MILLISECONDS_PER_YEAR;
    return encodeRate(inflationOf(context), year, epoch);
  }),
};

/** solana-inflation, `Inflation`: rates a year. */
interface Inflation {
  readonly initial: number;
  readonly terminal: number;
  readonly taper: number;
  readonly foundation: number;
  /** Years. */
  readonly foundationTerm: number;
}

/** Genesis's. DIVERGES: this cluster says so, but rewards nobody for stake. */
function inflationOf({ cluster }: RpcContext): Inflation {
  const isDoubled = cluster.svm.bank.featureSet.has("double_disinflation_rate");
  return { initial: 0.08, terminal: 0.015, taper: isDoubled ? 0.3 : 0.15, foundation: 0.05, foundationTerm: 7 };
}

function encodeGovernor({ foundation, foundationTerm, initial, taper, terminal }: Inflation): JsonObject {
  return {
    foundation: new Float(foundation),
    foundationTerm: new Float(foundationTerm),
    initial: new Float(initial),
    taper: new Float(taper),
    terminal: new Float(terminal),
  };
}

function encodeRate(inflation: Inflation, year: number, epoch: bigint): Json {
  const total = Math.max(inflation.initial * (1 - inflation.taper) ** year, inflation.terminal);
  const foundation = year < inflation.foundationTerm ? total * inflation.foundation : 0;
  return {
    epoch,
    foundation: new Float(foundation),
    total: new Float(total),
    validator: new Float(total - foundation),
  };
}
