import { describe, expect, test } from "vitest";
import { cpiFromIdl } from "../../src/idl/index.js";
import { borsh, defineProgram, instruction, multisig, SYSTEM_PROGRAM_ID, system } from "../../src/program/index.js";
import { vault } from "../program/accounts/vault.js";
import { Caller } from "../program/cpi/caller.js";

const key = (byte: number) => new Uint8Array(32).fill(byte);

test("the IDL of a declared program gives the functions that it has itself", () => {
  const id = key(7);
  const cpi = cpiFromIdl(vault.idl(id)) as unknown as typeof vault.cpi;
  expect(Object.keys(cpi)).toEqual(Object.keys(vault.cpi));
  const accounts = { vault: key(1), authority: key(2), systemProgram: key(0) };
  const closing = { vault: key(1), authority: key(2) };
  for (const made of [cpi, vault.cpi]) {
    expect([
      made.openVault.instruction(id, accounts, { name: "p\u00e8re" }),
      made.deposit.instruction(id, accounts, { amount: 5n }),
      made.closeVault.instruction(id, closing),
      made.peek.instruction(id, { vault: key(1), any: key(2) }),
    ]).toEqual([
      vault.cpi.openVault.instruction(id, accounts, { name: "p\u00e8re" }),
      vault.cpi.deposit.instruction(id, accounts, { amount: 5n }),
      vault.cpi.closeVault.instruction(id, closing),
      vault.cpi.peek.instruction(id, { vault: key(1), any: key(2) }),
    ]);
  }
  const wrong = { amount: "x" as never };
  expect(() => cpi.deposit.instruction(id, accounts, wrong)).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});

const u = <const F extends string>(format: F) => ({ kind: "numberTypeNode", format, endian: "le" }) as const;
const SYSTEM_IDL = {
  kind: "rootNode",
  standard: "codama",
  version: "1.0.0",
  program: {
    kind: "programNode",
    name: "system",
    publicKey: "11111111111111111111111111111111",
    version: "0.0.1",
    definedTypes: [],
    instructions: [
      {
        kind: "instructionNode",
        name: "createAccount",
        optionalAccountStrategy: "omitted",
        accounts: [
          { kind: "instructionAccountNode", name: "payer", isWritable: true, isSigner: true },
          { kind: "instructionAccountNode", name: "newAccount", isWritable: true, isSigner: "either" },
          { kind: "instructionAccountNode", name: "none", isWritable: true, isSigner: false, isOptional: true },
        ],
        arguments: [
          {
            kind: "instructionArgumentNode",
            name: "discriminator",
            defaultValueStrategy: "omitted",
            type: u("u32"),
            defaultValue: { kind: "numberValueNode", number: 0 },
          },
          { kind: "instructionArgumentNode", name: "lamports", type: u("u64") },
          {
            kind: "instructionArgumentNode",
            name: "space",
            type: u("u64"),
            defaultValue: { kind: "numberValueNode", number: 3 },
          },
          { kind: "instructionArgumentNode", name: "programAddress", type: { kind: "publicKeyTypeNode" } },
        ],
      },
    ],
  },
} as const;

test("a Codama IDL calls the real program", () => {
  const { createAccount } = cpiFromIdl(SYSTEM_IDL);
  const caller = new Caller();
  const payer = caller.account();
  const newAccount = key(9);
  const args = { lamports: 2_000_000n, space: undefined, programAddress: key(8) };
  caller.call(SYSTEM_PROGRAM_ID, createAccount as never, { payer, newAccount }, args);
  expect(caller.bench.account(newAccount)).toMatchObject({
    lamports: 2_000_000n,
    owner: key(8),
    data: new Uint8Array(3),
  });

  const given = { ...args, space: 4n };
  expect(createAccount.instruction(SYSTEM_PROGRAM_ID, { payer, newAccount }, given)).toEqual(
    system.createAccount.instruction(
      SYSTEM_PROGRAM_ID,
      { from: payer, to: newAccount },
      { lamports: 2_000_000n, space: 4n, owner: key(8) },
    ),
  );
  const several = createAccount.instruction(
    SYSTEM_PROGRAM_ID,
    { payer, newAccount: multisig(newAccount, [key(5)]), none: key(4) },
    given,
  );
  expect(several.accounts.map(({ pubkey, isSigner }) => [pubkey[0], isSigner])).toEqual([
    [payer[0], true],
    [9, false],
    [4, false],
    [5, true],
  ]);
});

test("what is no IDL", () => {
  const wrong = expect.objectContaining({ code: "invalid-idl" });
  for (const idl of [
    null,
    undefined,
    "{}",
    {},
    { kind: "rootNode" },
    { instructions: [null] },
    { instructions: [{}] },
  ]) {
    expect(() => cpiFromIdl(idl as never)).toThrow(wrong);
  }
});

test("what an instruction returns is read as the IDL says, options and structs too", () => {
  const Price = borsh.struct("Price", {
    price: borsh.i64,
    publisher: borsh.pubkey,
    confidence: borsh.option(borsh.u64),
  });
  const oracle = defineProgram({
    name: "oracle",
    instructions: {
      readPrice: instruction({
        args: { price: borsh.i64 },
        accounts: { feed: [] },
        returns: Price,
        handler: ({ accounts: { feed } }, { price }) => ({ price, publisher: feed.key, confidence: null }),
      }),
      readConfidence: instruction({
        accounts: { feed: [] },
        returns: borsh.option(borsh.u64),
        handler: () => 3n,
      }),
      nothing: instruction({ accounts: { feed: [] }, handler: () => {} }),
    },
  });
  const caller = new Caller();
  const id = key(9);
  caller.bench.svm.addProgram(id, oracle);
  const made = cpiFromIdl(oracle.idl(id)) as unknown as typeof oracle.cpi;
  const feed = caller.account();
  for (const cpi of [oracle.cpi, made]) {
    const price = { price: -5n, publisher: feed, confidence: null };
    expect(caller.call(id, cpi.readPrice, { feed }, { price: -5n })).toEqual(price);
    expect(caller.call(id, cpi.readConfidence, { feed })).toBe(3n);
    expect(caller.call(id, cpi.nothing, { feed })).toBeUndefined();
  }
});

const PARAMS_IDL = {
  address: "SysvarC1ock11111111111111111111111111111111",
  metadata: { name: "params", version: "0.1.0", spec: "0.1.0" },
  instructions: [
    {
      name: "initialize",
      discriminator: [1, 2, 3, 4, 5, 6, 7, 8],
      accounts: [{ name: "state" }],
      args: [{ name: "params", type: { defined: { name: "Params" } } }],
    },
  ],
  types: [
    {
      name: "Params",
      type: {
        kind: "struct",
        fields: [
          { name: "low", type: "u8" },
          { name: "is_open", type: "bool" },
          { name: "rate", type: "f64" },
          { name: "hash", type: { array: ["u8", 2] } },
        ],
      },
    },
  ],
} as const;

describe("a struct as the only argument", () => {
  const { initialize } = cpiFromIdl(PARAMS_IDL);
  const make = (params: object) => initialize.instruction(key(9), { state: key(1) }, { params } as never).data;
  const params = { low: 1, isOpen: true, rate: 1.5, hash: [7, 8] };

  test("is given by its name", () => {
    expect([...make(params)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 0, 0, 0, 0, 0, 0, 248, 63, 7, 8]);
  });

  test.each([
    ["no number", { low: undefined }],
    ["a text", { low: "1" }],
    ["a fraction", { low: 1.5 }],
    ["beyond the range", { low: 256 }],
    ["no boolean", { isOpen: undefined }],
    ["a number for a boolean", { isOpen: 1 }],
    ["no float", { rate: undefined }],
    ["a bigint for a float", { rate: 1n }],
    ["too few elements", { hash: [7] }],
    ["no element", { hash: [7, undefined] }],
    ["a text for the elements", { hash: "78" }],
  ])("with %s: invalid-argument", (_, wrong) => {
    expect(() => make({ ...params, ...wrong })).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });

  test("left out: invalid-argument", () => {
    expect(() => initialize.instruction(key(9), { state: key(1) }, {} as never)).toThrow("params");
  });
});

test("an argument of an account's type, which IDLs before Anchor 0.30 do not list with the types", () => {
  const { setConfig } = cpiFromIdl({
    version: "0.1.0",
    name: "old",
    instructions: [
      {
        name: "setConfig",
        accounts: [{ name: "state", isMut: true, isSigner: false }],
        args: [{ name: "config", type: { defined: "Config" } }],
      },
    ],
    accounts: [{ name: "Config", type: { kind: "struct", fields: [{ name: "fee", type: "u16" }] } }],
  });
  const made = setConfig.instruction(key(9), { state: key(1) }, { config: { fee: 258 } });
  expect([...made.data.subarray(8)]).toEqual([2, 1]);
});
