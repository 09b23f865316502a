import { describe, expect, test } from "vitest";
import { parseAccountData } from "../../src/account-decoder/parse-account-data.js";
import {
  nativeMintAdditionalData,
  readSplTokenAdditionalData,
} from "../../src/account-decoder/token/mint-additional-data.js";
import { unpackMint, unpackTokenAccount } from "../../src/account-decoder/token/state.js";
import type { SplTokenAdditionalData } from "../../src/account-decoder/token/ui-token-amount.js";
import { writeJson } from "../../src/base/json.js";
import { getTokenAccountMint } from "../../src/solana/generic-token.js";
import { NATIVE_MINT_ID, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { extended, key, mintData, multisigData, tokenAccountData } from "./token-fixtures.js";

const address = (byte: number) => addressFromPubkey(key(byte));
const OF_MINT: SplTokenAdditionalData = { decimals: 2 };

function parsed(data: Uint8Array, splTokenAdditionalData?: SplTokenAdditionalData, program = TOKEN_2022_PROGRAM_ID) {
  const account = parseAccountData(key(9), program, data, { splTokenAdditionalData });
  return account && writeJson(account.parsed ?? null);
}

// Agave: account-decoder/src/parse_token.rs, test_parse_token.
describe("as Agave's tests have it", () => {
  const data = tokenAccountData({ closeAuthority: key(3) });
  const text =
    `{"info":{"closeAuthority":"${address(3)}","isNative":false,"mint":"${address(2)}","owner":"${address(3)}",` +
    `"state":"initialized","tokenAmount":{"amount":"42","decimals":2,"uiAmount":0.42,"uiAmountString":"0.42"}},"type":"account"}`;

  test("an account", () => expect(parsed(data, OF_MINT)).toBe(text));

  test("an account whose mint is not known", () => expect(parsed(data)).toBeUndefined());

  test("an account with room for extensions and none", () => {
    expect(parsed(extended(data, 2), OF_MINT)).toBe(text);
    expect(parsed(new Uint8Array([...extended(data, 2), ...new Uint8Array(13)]), OF_MINT)).toBe(text);
  });

  test("a mint", () => {
    const mint = mintData({ mintAuthority: key(3), freezeAuthority: key(3) });
    expect(parsed(mint)).toBe(
      `{"info":{"decimals":3,"freezeAuthority":"${address(3)}","isInitialized":true,` +
        `"mintAuthority":"${address(3)}","supply":"42"},"type":"mint"}`,
    );
  });

  test("a multisig", () => {
    expect(parsed(multisigData(2, 3, [key(1), key(2), key(3)]))).toBe(
      `{"info":{"isInitialized":true,"numRequiredSigners":2,"numValidSigners":3,` +
        `"signers":["${address(1)}","${address(2)}","${address(3)}"]},"type":"multisig"}`,
    );
  });

  test("bad data", () => expect(parsed(new Uint8Array(4))).toBeUndefined());

  test("the mint of an account", () => {
    expect(getTokenAccountMint(data)).toEqual(key(2));
    expect(getTokenAccountMint(extended(data, 2))).toEqual(key(2));
    expect(getTokenAccountMint(extended(data, 1))).toBeUndefined();
    expect(getTokenAccountMint(tokenAccountData({ state: 0 }))).toBeUndefined();
    expect(getTokenAccountMint(multisigData(1, 1, [key(7)]))).toBeUndefined();
  });
});

test("what is not set in an account is left out, and null in a mint", () => {
  const account = tokenAccountData({
    delegate: key(4),
    delegatedAmount: 7n,
    isNative: 2_039_280n,
    state: 2,
  });
  expect(parsed(account, { decimals: 9 })).toBe(
    `{"info":{"delegate":"${address(4)}","delegatedAmount":{"amount":"7","decimals":9,"uiAmount":7e-9,"uiAmountString":"0.000000007"},` +
      `"isNative":true,"mint":"${address(2)}","owner":"${address(3)}",` +
      `"rentExemptReserve":{"amount":"2039280","decimals":9,"uiAmount":0.00203928,"uiAmountString":"0.00203928"},` +
      `"state":"frozen","tokenAmount":{"amount":"42","decimals":9,"uiAmount":4.2e-8,"uiAmountString":"0.000000042"}},"type":"account"}`,
  );
  expect(parsed(mintData())).toContain('"freezeAuthority":null,"isInitialized":true,"mintAuthority":null');
});

test("either token program's accounts go by either layout", () => {
  const data = extended(mintData(), 1, [[3, key(5)]]);
  expect(parsed(data, undefined, TOKEN_PROGRAM_ID)).toBe(parsed(data));
  expect(parsed(data)).toContain('"extensions":[{"extension":"mintCloseAuthority"');
});

describe("no account or mint", () => {
  const account = tokenAccountData();
  const mint = mintData();
  const changed = (data: Uint8Array, at: number, byte: number) => data.with(at, byte);

  test.each([
    ["an account that is not initialised", tokenAccountData({ state: 0 })],
    ["an account in a state that does not exist", tokenAccountData({ state: 3 })],
    ["an account whose delegate is neither there nor not", changed(account, 72, 2)],
    ["an option's tag beyond its first byte", changed(account, 73, 1)],
    ["an account whose reserve is neither there nor not", changed(account, 109, 2)],
    ["an account whose close authority is neither there nor not", changed(account, 129, 9)],
    ["an account one byte short", account.subarray(0, 164)],
    ["a mint that is not initialised", mintData({ isInitialized: 0 })],
    ["a mint that is initialised twice", mintData({ isInitialized: 2 })],
    ["a mint with something in its padding", changed(extended(mint, 1), 100, 1)],
    ["a mint that says that it is an account", extended(mint, 2)],
    ["an account that says that it is a mint", extended(account, 1)],
    ["an account of no type", extended(account, 0)],
    ["an account as long as a multisig", extended(account, 2, [[8, new Uint8Array(185)]])],
    ["a multisig that is not initialised", multisigData(1, 1, [key(1)], 0)],
    ["a multisig that is initialised twice", multisigData(1, 1, [key(1)], 2)],
    ["nothing", new Uint8Array(0)],
  ])("%s", (_name, data) => {
    expect(parsed(data, OF_MINT)).toBeUndefined();
  });
});

test("a mint between 82 and 166 bytes is none", () => {
  for (let length = 83; length <= 165; length++) {
    const data = new Uint8Array(length);
    data.set(mintData());
    expect(unpackMint(data)).toBeUndefined();
  }
  expect(unpackTokenAccount(tokenAccountData())?.amount).toBe(42n);
});

describe("what is known of a mint", () => {
  test("its decimals", () => {
    const known = readSplTokenAdditionalData(mintData({ decimals: 6 }), 5n);
    expect(known).toEqual({ decimals: 6, interestBearing: undefined, scaledUiAmount: undefined });
    expect(readSplTokenAdditionalData(tokenAccountData(), 5n)).toBeUndefined();
  });

  test("wrapped SOL needs no mint", () => {
    expect(nativeMintAdditionalData(NATIVE_MINT_ID)).toEqual({ decimals: 9 });
    expect(nativeMintAdditionalData(key(1))).toBeUndefined();
  });

  const interest = new Uint8Array(52);
  interest.set([1, 0, 0, 0, 0, 0, 0, 0, 0x0c, 0xfe, 2, 0, 0, 0, 0, 0, 0, 0, 0xf4, 1], 32);
  const scaled = new Uint8Array(56);
  const view = new DataView(scaled.buffer);
  view.setFloat64(32, 1.5, true);
  view.setBigInt64(40, -3n, true);
  view.setFloat64(48, 2.5, true);

  test("its rates, behind whatever extension", () => {
    const data = extended(mintData(), 1, [
      [60_000, new Uint8Array(3)],
      [25, scaled],
      [10, interest],
    ]);
    expect(readSplTokenAdditionalData(data, 7n)).toEqual({
      decimals: 3,
      interestBearing: {
        config: { initializationTimestamp: 1n, preUpdateAverageRate: -500, lastUpdateTimestamp: 2n, currentRate: 500 },
        unixTimestamp: 7n,
      },
      scaledUiAmount: {
        config: { multiplier: 1.5, newMultiplierEffectiveTimestamp: -3n, newMultiplier: 2.5 },
        unixTimestamp: 7n,
      },
    });
  });

  test.each([
    ["of another length", extended(mintData(), 1, [[10, interest.subarray(1)]])],
    [
      "behind the end",
      extended(mintData(), 1, [
        [0, new Uint8Array(0)],
        [10, interest],
      ]),
    ],
    ["cut off", extended(mintData(), 1, [[10, interest]]).subarray(0, -1)],
  ])("no rate %s", (_name, data) => {
    expect(readSplTokenAdditionalData(data, 7n)).toMatchObject({ interestBearing: undefined });
  });
});
