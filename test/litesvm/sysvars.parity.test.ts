import type { Address } from "@solana/kit";
import * as fc from "fast-check";
import { describe, test } from "vitest";
import type * as ours from "../../src/litesvm/index.js";
import * as ids from "../../src/solana/program-ids.js";
import { account, funded } from "./support/accounts.js";
import { HASH, RUNS } from "./support/arbitraries.js";
import { type Library, pairOf } from "./support/both.js";
import { accountsOf, sysvarsOf } from "./support/state.js";
import { addressOf } from "./support/transactions.js";

type LiteSVM = ours.LiteSVM;

const SYSVAR_OWNER = addressOf(ids.SYSVAR_PROGRAM_ID);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const hash = fc.constantFrom(HASH, "1".repeat(32), "z".repeat(43));

/** Sets something, then compares what all getters give and the accounts behind them. */
function sameSetting<T>(values: fc.Arbitrary<T>, set: (svm: LiteSVM, library: Library, value: T) => void): void {
  const sameOn = pairOf(funded);
  fc.assert(
    fc.property(values, (value) =>
      sameOn((svm, library) => {
        set(svm, library, value);
        return [sysvarsOf(svm), accountsOf(svm, SYSVAR_OWNER)];
      }),
    ),
    { numRuns: 20 },
  );
}

describe("what is set is what is there", () => {
  test("clock", () => {
    sameSetting(fc.tuple(u64, i64, u64, u64, i64), (svm, { Clock }, args) => svm.setClock(new Clock(...args)));
  });

  test("a slot to warp to", () => {
    sameSetting(u64, (svm, _, slot) => svm.warpToSlot(slot));
  });

  test("rent", () => {
    const args = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 6n }), fc.double(), fc.nat(255));
    sameSetting(args, (svm, { Rent }, args) => svm.setRent(new Rent(...args)));
  });

  test("epoch rewards", () => {
    const points = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
    const args = fc.tuple(u64, u64, hash, points, u64, u64, fc.boolean());
    sameSetting(args, (svm, { EpochRewards }, args) => svm.setEpochRewards(new EpochRewards(...args)));
  });

  test("epoch schedule", () => {
    const args = fc.tuple(u64, u64, fc.boolean(), u64, u64);
    sameSetting(args, (svm, { EpochSchedule }, args) => svm.setEpochSchedule(new EpochSchedule(...args)));
  });

  test("last restart slot", () => {
    sameSetting(u64, (svm, _, slot) => svm.setLastRestartSlot(slot));
  });

  test("slot hashes", () => {
    const entries = fc.array(fc.record({ slot: u64, hash }), { maxLength: 20 });
    sameSetting(entries, (svm, _, entries) => svm.setSlotHashes(entries));
    sameSetting(fc.constant(512), (svm, _, count) =>
      svm.setSlotHashes(Array.from({ length: count }, (_, i) => ({ slot: BigInt(i), hash: HASH }))),
    );
    sameSetting(fc.tuple(u64, hash), (svm, _, [slot, hash]) => {
      const entries = svm.getSlotHashes();
      for (const entry of entries) Object.assign(entry, { slot, hash });
      svm.setSlotHashes(entries);
    });
  });

  test("slot history", () => {
    const slots = fc.array(fc.bigInt({ min: 0n, max: 2_000_000n }), { maxLength: 5 });
    sameSetting(slots, (svm, { SlotHistory }, slots) => {
      const history = SlotHistory.default();
      for (const slot of slots) history.add(slot);
      svm.setSlotHistory(history);
    });
    sameSetting(fc.array(u64, { maxLength: 5 }), (svm, { SlotHistory }, words) =>
      svm.setSlotHistory(new SlotHistory(BigUint64Array.from(words), 7n)),
    );
  });

  test("stake history", () => {
    const entries = fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 15n }), u64), { maxLength: 12 });
    sameSetting(entries, (svm, { StakeHistory, StakeHistoryEntry }, entries) => {
      const history = new StakeHistory();
      for (const [epoch, lamports] of entries) history.add(epoch, new StakeHistoryEntry(lamports, 1n, epoch));
      svm.setStakeHistory(history);
    });
  });

  test("the sysvars of a new VM again", () => {
    sameSetting(fc.constant(5n), (svm, _, slot) => {
      svm.warpToSlot(slot);
      svm.expireBlockhash();
      svm.withSysvars();
    });
  });
});

describe("a sysvar's account", () => {
  const sysvars: readonly Address[] = [
    ids.SYSVAR_CLOCK_ID,
    ids.SYSVAR_EPOCH_REWARDS_ID,
    ids.SYSVAR_EPOCH_SCHEDULE_ID,
    ids.SYSVAR_FEES_ID,
    ids.SYSVAR_LAST_RESTART_SLOT_ID,
    ids.SYSVAR_RECENT_BLOCKHASHES_ID,
    ids.SYSVAR_RENT_ID,
    ids.SYSVAR_SLOT_HASHES_ID,
    ids.SYSVAR_STAKE_HISTORY_ID,
    ids.SYSVAR_REWARDS_ID,
    ids.SYSVAR_INSTRUCTIONS_ID,
  ].map(addressOf);

  test.each(sysvars)("%s takes the same data", (address) => {
    const sameOn = pairOf(funded);
    const data = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.nat(100).map((length) => new Uint8Array(length)),
      fc.nat(60).map((length) => Uint8Array.of(1, ...new Uint8Array(7), ...new Uint8Array(length).fill(5))),
    );
    fc.assert(
      fc.property(data, (data) =>
        sameOn((svm) => {
          svm.setAccount(account(address, { data, programAddress: SYSVAR_OWNER }));
          return svm.getAccount(address);
        }),
      ),
      RUNS,
    );
    sameOn((svm) => svm.setAccount(account(address, { data: new Uint8Array(50), executable: true })));
  });

  test("slot history is not looked at", () => {
    const address = addressOf(ids.SYSVAR_SLOT_HISTORY_ID);
    pairOf(funded)((svm) => {
      svm.setAccount(account(address, { data: Uint8Array.of(9) }));
      return svm.getAccount(address);
    });
  });

  test("is what the getters read", () => {
    pairOf(funded)((svm) => {
      const found = svm.getAccount(addressOf(ids.SYSVAR_CLOCK_ID));
      if (!found.exists) throw new Error("no clock");
      const data = Uint8Array.from(found.data);
      data[0] = 77;
      svm.setAccount({ ...found, data });
      return sysvarsOf(svm);
    });
  });
});
