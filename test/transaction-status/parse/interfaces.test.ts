import { expect, test } from "vitest";
import { concatBytes } from "../../../src/base/bytes.js";
import { TOKEN_2022_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import {
  ADDRESS,
  borshString,
  expectKnown,
  KEY,
  type Known,
  none,
  parseWith,
  partiallyDecoded,
  some,
  U64_MAX,
  u8,
  u64,
} from "./known.js";

// As in the tests of Agave's transaction-status/src/parse_token/extension: token_group.rs, token_metadata.rs.

const NO_KEY = new Uint8Array(32);
const discriminator = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const updating = ["metadata", "updateAuthority"];
const UPDATE_FIELD = discriminator("dde9312db5cadcc8");
const EMIT = discriminator("faa6b4fa0d0cb846");

const interfaces: readonly Known[] = [
  {
    type: "initializeTokenGroup",
    data: [discriminator("79716c2736330004"), KEY, u64(55n)],
    accounts: ["group", "mint", "mintAuthority"],
    info: { updateAuthority: ADDRESS, maxSize: 55n },
  },
  {
    type: "initializeTokenGroup",
    data: [discriminator("79716c2736330004"), NO_KEY, u64(55n)],
    accounts: ["group", "mint", "mintAuthority"],
    info: { updateAuthority: null, maxSize: 55n },
  },
  {
    type: "updateTokenGroupMaxSize",
    data: [discriminator("6c25ab8ff81e126e"), u64(U64_MAX)],
    accounts: ["group", "updateAuthority"],
    info: { maxSize: U64_MAX },
  },
  {
    type: "updateTokenGroupAuthority",
    data: [discriminator("a1695801edddd8cb"), NO_KEY],
    accounts: ["group", "updateAuthority"],
    info: { newAuthority: null },
  },
  {
    type: "initializeTokenGroupMember",
    data: [discriminator("9820deb0dfed7486")],
    accounts: ["member", "memberMint", "memberMintAuthority", "group", "groupUpdateAuthority"],
  },
  {
    type: "initializeTokenMetadata",
    data: [discriminator("d2e11ea258b84d8d"), borshString("Mega Token 🦖"), borshString("MEGA"), borshString("")],
    accounts: ["metadata", "updateAuthority", "mint", "mintAuthority"],
    info: { name: "Mega Token 🦖", symbol: "MEGA", uri: "" },
  },
  ...["name", "symbol", "uri"].map((field, number) => ({
    type: "updateTokenMetadataField",
    data: [UPDATE_FIELD, u8(number), borshString("new")],
    accounts: updating,
    info: { field, value: "new" },
  })),
  {
    type: "updateTokenMetadataField",
    data: [UPDATE_FIELD, u8(3), borshString("coolField"), borshString("cool")],
    accounts: updating,
    info: { field: "coolField", value: "cool" },
  },
  {
    type: "removeTokenMetadataKey",
    data: [discriminator("ea122038598d25b5"), u8(1), borshString("coolField")],
    accounts: updating,
    info: { key: "coolField", idempotent: true },
  },
  {
    type: "updateTokenMetadataAuthority",
    data: [discriminator("d7e4a6e45464567b"), KEY],
    accounts: updating,
    info: { newAuthority: ADDRESS },
  },
  { type: "emitTokenMetadata", data: [EMIT, none, none], accounts: ["metadata"] },
  { type: "emitTokenMetadata", data: [EMIT, some(u64(1n)), none], accounts: ["metadata"], info: { start: 1n } },
  { type: "emitTokenMetadata", data: [EMIT, none, some(u64(2n))], accounts: ["metadata"], info: { end: 2n } },
].map((known) => ({ ...known, isExact: true }));

expectKnown(TOKEN_2022_PROGRAM_ID, "spl-token", interfaces);

test.each([
  ["a metadata field beyond the last", concatBytes(UPDATE_FIELD, u8(4), borshString("x"))],
  ["a bool that is none", concatBytes(discriminator("ea122038598d25b5"), u8(2), borshString("x"))],
  ["a name that is no UTF-8", concatBytes(UPDATE_FIELD, u8(0), Uint8Array.of(1, 0, 0, 0, 0xff))],
  ["an unknown discriminator", concatBytes(u8(100), new Uint8Array(12))],
])("unknown: %s", (_name, data) => {
  expect(parseWith(TOKEN_2022_PROGRAM_ID, data, 6)).toEqual(partiallyDecoded(TOKEN_2022_PROGRAM_ID, data, 6));
});
