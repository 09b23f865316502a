import { describe, expect, test } from "vitest";
import { parseExtensions } from "../../src/account-decoder/token/extensions.js";
import { base64Encode } from "../../src/base/base64.js";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { writeJson } from "../../src/base/json.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import { type Extension, key } from "./token-fixtures.js";

const MINT = 1;
const ACCOUNT = 2;
const address = (byte: number) => addressFromPubkey(key(byte));
const base64 = (length: number, byte: number) => base64Encode(new Uint8Array(length).fill(byte));
const bytes = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const write = () => new ByteWriter(256);
const ZERO_KEY = key(0);

function entries(...extensions: readonly Extension[]): Uint8Array {
  const writer = write();
  for (const [type, value] of extensions) writer.u16(type).u16(value.length).bytes(value);
  return writer.finish();
}

function text(of: typeof MINT | typeof ACCOUNT, ...extensions: readonly Extension[]) {
  return writeJson(parseExtensions(entries(...extensions), of) ?? null);
}

/** name, type, of, value, state as JSON. */
const STATES: readonly [string, number, typeof MINT | typeof ACCOUNT, Uint8Array, string][] = [
  [
    "transferFeeConfig",
    1,
    MINT,
    write()
      .bytes(key(1))
      .bytes(ZERO_KEY)
      .u64(3n)
      .u64(4n)
      .u64(5n)
      .u16(6)
      .u64(0xffff_ffff_ffff_ffffn)
      .u64(8n)
      .u16(65_535)
      .finish(),
    `{"transferFeeConfigAuthority":"${address(1)}","withdrawWithheldAuthority":null,"withheldAmount":3,` +
      `"olderTransferFee":{"epoch":4,"maximumFee":5,"transferFeeBasisPoints":6},` +
      `"newerTransferFee":{"epoch":18446744073709551615,"maximumFee":8,"transferFeeBasisPoints":65535}}`,
  ],
  ["transferFeeAmount", 2, ACCOUNT, write().u64(9n).finish(), '{"withheldAmount":9}'],
  ["mintCloseAuthority", 3, MINT, key(4), `{"closeAuthority":"${address(4)}"}`],
  ["mintCloseAuthority", 3, MINT, ZERO_KEY, '{"closeAuthority":null}'],
  [
    "confidentialTransferMint",
    4,
    MINT,
    write().bytes(key(1)).u8(2).bytes(key(3)).finish(),
    `{"authority":"${address(1)}","autoApproveNewAccounts":true,"auditorElgamalPubkey":"${base64(32, 3)}"}`,
  ],
  [
    "confidentialTransferMint",
    4,
    MINT,
    bytes(65, 0),
    '{"authority":null,"autoApproveNewAccounts":false,"auditorElgamalPubkey":null}',
  ],
  [
    "confidentialTransferAccount",
    5,
    ACCOUNT,
    write()
      .u8(1)
      .bytes(bytes(32, 2))
      .bytes(bytes(64, 3))
      .bytes(bytes(64, 4))
      .bytes(bytes(64, 5))
      .bytes(bytes(36, 6))
      .u8(0)
      .u8(1)
      .u64(7n)
      .u64(8n)
      .u64(9n)
      .u64(10n)
      .finish(),
    `{"approved":true,"elgamalPubkey":"${base64(32, 2)}","pendingBalanceLo":"${base64(64, 3)}",` +
      `"pendingBalanceHi":"${base64(64, 4)}","availableBalance":"${base64(64, 5)}",` +
      `"decryptableAvailableBalance":"${base64(36, 6)}","allowConfidentialCredits":false,` +
      `"allowNonConfidentialCredits":true,"pendingBalanceCreditCounter":7,"maximumPendingBalanceCreditCounter":8,` +
      `"expectedPendingBalanceCreditCounter":9,"actualPendingBalanceCreditCounter":10}`,
  ],
  ["defaultAccountState", 6, MINT, bytes(1, 2), '{"accountState":"frozen"}'],
  ["defaultAccountState", 6, MINT, bytes(1, 1), '{"accountState":"initialized"}'],
  ["defaultAccountState", 6, MINT, bytes(1, 77), '{"accountState":"uninitialized"}'],
  ["memoTransfer", 8, ACCOUNT, bytes(1, 1), '{"requireIncomingTransferMemos":true}'],
  [
    "interestBearingConfig",
    10,
    MINT,
    write().bytes(ZERO_KEY).u64(-1n).u16(0xffff).u64(5n).u16(0x7fff).finish(),
    '{"rateAuthority":null,"initializationTimestamp":-1,"preUpdateAverageRate":-1,"lastUpdateTimestamp":5,"currentRate":32767}',
  ],
  ["cpiGuard", 11, ACCOUNT, bytes(1, 0), '{"lockCpi":false}'],
  ["permanentDelegate", 12, MINT, key(8), `{"delegate":"${address(8)}"}`],
  [
    "transferHook",
    14,
    MINT,
    write().bytes(key(1)).bytes(key(2)).finish(),
    `{"authority":"${address(1)}","programId":"${address(2)}"}`,
  ],
  ["transferHookAccount", 15, ACCOUNT, bytes(1, 1), '{"transferring":true}'],
  [
    "confidentialTransferFeeConfig",
    16,
    MINT,
    write().bytes(ZERO_KEY).bytes(ZERO_KEY).u8(1).bytes(bytes(64, 2)).finish(),
    `{"authority":null,"withdrawWithheldAuthorityElgamalPubkey":"${base64(32, 0)}","harvestToMintEnabled":true,` +
      `"withheldAmount":"${base64(64, 2)}"}`,
  ],
  ["confidentialTransferFeeAmount", 17, ACCOUNT, bytes(64, 9), `{"withheldAmount":"${base64(64, 9)}"}`],
  [
    "metadataPointer",
    18,
    MINT,
    write().bytes(ZERO_KEY).bytes(key(2)).finish(),
    `{"authority":null,"metadataAddress":"${address(2)}"}`,
  ],
  [
    "groupPointer",
    20,
    MINT,
    write().bytes(key(1)).bytes(ZERO_KEY).finish(),
    `{"authority":"${address(1)}","groupAddress":null}`,
  ],
  [
    "tokenGroup",
    21,
    MINT,
    write().bytes(ZERO_KEY).bytes(key(2)).u64(3n).u64(4n).finish(),
    `{"updateAuthority":null,"mint":"${address(2)}","size":3,"maxSize":4}`,
  ],
  [
    "groupMemberPointer",
    22,
    MINT,
    write().bytes(key(1)).bytes(key(2)).finish(),
    `{"authority":"${address(1)}","memberAddress":"${address(2)}"}`,
  ],
  [
    "tokenGroupMember",
    23,
    MINT,
    write().bytes(ZERO_KEY).bytes(key(2)).u64(3n).finish(),
    `{"mint":"${address(0)}","group":"${address(2)}","memberNumber":3}`,
  ],
  [
    "confidentialMintBurn",
    24,
    MINT,
    write().bytes(bytes(64, 1)).bytes(bytes(36, 2)).bytes(bytes(32, 0)).bytes(bytes(64, 4)).finish(),
    `{"confidentialSupply":"${base64(64, 1)}","decryptableSupply":"${base64(36, 2)}",` +
      `"supplyElgamalPubkey":"${base64(32, 0)}","pendingBurn":"${base64(64, 4)}"}`,
  ],
  [
    "scaledUiAmountConfig",
    25,
    MINT,
    write().bytes(ZERO_KEY).f64(1e-7).u64(-2n).f64(1e21).finish(),
    '{"authority":null,"multiplier":"0.0000001","newMultiplierEffectiveTimestamp":-2,"newMultiplier":"1000000000000000000000"}',
  ],
  ["pausableConfig", 26, MINT, write().bytes(key(1)).u8(1).finish(), `{"authority":"${address(1)}","paused":true}`],
  ["permissionedBurnConfig", 28, MINT, key(4), `{"authority":"${address(4)}"}`],
];

describe.each(STATES)("%s (%d)", (name, type, of, value, state) => {
  test("is shown", () => {
    expect(text(of, [type, value])).toBe(`[{"extension":"${name}","state":${state}}]`);
  });

  test.each([
    ["one byte short", of, value.subarray(1)],
    ["one byte long", of, new Uint8Array([...value, 0])],
    ["where it cannot be", of === MINT ? ACCOUNT : MINT, value],
  ] as const)("is unparseable %s", (_name, where, wrong) => {
    expect(text(where, [type, wrong])).toBe('[{"extension":"unparseableExtension"}]');
  });
});

test.each([
  ["immutableOwner", 7],
  ["nonTransferable", 9],
  ["nonTransferableAccount", 13],
  ["pausableAccount", 27],
])("%s is merely there, wherever it is", (extension, type) => {
  const shown = `[{"extension":"${extension}"}]`;
  expect(text(MINT, [type, bytes(0, 0)])).toBe(shown);
  expect(text(ACCOUNT, [type, bytes(5, 5)])).toBe(shown);
});

describe("tokenMetadata", () => {
  const utf8 = (value: string) => new TextEncoder().encode(value);
  const texts = (...values: readonly string[]) =>
    values.reduce((writer, value) => writer.u32(utf8(value).length).bytes(utf8(value)), write());
  const head = write().bytes(ZERO_KEY).bytes(key(2)).finish();
  const value = (tail: Uint8Array) => new Uint8Array([...head, ...tail]);
  const full = value(
    texts("Näme", "SYM", "")
      .u32(2)
      .bytes(texts("a", "1", "\ufeffb", "").finish())
      .finish(),
  );
  const state =
    `{"updateAuthority":null,"mint":"${address(2)}","name":"Näme","symbol":"SYM","uri":"",` +
    `"additionalMetadata":[["a","1"],["\ufeffb",""]]}`;

  test.each([
    ["is shown", full],
    ["is shown with more behind it", new Uint8Array([...full, 1, 2])],
  ])("%s", (_name, data) => {
    expect(text(MINT, [19, data])).toBe(`[{"extension":"tokenMetadata","state":${state}}]`);
  });

  test.each([
    ["cut off", full.subarray(0, -1)],
    ["that is no UTF-8", value(write().u32(1).u8(0xff).bytes(texts("", "").u32(0).finish()).finish())],
    ["with more texts than there are bytes", value(texts("", "", "").u32(0xffff_ffff).finish())],
    ["of nothing", new Uint8Array(0)],
  ])("is unparseable %s", (_name, data) => {
    expect(text(MINT, [19, data])).toBe('[{"extension":"unparseableExtension"}]');
  });
});

describe("several", () => {
  test("stand in their order, and of two of a type the first twice", () => {
    expect(text(ACCOUNT, [8, bytes(1, 1)], [7, bytes(0, 0)], [8, bytes(1, 0)])).toBe(
      '[{"extension":"memoTransfer","state":{"requireIncomingTransferMemos":true}},{"extension":"immutableOwner"},' +
        '{"extension":"memoTransfer","state":{"requireIncomingTransferMemos":true}}]',
    );
  });

  const one = entries([7, bytes(0, 0)]);
  const shown = '[{"extension":"immutableOwner"}]';

  test.each([
    ["an empty place ends them", new Uint8Array([...one, 0, 0, 9]), shown],
    ["a single byte ends them", new Uint8Array([...one, 8]), shown],
    ["one of an unknown type undoes all", new Uint8Array([...one, 29, 0, 0, 0]), "null"],
    ["one without a length undoes all", new Uint8Array([...one, 8, 0, 1]), "null"],
    ["one that is cut off undoes all", new Uint8Array([...one, 8, 0, 1, 0]), "null"],
    ["none", new Uint8Array(0), "null"],
  ])("%s", (_name, data, expected) => {
    expect(writeJson(parseExtensions(data, ACCOUNT) ?? null)).toBe(expected);
  });
});
