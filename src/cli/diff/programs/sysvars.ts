import {
  SYSVAR_CLOCK_ID,
  SYSVAR_PROGRAM_ID,
  SYSVAR_RENT_ID,
  SYSVAR_SLOT_HASHES_ID,
  SYSVAR_STAKE_HISTORY_ID,
} from "../../../solana/program-ids.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { encodeClock } from "../../../solana/sysvars/clock.js";
import { encodeRent } from "../../../solana/sysvars/rent.js";
import { encodeSlotHashes, SLOT_HASHES_BYTES, type SlotHash } from "../../../solana/sysvars/slot-hashes.js";
import {
  decodeStakeHistory,
  encodeStakeHistory,
  MAX_STAKE_HISTORY,
  STAKE_HISTORY_BYTES,
  type StakeHistoryEntry,
} from "../../../solana/sysvars/stake-history.js";
import type { Chain } from "../chain.js";
import type { HostMaker } from "../grammar/grammar.js";

/** Writes a sysvar, with zeros after it up to its full length. */
export function setSysvar(chain: Chain, key: Pubkey, content: Uint8Array, length = content.length): void {
  const data = new Uint8Array(length);
  data.set(content);
  chain.setAccount({ key, lamports: 1_000_000_000n, data, owner: SYSVAR_PROGRAM_ID });
}

/** The next slot, with the slots before it in SlotHashes. */
export const nextSlotWithHashes: HostMaker = ({ random, clock }) => {
  const slot = clock.slot + 1n;
  const length = random.pick([1, 5, 60, 60, 512]);
  const hashes: SlotHash[] = [];
  for (let at = slot - 1n; hashes.length < length; at -= random.oneIn(8) ? 2n : 1n) {
    hashes.push({ slot: at, hash: random.bytes(32) });
  }
  return (chain) => {
    chain.warpToSlot(slot);
    setSysvar(chain, SYSVAR_SLOT_HASHES_ID, encodeSlotHashes(hashes), SLOT_HASHES_BYTES);
  };
};

/** Another price of storage: what was enough may not be any more. */
export const otherRent: HostMaker = ({ random }) => {
  const [lamportsPerByte, exemptionThreshold] = random.pick([
    [6960n, 1],
    [5080n, 1],
    [3480n, 2],
    [2575n, 1.5],
    [1n, 1],
    [20_000n, 1],
  ] as const);
  const rent = encodeRent({ lamportsPerByte, exemptionThreshold, burnPercent: 50 });
  return (chain) => setSysvar(chain, SYSVAR_RENT_ID, rent);
};

/** The next epoch or a later one, with what the stake history has of the past one. */
export const nextEpoch: HostMaker = (pool) => {
  const { random, clock } = pool;
  const epochs = BigInt(random.oneIn(4) ? random.between(2, 10) : 1);
  const epoch = clock.epoch + epochs;
  const known = decodeStakeHistory(pool.dataOf(SYSVAR_STAKE_HISTORY_ID)) ?? [];
  const fresh = Array.from({ length: Number(epochs) }, (_, i): StakeHistoryEntry => {
    const [effective, activating, deactivating] = [1000, 200, 200].map(
      (most) => BigInt(random.below(most)) * 1_000_000_000n,
    );
    return { epoch: epoch - 1n - BigInt(i), effective, activating, deactivating };
  });
  const history = [...fresh, ...known].slice(0, MAX_STAKE_HISTORY);
  const next = {
    ...clock,
    epoch,
    slot: clock.slot + 432_000n * epochs,
    leaderScheduleEpoch: epoch + 1n,
    unixTimestamp: clock.unixTimestamp + 172_800n * epochs,
  };
  return (chain) => {
    setSysvar(chain, SYSVAR_STAKE_HISTORY_ID, encodeStakeHistory(history), STAKE_HISTORY_BYTES);
    setSysvar(chain, SYSVAR_CLOCK_ID, encodeClock(next));
  };
};
