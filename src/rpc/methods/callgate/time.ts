import type { RpcContext } from "../../context.js";
import { invalidParams } from "../../errors.js";
import { method } from "../../method.js";
import { defaulted, optional, struct, u64, usize } from "../../params.js";
import { change } from "./guard.js";

const warpTarget = struct("WarpTarget", { slot: optional(u64), unixTimestamp: optional(u64) });

/** The most slots that one call completes. */
const MOST_STEPS = 10_000;

export const timeMethods = {
  /** To a slot, or to a time in seconds since 1970; the working slot then. */
  callgate_warp: method({ target: warpTarget }, async ({ cluster }, { target: { slot, unixTimestamp } }) => {
    if ((slot === undefined) === (unixTimestamp === undefined)) {
      throw invalidParams("expected either slot or unixTimestamp");
    }
    await change(cluster, () => (slot === undefined ? cluster.warpToTime(unixTimestamp!) : cluster.warpToSlot(slot)));
    return cluster.workingSlot;
  }),

  /** Slots pass no more; transactions still run, and `callgate_step` completes slots. */
  callgate_pause: method({}, (context) => {
    clockOf(context).stop();
    return null;
  }),

  callgate_resume: method({}, (context) => {
    clockOf(context).start();
    return null;
  }),

  /** Completes so many slots at once; the working slot then. */
  callgate_step: method({ slots: defaulted(usize, 1) }, async ({ cluster }, { slots }) => {
    if (slots > MOST_STEPS) throw invalidParams(`expected at most ${MOST_STEPS} slots, got ${slots}`);
    for (let i = 0; i < slots; i++) await change(cluster, () => cluster.completeSlot());
    return cluster.workingSlot;
  }),
};

function clockOf({ clock, cluster }: RpcContext): NonNullable<RpcContext["clock"]> {
  if (clock === undefined || cluster.instant) throw invalidParams("this cluster has no slots that pass with time");
  return clock;
}
