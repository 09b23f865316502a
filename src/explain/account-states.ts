import { SYSTEM_PROGRAM_ID } from "../solana/program-ids.js";
import { addressFromPubkey } from "../solana/pubkey.js";
import type { AccountChange, AccountState, Frame } from "../trace/model.js";

interface FrameChange {
  readonly frame: number;
  readonly change: AccountChange;
}

/** All changes in the order in which they were made. */
export function changesInOrder(frames: readonly Frame[]): FrameChange[] {
  return frames.flatMap(({ id, calls, changes }) => {
    const own = (ended: number) =>
      changes.filter(({ callsBefore }) => callsBefore === ended).map((change) => ({ frame: id, change }));
    return [...own(0), ...calls.flatMap((call, i) => [...changesInOrder([call]), ...own(i + 1)])];
  });
}

const NOTHING: AccountState = {
  lamports: "0",
  owner: addressFromPubkey(SYSTEM_PROGRAM_ID),
  dataLength: 0,
  executable: false,
  decoded: null,
};

/** An account after a change; null for one that is no longer there. */
export function changedState(before: AccountState | null, change: AccountChange): AccountState | null {
  const state = before ?? NOTHING;
  const after: AccountState = {
    lamports: change.lamports?.after ?? state.lamports,
    owner: change.owner?.after ?? state.owner,
    dataLength: change.dataLength?.after ?? state.dataLength,
    executable: change.executable?.after ?? state.executable,
    decoded: change.decoded === null ? state.decoded : change.decoded.after,
  };
  return after.lamports === "0" && after.dataLength === 0 ? null : after;
}
