import { describe, expect, test } from "vitest";
import { parseAccountData } from "../../src/account-decoder/parse-account-data.js";
import { base64Decode } from "../../src/base/base64.js";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { writeJson } from "../../src/base/json.js";
import { U64_MAX } from "../../src/base/u64.js";
import { encodeLoaderV3State, type LoaderV3State } from "../../src/solana/loader-v3-state.js";
import { encodeLookupTable } from "../../src/solana/lookup-table.js";
import { encodeNonceState, type NonceState } from "../../src/solana/nonce.js";
import * as ids from "../../src/solana/program-ids.js";
import { addressFromPubkey, type Pubkey } from "../../src/solana/pubkey.js";
import { key } from "./token-fixtures.js";

const address = (byte: number) => addressFromPubkey(key(byte));

function parse(programId: Pubkey, data: Uint8Array) {
  return parseAccountData(key(9), programId, data);
}

function parsedText(programId: Pubkey, data: Uint8Array) {
  const account = parse(programId, data);
  return account && writeJson(account.parsed ?? null);
}

test("of a program that nobody knows", () => {
  expect(parse(key(5), new Uint8Array(4))).toBeUndefined();
});

// Agave: account-decoder/src/parse_address_lookup_table.rs.
describe("address lookup tables", () => {
  const table = {
    deactivationSlot: 1n,
    lastExtendedSlot: 2n,
    lastExtendedSlotStartIndex: 3,
    authority: key(4),
    addresses: [key(5), key(6)],
  };
  const program = ids.ADDRESS_LOOKUP_TABLE_PROGRAM_ID;

  test("with an authority", () => {
    const data = encodeLookupTable(table);
    expect(writeJson(parse(program, data) ?? null)).toBe(
      `{"program":"address-lookup-table","parsed":{"info":{"addresses":["${address(5)}","${address(6)}"],` +
        `"authority":"${address(4)}","deactivationSlot":"1","lastExtendedSlot":"2","lastExtendedSlotStartIndex":3},` +
        `"type":"lookupTable"},"space":${data.length}}`,
    );
  });

  test("frozen and active", () => {
    const data = encodeLookupTable({ ...table, authority: undefined, deactivationSlot: U64_MAX, addresses: [] });
    expect(parsedText(program, data)).toBe(
      `{"info":{"addresses":[],"deactivationSlot":"${U64_MAX}","lastExtendedSlot":"2","lastExtendedSlotStartIndex":3},` +
        `"type":"lookupTable"}`,
    );
  });

  test("uninitialized", () => expect(parsedText(program, new Uint8Array(56))).toBe('{"type":"uninitialized"}'));

  test.each([
    ["nothing", new Uint8Array(0)],
    ["part of an address", encodeLookupTable(table).subarray(0, -1)],
  ])("%s", (_name, data) => expect(parse(program, data)).toBeUndefined());
});

// Agave: account-decoder/src/parse_bpf_loader.rs.
describe("accounts of the upgradeable loader", () => {
  const elf = new Uint8Array(64).fill(7);
  const elfText = `["${"BwcH".repeat(21)}Bw==","base64"]`;

  test.each<[string, LoaderV3State, string]>([
    ["uninitialized", { kind: "uninitialized" }, '{"type":"uninitialized"}'],
    [
      "a program",
      { kind: "program", programDataAddress: key(1) },
      `{"info":{"programData":"${address(1)}"},"type":"program"}`,
    ],
    [
      "a buffer",
      { kind: "buffer", authority: key(1) },
      `{"info":{"authority":"${address(1)}","data":${elfText}},"type":"buffer"}`,
    ],
    [
      "a buffer of nobody",
      { kind: "buffer", authority: undefined },
      `{"info":{"authority":null,"data":${elfText}},"type":"buffer"}`,
    ],
    [
      "a program's data",
      { kind: "programData", slot: 42n, authority: key(1) },
      `{"info":{"authority":"${address(1)}","data":${elfText},"slot":42},"type":"programData"}`,
    ],
    [
      "a final program's data",
      { kind: "programData", slot: U64_MAX, authority: undefined },
      `{"info":{"authority":null,"data":${elfText},"slot":${U64_MAX}},"type":"programData"}`,
    ],
  ])("%s", (_name, state, text) => {
    const data = new Uint8Array([...encodeLoaderV3State(state), ...elf]);
    expect(parsedText(ids.LOADER_V3_ID, data)).toBe(text);
    expect(parse(ids.LOADER_V3_ID, data)).toMatchObject({ program: "bpf-upgradeable-loader", space: data.length });
  });

  test.each([
    ["nothing", []],
    ["another state", [4, 0, 0, 0]],
    ["a program without an address", [2, 0, 0, 0]],
    ["an authority that is neither there nor not", [1, 0, 0, 0, 2]],
  ])("%s", (_name, data) => expect(parse(ids.LOADER_V3_ID, Uint8Array.from(data))).toBeUndefined());
});

// Agave: account-decoder/src/parse_nonce.rs.
describe("nonces", () => {
  const data = { authority: key(0), durableNonce: key(0), lamportsPerSignature: 0n };

  test.each<NonceState["version"]>(["legacy", "current"])("a %s one", (version) => {
    expect(writeJson(parse(ids.SYSTEM_PROGRAM_ID, encodeNonceState({ version, data })) ?? null)).toBe(
      `{"program":"nonce","parsed":{"info":{"authority":"${address(0)}","blockhash":"${address(0)}",` +
        `"feeCalculator":{"lamportsPerSignature":"0"}},"type":"initialized"},"space":80}`,
    );
  });

  test("one of mainnet's", () => {
    const account = base64Decode(
      "AQAAAAEAAAAYN7fDgyW630LDtnup4nlG5uUrhnBS077hAkv7jaK5U/Z1Da4WA4qlaCl2RvtERjayxzWWD30+4/7zXET6S+5XiBMAAAAAAAA=",
    );
    expect(parse(ids.SYSTEM_PROGRAM_ID, account ?? new Uint8Array(0))?.parsed).toMatchObject({
      info: { feeCalculator: { lamportsPerSignature: "5000" } },
    });
  });

  test.each([
    ["zeros", new Uint8Array(4)],
    ["zeros of the right length", new Uint8Array(80)],
    ["nothing", new Uint8Array(0)],
    ["one that is cut off", encodeNonceState({ version: "current", data }).subarray(0, -1)],
  ])("%s", (_name, account) => expect(parse(ids.SYSTEM_PROGRAM_ID, account)).toBeUndefined());
});

// Agave: account-decoder/src/parse_stake.rs.
describe("stakes", () => {
  const meta = (tag: number) =>
    new ByteWriter(200).u32(tag).u64(42n).bytes(key(1)).bytes(key(2)).u64(-1n).u64(1n).bytes(key(3));
  const metaText =
    `{"authorized":{"staker":"${address(1)}","withdrawer":"${address(2)}"},` +
    `"lockup":{"custodian":"${address(3)}","epoch":1,"unixTimestamp":-1},"rentExemptReserve":"42"}`;
  const delegated = meta(2).bytes(key(4)).u64(20n).u64(2n).u64(U64_MAX).u64(0n).u64(10n).u8(0).finish();

  test.each([
    ["uninitialized", Uint8Array.of(0, 0, 0, 0), '{"type":"uninitialized"}'],
    ["initialized", meta(1).finish(), `{"info":{"meta":${metaText},"stake":null},"type":"initialized"}`],
    [
      "delegated",
      delegated,
      `{"info":{"meta":${metaText},"stake":{"creditsObserved":10,"delegation":{"activationEpoch":"2",` +
        `"deactivationEpoch":"${U64_MAX}","stake":"20","voter":"${address(4)}"}}},"type":"delegated"}`,
    ],
    ["a rewards pool", Uint8Array.of(3, 0, 0, 0), '{"type":"rewardsPool"}'],
  ])("%s", (_name, data, text) => {
    const account = new Uint8Array(200);
    account.set(data);
    expect(parsedText(ids.STAKE_PROGRAM_ID, data)).toBe(text);
    expect(parsedText(ids.STAKE_PROGRAM_ID, account)).toBe(text);
  });

  test.each([
    ["bad data", Uint8Array.of(1, 2, 3, 4)],
    ["another state", Uint8Array.of(4, 0, 0, 0)],
    ["without its flags", delegated.subarray(0, -1)],
  ])("%s", (_name, data) => expect(parse(ids.STAKE_PROGRAM_ID, data)).toBeUndefined());
});
