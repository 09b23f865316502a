import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeUiAccount, type UiAccountEncoding } from "../../src/account-decoder/ui-account.js";
import { base64Encode } from "../../src/base/base64.js";
import { readJson, writeJson } from "../../src/base/json.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import * as ids from "../../src/solana/program-ids.js";
import type { Pubkey } from "../../src/solana/pubkey.js";
import { encodeState, landed, voteState } from "../runtime/builtins/vote-fixtures.js";
import { extended, key, mintData, multisigData, tokenAccountData } from "./token-fixtures.js";

const OWNERS: readonly Pubkey[] = [
  ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID,
  ids.LOADER_V3_ID,
  ids.CONFIG_PROGRAM_ID,
  ids.SYSTEM_PROGRAM_ID,
  ids.TOKEN_2022_PROGRAM_ID,
  ids.TOKEN_PROGRAM_ID,
  ids.STAKE_PROGRAM_ID,
  ids.SYSVAR_PROGRAM_ID,
  ids.VOTE_PROGRAM_ID,
];

const KEYS: readonly Pubkey[] = [
  ids.SYSVAR_CLOCK_ID,
  ids.SYSVAR_EPOCH_REWARDS_ID,
  ids.SYSVAR_EPOCH_SCHEDULE_ID,
  ids.SYSVAR_FEES_ID,
  ids.SYSVAR_LAST_RESTART_SLOT_ID,
  ids.SYSVAR_RECENT_BLOCKHASHES_ID,
  ids.SYSVAR_RENT_ID,
  ids.SYSVAR_REWARDS_ID,
  ids.SYSVAR_SLOT_HASHES_ID,
  ids.SYSVAR_SLOT_HISTORY_ID,
  ids.SYSVAR_STAKE_HISTORY_ID,
  key(1),
];

const TABLE = {
  deactivationSlot: 1n,
  lastExtendedSlot: 2n,
  lastExtendedSlotStartIndex: 0,
  authority: key(1),
  addresses: [key(2), key(3)],
};

/** Good data, from which random data differs little. */
const SEEDS: readonly Uint8Array[] = [
  new Uint8Array(0),
  new Uint8Array(200),
  tokenAccountData({ delegate: key(4), closeAuthority: key(5), isNative: 5n }),
  mintData({ mintAuthority: key(4) }),
  multisigData(1, 2, [key(1), key(2)]),
  ...[1, 2].map((type) =>
    extended(
      type === 1 ? mintData() : tokenAccountData(),
      type,
      [108, 8, 32, 65, 295, 1, 0, 1, 0, 52, 1, 32, 0, 64, 1, 129, 64, 64, 100, 64, 80, 64, 72, 196, 56, 33, 0, 32].map(
        (length, i) => [i + 1, new Uint8Array(length).fill(i)] as const,
      ),
    ),
  ),
  encodeLookupTable(TABLE),
  ...(["V1_14_11", "V3", "V4"] as const).map((version) =>
    encodeState(version, voteState({ votes: [landed(1n, 1)], rootSlot: 0n })),
  ),
];

/** A seed with some bytes changed, cut off or made longer; or just anything. */
const DATA = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc
    .tuple(
      fc.constantFrom(...SEEDS),
      fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(3), fc.nat(255))), { maxLength: 4 }),
      fc.option(fc.nat(4000)),
      fc.uint8Array({ maxLength: 3 }),
    )
    .map(([seed, changes, cut, more]) => {
      const data = new Uint8Array([...seed.subarray(0, cut ?? seed.length), ...more]);
      for (const [at, byte] of changes) if (data.length > 0) data[at % data.length] = byte;
      return data;
    }),
);

const MINT = fc.record(
  {
    decimals: fc.nat(255),
    interestBearing: fc.record({
      config: fc.record({
        initializationTimestamp: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        preUpdateAverageRate: fc.integer({ min: -32_768, max: 32_767 }),
        lastUpdateTimestamp: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        currentRate: fc.integer({ min: -32_768, max: 32_767 }),
      }),
      unixTimestamp: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    }),
    scaledUiAmount: fc.record({
      config: fc.record({
        multiplier: fc.double(),
        newMultiplierEffectiveTimestamp: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
        newMultiplier: fc.double(),
      }),
      unixTimestamp: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    }),
  },
  { requiredKeys: ["decimals"] },
);

const account = (data: Uint8Array, owner: Pubkey) => ({ lamports: 1n, data, owner, executable: false, rentEpoch: 0n });

describe("whatever an account holds", () => {
  test("it is parsed, or written in base64", () => {
    let parsed = 0;
    const property = fc.property(
      DATA,
      fc.constantFrom(...OWNERS),
      fc.constantFrom(...KEYS),
      fc.option(MINT, { nil: undefined }),
      (data, owner, pubkey, splTokenAdditionalData) => {
        const before = data.slice();
        const encoded = encodeUiAccount(pubkey, account(data, owner), "jsonParsed", { splTokenAdditionalData });
        expect(data).toEqual(before);
        if (Array.isArray(encoded.data)) expect(encoded.data).toEqual([base64Encode(data), "base64"]);
        else {
          parsed++;
          expect(encoded.data).toMatchObject({ parsed: { type: expect.any(String) }, space: data.length });
        }
        const text = writeJson(encoded);
        expect(writeJson(readJson(text)).length).toBeLessThanOrEqual(text.length);
      },
    );
    fc.assert(property, { numRuns: 4000 });
    expect(parsed).toBeGreaterThan(100);
  });

  test("every encoding writes any part of it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom<UiAccountEncoding>("binary", "base58", "base64", "base64+zstd"),
        fc.option(fc.record({ offset: fc.nat(400), length: fc.nat(400) }), { nil: undefined }),
        (data, encoding, slice) => {
          const encoded = encodeUiAccount(key(1), account(data, key(2)), encoding, undefined, slice);
          expect(encoded.space).toBe(data.length);
          expect(encoded.data).toEqual(encoding === "binary" ? expect.any(String) : [expect.any(String), encoding]);
        },
      ),
    );
  });
});
