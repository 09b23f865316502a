import { test } from "vitest";
import { cpiFromIdl } from "../../src/idl/index.js";
import { type AccountInfo, CpiContext, type Pubkey } from "../../src/program/index.js";

// Nothing here calls: `npm run typecheck` fails where an error that is expected does not come.
declare const info: AccountInfo;
declare const key: Pubkey;

const swap = cpiFromIdl({
  address: "11111111111111111111111111111111",
  metadata: { name: "swap", version: "0.1.0", spec: "0.1.0" },
  instructions: [
    {
      name: "swap_exact_in",
      discriminator: [1, 2, 3, 4, 5, 6, 7, 8],
      accounts: [
        { name: "user_wallet", signer: true, writable: true },
        { name: "pool", writable: true },
        { name: "referrer", optional: true },
        { name: "vaults", accounts: [{ name: "vault_a" }, { name: "vault_b" }] },
      ],
      args: [
        { name: "amount_in", type: "u64" },
        { name: "side", type: { defined: { name: "Side" } } },
        { name: "route", type: { vec: { defined: { name: "Hop" } } } },
        { name: "limit", type: { option: "u128" } },
      ],
    },
  ],
  types: [
    { name: "Side", type: { kind: "enum", variants: [{ name: "BuyIt" }, { name: "Sell" }] } },
    {
      name: "Hop",
      type: {
        kind: "struct",
        fields: [
          { name: "pool_key", type: "pubkey" },
          { name: "way", type: { defined: { name: "Way" } } },
        ],
      },
    },
    {
      name: "Way",
      type: {
        kind: "enum",
        variants: [
          { name: "Direct" },
          { name: "Via", fields: [{ name: "max_fee", type: "u16" }] },
          { name: "Pair", fields: ["u8", "bool"] },
        ],
      },
    },
  ],
} as const);

const counter = cpiFromIdl({
  kind: "rootNode",
  standard: "codama",
  version: "1.0.0",
  program: {
    kind: "programNode",
    name: "counter",
    publicKey: "11111111111111111111111111111111",
    definedTypes: [
      {
        kind: "definedTypeNode",
        name: "mode",
        type: {
          kind: "enumTypeNode",
          size: { kind: "numberTypeNode", format: "u8", endian: "le" },
          variants: [
            { kind: "enumEmptyVariantTypeNode", name: "up" },
            { kind: "enumEmptyVariantTypeNode", name: "down" },
          ],
        },
      },
    ],
    instructions: [
      {
        kind: "instructionNode",
        name: "increment",
        accounts: [
          { kind: "instructionAccountNode", name: "counter", isWritable: true, isSigner: false },
          { kind: "instructionAccountNode", name: "authority", isWritable: false, isSigner: "either" },
          { kind: "instructionAccountNode", name: "extra", isWritable: false, isSigner: false, isOptional: true },
        ],
        arguments: [
          {
            kind: "instructionArgumentNode",
            name: "discriminator",
            defaultValueStrategy: "omitted",
            type: { kind: "numberTypeNode", format: "u8", endian: "le" },
            defaultValue: { kind: "numberValueNode", number: 1 },
          },
          {
            kind: "instructionArgumentNode",
            name: "amount",
            type: { kind: "numberTypeNode", format: "u64", endian: "le" },
          },
          { kind: "instructionArgumentNode", name: "mode", type: { kind: "definedTypeLinkNode", name: "mode" } },
        ],
      },
    ],
  },
} as const);

test("what does not compile", () => {
  void (() => {
    const accounts = { userWallet: info, pool: info, vaultA: info, vaultB: info };
    const args = {
      amountIn: 1n,
      side: "buyIt",
      route: [
        { poolKey: key, way: { __kind: "Via", maxFee: 3 } },
        { poolKey: key, way: { __kind: "Pair", fields: [1, true] } },
      ],
      limit: null,
    } as const;
    swap.swapExactIn(CpiContext.new(key, accounts), args);
    swap.swapExactIn(CpiContext.new(key, { ...accounts, referrer: info }), { ...args, limit: 5n });
    // @ts-expect-error: a wrong name
    swap.swapExactIn(CpiContext.new(key, { ...accounts, referer: info }), args);
    // @ts-expect-error: an account is missing
    swap.swapExactIn(CpiContext.new(key, { userWallet: info, pool: info, vaultA: info }), args);
    // @ts-expect-error: no such variant
    swap.swapExactIn(CpiContext.new(key, accounts), { ...args, side: "buy" });
    // @ts-expect-error: an argument of another type
    swap.swapExactIn(CpiContext.new(key, accounts), { ...args, amountIn: 1 });
    // @ts-expect-error: no such instruction
    swap.swap;
    // @ts-expect-error: no fields of that variant
    swap.swapExactIn(CpiContext.new(key, accounts), { ...args, route: [{ poolKey: key, way: { __kind: "Via" } }] });

    counter.increment(CpiContext.new(key, { counter: info, authority: info }), { amount: 1n, mode: "up" });
    const both = CpiContext.new(key, { counter: info, authority: info });
    // @ts-expect-error: the discriminator is no argument
    counter.increment(both, { discriminator: 1, amount: 1n, mode: "up" });
    // @ts-expect-error: no such variant
    counter.increment(CpiContext.new(key, { counter: info, authority: info }), { amount: 1n, mode: "left" });
    // @ts-expect-error: no counter
    counter.increment(CpiContext.new(key, { authority: info }), { amount: 1n, mode: "up" });
  });
});
