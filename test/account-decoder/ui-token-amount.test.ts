import { describe, expect, test } from "vitest";
import type { InterestBearingConfig } from "../../src/account-decoder/token/interest-bearing-config.js";
import type { ScaledUiAmountConfig } from "../../src/account-decoder/token/scaled-ui-amount-config.js";
import {
  powerOfTen,
  realNumberString,
  realNumberStringTrimmed,
} from "../../src/account-decoder/token/ui-amount-text.js";
import { type SplTokenAdditionalData, tokenAmountToUiAmount } from "../../src/account-decoder/token/ui-token-amount.js";
import { writeJson } from "../../src/base/json.js";
import { U64_MAX } from "../../src/base/u64.js";

const textOf = (amount: bigint, mint: SplTokenAdditionalData) => writeJson(tokenAmountToUiAmount(amount, mint));

// Agave: account-decoder/src/parse_token.rs, test_ui_token_amount_real_string and …_zero.
test.each([
  [1n, 0, "1", "1"],
  [10n, 0, "10", "10"],
  [1n, 9, "0.000000001", "0.000000001"],
  [1_000_000_000n, 9, "1.000000000", "1"],
  [1_234_567_890n, 3, "1234567.890", "1234567.89"],
  [1_234_567_890n, 25, "0.0000000000000001234567890", "0.000000000000000123456789"],
  [0n, 0, "0", "0"],
  [0n, 9, "0.000000000", "0"],
  [0n, 25, "0.0000000000000000000000000", "0"],
])("%d with %d decimals is %s, in short %s", (amount, decimals, text, trimmed) => {
  expect(realNumberString(amount, decimals)).toBe(text);
  expect(realNumberStringTrimmed(amount, decimals)).toBe(trimmed);
});

test.each([
  [1n, 0, '{"uiAmount":1.0,"decimals":0,"amount":"1","uiAmountString":"1"}'],
  [1n, 9, '{"uiAmount":1e-9,"decimals":9,"amount":"1","uiAmountString":"0.000000001"}'],
  [1_234_567_890n, 3, '{"uiAmount":1234567.89,"decimals":3,"amount":"1234567890","uiAmountString":"1234567.89"}'],
  [
    1_234_567_890n,
    20,
    '{"uiAmount":null,"decimals":20,"amount":"1234567890","uiAmountString":"0.0000000000123456789"}',
  ],
  [
    U64_MAX,
    19,
    `{"uiAmount":1.8446744073709551,"decimals":19,"amount":"${U64_MAX}","uiAmountString":"1.8446744073709551615"}`,
  ],
  [U64_MAX, 0, `{"uiAmount":1.8446744073709552e19,"decimals":0,"amount":"${U64_MAX}","uiAmountString":"${U64_MAX}"}`],
  [0n, 9, '{"uiAmount":0.0,"decimals":9,"amount":"0","uiAmountString":"0"}'],
])("%d with %d decimals as JSON", (amount, decimals, text) => {
  expect(textOf(amount, { decimals })).toBe(text);
});

const INT_SECONDS_PER_YEAR = 6n * 6n * 24n * 36_524n;
const ONE = 1_000_000_000_000_000_000n;

// Agave: test_ui_token_amount_with_interest.
describe("with interest", () => {
  const mint = (config: Partial<InterestBearingConfig>, unixTimestamp: bigint, decimals: number) => ({
    decimals,
    interestBearing: {
      config: {
        initializationTimestamp: 0n,
        preUpdateAverageRate: 0,
        lastUpdateTimestamp: 0n,
        currentRate: 0,
        ...config,
      },
      unixTimestamp,
    },
  });

  test("of 5 % for a year", () => {
    const config = { preUpdateAverageRate: 500, lastUpdateTimestamp: INT_SECONDS_PER_YEAR, currentRate: 500 };
    const year = mint(config, INT_SECONDS_PER_YEAR, 18);
    expect(tokenAmountToUiAmount(ONE, year)).toEqual({
      uiAmount: { value: 1.0512710963760241 },
      decimals: 18,
      amount: ONE.toString(),
      uiAmountString: "1.051271096376024117",
    });
    expect(tokenAmountToUiAmount(10n * ONE, year)).toMatchObject({
      uiAmount: { value: 10.512710963760242 },
      uiAmountString: expect.stringMatching(/^10\.512710963760241611/),
    });
  });

  test("before and after its rate changed", () => {
    const config = { preUpdateAverageRate: 500, lastUpdateTimestamp: INT_SECONDS_PER_YEAR, currentRate: -250 };
    const text = tokenAmountToUiAmount(1_000_000n, mint(config, 2n * INT_SECONDS_PER_YEAR, 6)).uiAmountString;
    expect(text).toBe(Math.exp(0.025).toFixed(6));
  });

  test("that grows beyond all numbers", () => {
    const huge = mint({ preUpdateAverageRate: 32_767, currentRate: 32_767 }, INT_SECONDS_PER_YEAR * 1_000n, 0);
    expect(textOf(U64_MAX, huge)).toBe(`{"uiAmount":null,"decimals":0,"amount":"${U64_MAX}","uiAmountString":"inf"}`);
  });

  test("over more seconds than an i64 counts is none", () => {
    const span = mint({ initializationTimestamp: -1n, lastUpdateTimestamp: 0x7fff_ffff_ffff_ffffn }, 0n, 6);
    expect(textOf(5n, span)).toBe('{"uiAmount":null,"decimals":6,"amount":"5","uiAmountString":""}');
    const after = mint({ lastUpdateTimestamp: -2n }, 0x7fff_ffff_ffff_ffffn, 6);
    expect(tokenAmountToUiAmount(5n, after)).toMatchObject({ uiAmount: null, uiAmountString: "" });
  });

  test("comes before a multiplier", () => {
    const both = { ...mint({}, 0n, 2), scaledUiAmount: times(3, 3, 0n) };
    expect(tokenAmountToUiAmount(100n, both).uiAmountString).toBe("1");
  });
});

const times = (multiplier: number, newMultiplier: number, unixTimestamp: bigint, effective = 0n) => ({
  config: { multiplier, newMultiplierEffectiveTimestamp: effective, newMultiplier } satisfies ScaledUiAmountConfig,
  unixTimestamp,
});

// Agave: test_ui_token_amount_with_multiplier.
test.each([
  [ONE, 18, times(0, 2, 0n), 2, "2"],
  [10n * ONE, 18, times(0, 2, 0n), 20, "20"],
  [U64_MAX, 0, times(0, Number.POSITIVE_INFINITY, 0n), Number.POSITIVE_INFINITY, "inf"],
  [150n, 2, times(5, 10, 99n, 100n), 7.5, "7.5"],
  [150n, 2, times(5, 10, 100n, 100n), 15, "15"],
  [1n, 2, times(1, 2, 0n, 1n), 0.01, "0.01"],
  [1n, 2, times(0.5, 1, 0n, 1n), 0, "0"],
  [101n, 2, times(0.99, 0, 0n, 1n), 0.99, "0.99"],
  [0n, 2, times(-1, -1, 0n), -0, "-0"],
  [1n, 0, times(Number.NaN, Number.NaN, 0n), Number.NaN, "NaN"],
])("%d with %d decimals and a multiplier", (amount, decimals, scaledUiAmount, number, text) => {
  expect(tokenAmountToUiAmount(amount, { decimals, scaledUiAmount })).toEqual({
    uiAmount: { value: number },
    decimals,
    amount: amount.toString(),
    uiAmountString: text,
  });
});

test("powers of ten are multiplied as num-traits does it", () => {
  for (let exponent = 0; exponent <= 22; exponent++) expect(powerOfTen(exponent)).toBe(Number(`1e${exponent}`));
  const square = 1e16 * 1e16;
  expect(powerOfTen(32)).toBe(square);
  expect(powerOfTen(33)).toBe(10 * square);
  expect(powerOfTen(255)).toBe(10 * 1e2 * 1e4 * 1e8 * 1e16 * square * (square * square) * (square * square) ** 2);
});
