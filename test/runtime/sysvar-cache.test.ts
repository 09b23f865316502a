import { describe, expect, test } from "vitest";
import { InstructionFailure } from "../../src/runtime/failure.js";
import type { InvokeContext } from "../../src/runtime/invoke-context.js";
import * as cache from "../../src/runtime/sysvar-cache.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { encodeClock } from "../../src/solana/sysvars/clock.js";
import { encodeRent } from "../../src/solana/sysvars/rent.js";

const CLOCK = { slot: 1n, epochStartTimestamp: 2n, epoch: 3n, leaderScheduleEpoch: 4n, unixTimestamp: -5n };
const RENT = { lamportsPerByte: 6n, exemptionThreshold: 1, burnPercent: 7 };

function cacheOf(accounts: readonly (readonly [Pubkey, Uint8Array])[]) {
  const byAddress = new Map(accounts.map(([id, data]) => [addressFromPubkey(id) as string, data]));
  const asked: string[] = [];
  const sysvars = new cache.SysvarCache((id) => {
    asked.push(addressFromPubkey(id));
    return byAddress.get(addressFromPubkey(id));
  });
  return { sysvars, asked };
}

const failure = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (thrown) {
    return thrown instanceof InstructionFailure ? thrown.error : thrown;
  }
};

const GETTERS = [
  "clock",
  "rent",
  "epochSchedule",
  "epochRewards",
  "lastRestartSlot",
  "slotHashes",
  "stakeHistory",
  "recentBlockhashes",
  "fees",
] as const;

describe("SysvarCache", () => {
  test.each(GETTERS)("%s fails with UnsupportedSysvar when it is absent", (name) => {
    const { sysvars } = cacheOf([]);
    expect(failure(() => sysvars[name])).toBe("UnsupportedSysvar");
    expect(failure(() => sysvars.data(name))).toBe("UnsupportedSysvar");
  });

  test("reads each account once, when it is asked for", () => {
    const { sysvars, asked } = cacheOf([[ids.SYSVAR_CLOCK_ID, encodeClock(CLOCK)]]);
    expect(asked).toEqual([]);
    expect(sysvars.clock).toEqual(CLOCK);
    expect(sysvars.clock).toBe(sysvars.clock);
    failure(() => sysvars.rent);
    failure(() => sysvars.rent);
    expect(asked).toEqual([ids.SYSVAR_CLOCK_ID, ids.SYSVAR_RENT_ID].map(addressFromPubkey));
  });

  test("a buffer is all of the account's data, and nothing where it does not decode", () => {
    const long = new Uint8Array(50);
    long.set(encodeClock(CLOCK));
    const { sysvars } = cacheOf([
      [ids.SYSVAR_CLOCK_ID, long],
      [ids.SYSVAR_RENT_ID, encodeRent(RENT).subarray(0, 16)],
      [ids.SYSVAR_FEES_ID, new Uint8Array(8)],
      [ids.SYSVAR_RECENT_BLOCKHASHES_ID, new Uint8Array(8)],
    ]);
    expect(sysvars.buffer(ids.SYSVAR_CLOCK_ID)).toBe(long);
    expect(sysvars.buffer(ids.SYSVAR_RENT_ID)).toBeUndefined();
    expect(failure(() => sysvars.rent)).toBe("UnsupportedSysvar");
    expect(sysvars.fees).toEqual({ lamportsPerSignature: 0n });
    expect(sysvars.recentBlockhashes).toEqual([]);
    for (const id of [ids.SYSVAR_FEES_ID, ids.SYSVAR_RECENT_BLOCKHASHES_ID, ids.SYSVAR_INSTRUCTIONS_ID]) {
      expect(sysvars.buffer(id)).toBeUndefined();
    }
  });
});

describe("with account check", () => {
  const { sysvars } = cacheOf([[ids.SYSVAR_CLOCK_ID, encodeClock(CLOCK)]]);
  const contextWith = (...keys: Pubkey[]) =>
    ({
      environment: { sysvars },
      transaction: {
        currentInstruction: {
          keyOfAccount: (index: number) => {
            if (keys[index] === undefined) throw new InstructionFailure("MissingAccount");
            return keys[index];
          },
        },
      },
    }) as unknown as InvokeContext;

  test.each([
    ["clock", cache.clockWithAccountCheck, ids.SYSVAR_CLOCK_ID],
    ["rent", cache.rentWithAccountCheck, ids.SYSVAR_RENT_ID],
    ["slotHashes", cache.slotHashesWithAccountCheck, ids.SYSVAR_SLOT_HASHES_ID],
    ["recentBlockhashes", cache.recentBlockhashesWithAccountCheck, ids.SYSVAR_RECENT_BLOCKHASHES_ID],
    ["stakeHistory", cache.stakeHistoryWithAccountCheck, ids.SYSVAR_STAKE_HISTORY_ID],
  ] as const)("%s", (name, get, id) => {
    expect(failure(() => get(contextWith(), 0))).toBe("MissingAccount");
    expect(failure(() => get(contextWith(ids.SYSVAR_FEES_ID, id), 0))).toBe("InvalidArgument");
    expect(failure(() => get(contextWith(ids.SYSVAR_FEES_ID, id), 1))).toEqual(
      name === "clock" ? CLOCK : "UnsupportedSysvar",
    );
  });
});
