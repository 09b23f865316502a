import type { ByteReader } from "../../../base/byte-reader.js";
import type { EpochSchedule } from "../../../solana/sysvars/epoch-schedule.js";
import { bpsFromPercent, commissionPercent } from "../../../solana/vote-state/vote-state.js";
import { fail } from "../../failure.js";
import { readCommissionKind } from "./instruction-data.js";
import { type Process, requireSigned } from "./invocation.js";
import { readVoteState, requireVoteState, writeVoteState } from "./state/account.js";
import { VOTE_ERRORS } from "./vote-error.js";

/** Accounts: the vote account, the withdrawer, who signs. */
export function updateCommission(fields: ByteReader): Process {
  const commission = fields.u8();
  return ({ context, account, signers }) => {
    const { features, sysvars } = context.environment;
    const { epochSchedule, clock } = sysvars;
    const state = readVoteState(account);
    // An account without state counts as an increase: the rule refuses it before its state does.
    const increases = typeof state === "string" || commission > commissionPercent(state);
    const restricted = !features.delayCommissionUpdates && increases;
    if (restricted && !isCommissionUpdateAllowed(clock.slot, epochSchedule)) fail(VOTE_ERRORS.CommissionUpdateTooLate);
    if (typeof state === "string") fail(state);
    requireSigned(signers, state.authorizedWithdrawer);
    state.inflationRewardsCommissionBps = bpsFromPercent(commission);
    writeVoteState(account, state);
  };
}

/** Until the middle of the epoch; always in warm-up (Agave: vote_state/mod.rs, `is_commission_update_allowed`). */
function isCommissionUpdateAllowed(slot: bigint, epochSchedule: EpochSchedule): boolean {
  const { firstNormalSlot, slotsPerEpoch } = epochSchedule;
  if (slotsPerEpoch === 0n) return true;
  const normalSlot = slot > firstNormalSlot ? slot - firstNormalSlot : 0n;
  return 2n * (normalSlot % slotsPerEpoch) <= slotsPerEpoch;
}

/** Accounts: the vote account, the withdrawer, who signs (SIMD-0291; block revenue: SIMD-0123). */
export function updateCommissionBps(fields: ByteReader): Process {
  const commissionBps = fields.u16();
  const kind = readCommissionKind(fields);
  return ({ context, account, signers }) => {
    const { features } = context.environment;
    if (!features.commissionRateInBasisPoints || !features.delayCommissionUpdates) fail("InvalidInstructionData");
    if (kind === "BlockRevenue" && !features.blockRevenueSharing) fail("InvalidInstructionData");
    const state = requireVoteState(account);
    requireSigned(signers, state.authorizedWithdrawer);
    if (kind === "InflationRewards") state.inflationRewardsCommissionBps = commissionBps;
    else state.blockRevenueCommissionBps = commissionBps;
    writeVoteState(account, state);
  };
}
