import { expect, test } from "vitest";
import {
  account,
  accountType,
  address,
  addressOf,
  associatedToken,
  borsh,
  defineProgram,
  init,
  instruction,
  pda,
  pubkey,
  SYSTEM_PROGRAM_ID,
  signer,
} from "../../../src/program/index.js";
import { newKey } from "../../helpers/transactions.js";
import { vault } from "./vault.js";

const SYSTEM = "11111111111111111111111111111111";
const bytesOf = (text: string) => [...new TextEncoder().encode(text)];

test("the IDL of a declared program is what Anchor would write", () => {
  const id = newKey();
  const seeds = [
    { kind: "const", value: bytesOf("vault") },
    { kind: "account", path: "authority" },
  ];
  expect(vault.idl(id)).toEqual({
    address: addressOf(id),
    metadata: { name: "vault", version: "0.1.0", spec: "0.1.0" },
    instructions: [
      {
        name: "open_vault",
        discriminator: [181, 248, 228, 67, 6, 175, 37, 167],
        accounts: [
          { name: "vault", writable: true, pda: { seeds: [...seeds, { kind: "arg", path: "name" }] } },
          { name: "authority", writable: true, signer: true },
          { name: "system_program", address: SYSTEM },
        ],
        args: [{ name: "name", type: "string" }],
      },
      {
        name: "deposit",
        // The first eight bytes of sha256("global:deposit"), as in the IDL of any Anchor program that has it.
        discriminator: [242, 35, 198, 137, 82, 225, 242, 182],
        accounts: [
          {
            name: "vault",
            writable: true,
            pda: { seeds: [...seeds, { kind: "account", path: "vault.name", account: "Vault" }] },
          },
          { name: "authority", writable: true, signer: true, relations: ["vault"] },
          { name: "system_program", address: SYSTEM },
        ],
        args: [{ name: "amount", type: "u64" }],
        returns: "u64",
      },
      {
        name: "close_vault",
        discriminator: [141, 103, 17, 126, 72, 75, 29, 29],
        accounts: [
          { name: "vault", writable: true },
          { name: "authority", writable: true, signer: true, relations: ["vault"] },
        ],
        args: [],
      },
      { name: "peek", discriminator: [7], accounts: [{ name: "vault" }, { name: "any" }], args: [], returns: "string" },
    ],
    accounts: [{ name: "Vault", discriminator: [211, 8, 232, 43, 2, 152, 117, 119] }],
    errors: [
      { code: 6000, name: "NothingToDeposit", msg: "There is nothing to deposit" },
      { code: 6001, name: "TooMuch", msg: "It is too much" },
    ],
    types: [
      {
        name: "Vault",
        type: {
          kind: "struct",
          fields: [
            { name: "authority", type: "pubkey" },
            { name: "total", type: "u64" },
            { name: "name", type: "string" },
          ],
        },
      },
    ],
  });
  expect(JSON.parse(JSON.stringify(vault.idl(id)))).toEqual(vault.idl(id));
  expect(() => vault.idl()).toThrow(expect.objectContaining({ code: "invalid-program" }));
});

test("types of arguments, fixed addresses and new accounts", () => {
  const id = pubkey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
  const hop = borsh.struct("Hop", { poolKey: borsh.pubkey, fees: borsh.array(borsh.u16, 2) });
  const side = borsh.enumeration("Side", ["Buy", "Sell"]);
  const way = borsh.union("Way", { Direct: {}, Via: { maxFee: borsh.option(borsh.u64) } });
  const Foreign = accountType("Foreign", { x: borsh.u8 }, { discriminator: [], owner: id });
  const program = defineProgram({
    name: "swapAll",
    version: "1.2.3",
    address: id,
    instructions: {
      swap: instruction({
        accounts: {
          fresh: [init({ payer: "payer" })],
          derived: [init({ payer: "payer" }), pda([Uint8Array.of(1, 2)], id)],
          token: [init({ payer: "payer" }), associatedToken({ mint: "foreign", authority: "payer" })],
          payer: [signer],
          foreign: [account(Foreign)],
          systemProgram: [address(SYSTEM_PROGRAM_ID)],
          tokenProgram: [],
          associatedTokenProgram: [],
        },
        args: { hops: borsh.vec(hop), side, way, blob: borsh.bytes },
        handler: () => {},
      }),
    },
  });
  const idl = program.idl();
  expect([idl.address, idl.metadata, idl.accounts]).toEqual([
    "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA",
    { name: "swap_all", version: "1.2.3", spec: "0.1.0" },
    [],
  ]);
  expect(idl.instructions[0]!.accounts.slice(0, 6)).toEqual([
    { name: "fresh", writable: true, signer: true },
    {
      name: "derived",
      writable: true,
      pda: { seeds: [{ kind: "const", value: [1, 2] }], program: { kind: "const", value: [...id] } },
    },
    { name: "token", writable: true },
    { name: "payer", signer: true },
    { name: "foreign" },
    { name: "system_program", address: SYSTEM },
  ]);
  expect(idl.instructions[0]!.args).toEqual([
    { name: "hops", type: { vec: { defined: { name: "Hop" } } } },
    { name: "side", type: { defined: { name: "Side" } } },
    { name: "way", type: { defined: { name: "Way" } } },
    { name: "blob", type: "bytes" },
  ]);
  expect(idl.types).toEqual([
    {
      name: "Hop",
      type: {
        kind: "struct",
        fields: [
          { name: "pool_key", type: "pubkey" },
          { name: "fees", type: { array: ["u16", 2] } },
        ],
      },
    },
    { name: "Side", type: { kind: "enum", variants: [{ name: "Buy" }, { name: "Sell" }] } },
    {
      name: "Way",
      type: {
        kind: "enum",
        variants: [{ name: "Direct" }, { name: "Via", fields: [{ name: "max_fee", type: { option: "u64" } }] }],
      },
    },
  ]);
});
