import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CallgateError } from "../../../src/base/errors.js";
import { blake3 } from "../../../src/crypto/blake3.js";
import type { AccountMeta, Instruction } from "../../../src/solana/instruction.js";
import { compileMessage } from "../../../src/solana/message/compile.js";
import { encodeMessage } from "../../../src/solana/message/encode.js";
import { SYSTEM_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { addressFromPubkey, comparePubkeys, pubkeyFromAddress } from "../../../src/solana/pubkey.js";
import { compileInput } from "./arbitraries.js";

const key = (n: number) => new Uint8Array(32).fill(n);
const meta = (pubkey: Uint8Array, roles = ""): AccountMeta => ({
  pubkey,
  isSigner: roles.includes("s"),
  isWritable: roles.includes("w"),
});
const call = (programId: Uint8Array, accounts: AccountMeta[], data = new Uint8Array(4)): Instruction => ({
  programId,
  accounts,
  data,
});
const blockhash = key(0);

test("the hash that solana-message knows", () => {
  const [program0, program1, id0, id1, id2, id3] = [
    "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM",
    "8opHzTAnfzRpPEx21XtnrVTX28YQuCpAjcn1PczScKh",
    "CiDwVBFgWV9E5MvXWoLgnEgn2hK7rJikbvfWavzAQz3",
    "GcdayuLaLyrdmUu324nahyv33G5poQdLUEZ1nEytDeP",
    "LX3EUdRUBUa3TbsYXLEUdj9J3prXkWXvLYSWyYyc2Jj",
    "QRSsyMWN1yHT9ir42bgNZUNZ4PdEhcSWCrL2AryKpy5",
  ].map(pubkeyFromAddress);
  const instructions = [
    call(program0, [meta(id0, "w")]),
    call(program0, [meta(id1, "sw")]),
    call(program1, [meta(id2)]),
    call(program1, [meta(id3, "s")]),
  ];
  const message = encodeMessage(compileMessage({ feePayer: id1, instructions, blockhash }));
  const hash = blake3(new TextEncoder().encode("solana-tx-message-v1"), message);
  expect(addressFromPubkey(hash)).toBe("7VWCF4quo2CcWQFNUayZiorxpiR5ix8YzLebrXKf3fMF");
});

test("keys stand by role, the payer first, in each role by bytes", () => {
  fc.assert(
    fc.property(compileInput, (input) => {
      const { header, accountKeys, addressTableLookups } = compileMessage(input);
      expect(accountKeys[0]).toEqual(input.feePayer);
      const signers = header.numRequiredSignatures;
      const bounds = [
        1,
        signers - header.numReadonlySignedAccounts,
        signers,
        accountKeys.length - header.numReadonlyUnsignedAccounts,
        accountKeys.length,
      ];
      for (let role = 1; role < bounds.length; role++) {
        const keys = accountKeys.slice(bounds[role - 1], bounds[role]);
        expect(keys).toEqual([...keys].sort(comparePubkeys));
      }
      for (const lookup of addressTableLookups) {
        const table = input.lookupTables?.find(({ key }) => Buffer.compare(key, lookup.accountKey) === 0);
        for (const indexes of [lookup.writableIndexes, lookup.readonlyIndexes]) {
          const keys = Array.from(indexes, (index) => table?.addresses[index] as Uint8Array);
          expect(keys).toEqual([...keys].sort(comparePubkeys));
        }
      }
    }),
  );
});

describe("lookup tables", () => {
  const table = { key: key(9), addresses: [key(1), key(2), key(3), key(4), key(5)] };
  test("hold what neither signs nor runs", () => {
    const instructions = [call(key(5), [meta(key(1), "w"), meta(key(2)), meta(key(3), "s"), meta(key(4), "sw")])];
    const message = compileMessage({ feePayer: key(7), instructions, blockhash, version: 0, lookupTables: [table] });
    expect(message.addressTableLookups).toEqual([
      { accountKey: key(9), writableIndexes: Uint8Array.of(0), readonlyIndexes: Uint8Array.of(1) },
    ]);
    expect(message.accountKeys).toEqual([key(7), key(4), key(3), key(5)]);
    expect(message.instructions[0].accounts).toEqual(Uint8Array.of(4, 5, 2, 1));
  });
  test("do not hold a durable nonce", () => {
    const advance = call(SYSTEM_PROGRAM_ID, [meta(key(1), "w"), meta(key(2))], Uint8Array.of(4, 0, 0, 0));
    const message = compileMessage({
      feePayer: key(7),
      instructions: [advance],
      blockhash,
      version: 0,
      lookupTables: [table],
    });
    expect(message.accountKeys).toEqual([key(7), key(1), SYSTEM_PROGRAM_ID]);
    expect(message.addressTableLookups).toMatchObject([
      { writableIndexes: Uint8Array.of(), readonlyIndexes: Uint8Array.of(1) },
    ]);
  });
  test("are left out when they hold nothing, and in other versions", () => {
    const empty = { feePayer: key(7), instructions: [call(key(8), [meta(key(11))])], blockhash, lookupTables: [table] };
    expect(compileMessage({ ...empty, version: 0 }).addressTableLookups).toEqual([]);
    const used = { ...empty, instructions: [call(key(8), [meta(key(1))])] };
    expect(compileMessage(used).addressTableLookups).toEqual([]);
    expect(compileMessage({ ...used, version: 1 }).addressTableLookups).toEqual([]);
  });
});

describe("what does not fit", () => {
  const many = (count: number, roles: string) => {
    const accounts = Array.from({ length: count }, (_, n) =>
      meta(Uint8Array.from([...key(0).subarray(2), n >> 8, n & 255]), roles),
    );
    return () => compileMessage({ feePayer: key(7), instructions: [call(key(8), accounts)], blockhash });
  };
  test("256 keys fit, 257 do not", () => {
    expect(many(254, "w")().accountKeys.length).toBe(256);
    expect(many(255, "w")).toThrow(CallgateError);
  });
  test("127 signers fit a legacy message, 128 do not", () => {
    expect(encodeMessage(many(126, "s")())[0]).toBe(127);
    expect(() => encodeMessage(many(127, "s")())).toThrow(/at most 127 required signatures/);
  });
  test("a v1 instruction holds 255 accounts and 65535 bytes", () => {
    const encode = (accounts: number, bytes: number) => () => {
      const instruction = call(key(8), new Array(accounts).fill(meta(key(1))), new Uint8Array(bytes));
      return encodeMessage(compileMessage({ feePayer: key(7), instructions: [instruction], blockhash, version: 1 }));
    };
    expect(encode(255, 65535)()).toBeDefined();
    expect(encode(256, 0)).toThrow(CallgateError);
    expect(encode(0, 65536)).toThrow(CallgateError);
  });
});
