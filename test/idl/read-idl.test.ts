import { expect, test } from "vitest";
import { readIdl } from "../../src/idl/index.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";

const key = (byte: number) => new Uint8Array(32).fill(byte);
const u = (format: string) => ({ kind: "numberTypeNode", format, endian: "le" });
const bytes = (data: string) => ({ kind: "bytesValueNode", encoding: "base16", data });
const fixed = (size: number) => ({ kind: "fixedSizeTypeNode", size, type: { kind: "bytesTypeNode" } });
const argument = (name: string, type: object, more = {}) => ({ kind: "instructionArgumentNode", name, type, ...more });
const hidden = (defaultValue: object) => ({ defaultValueStrategy: "omitted", defaultValue });
const account = (name: string, more = {}) => {
  return { kind: "instructionAccountNode", name, isWritable: true, isSigner: false, ...more };
};
const instruction = (name: string, more: object) => ({
  kind: "instructionNode",
  name,
  accounts: [],
  arguments: [],
  ...more,
});
const color = { kind: "definedTypeLinkNode", name: "color" };

/** A program with each way to tell an instruction. */
const IDL = {
  kind: "rootNode",
  standard: "codama",
  version: "1.0.0",
  program: {
    kind: "programNode",
    name: "paint",
    publicKey: addressFromPubkey(key(8)),
    version: "0.0.1",
    definedTypes: [
      {
        kind: "definedTypeNode",
        name: "color",
        type: {
          kind: "enumTypeNode",
          size: u("u8"),
          variants: [
            { kind: "enumEmptyVariantTypeNode", name: "red" },
            {
              kind: "enumStructVariantTypeNode",
              name: "mixed",
              struct: {
                kind: "structTypeNode",
                fields: [{ kind: "structFieldTypeNode", name: "by", type: { kind: "publicKeyTypeNode" } }],
              },
            },
          ],
        },
      },
    ],
    errors: [{ kind: "errorNode", name: "dry", code: 3, message: "The paint is dry" }],
    accounts: [
      {
        kind: "accountNode",
        name: "wall",
        discriminators: [{ kind: "fieldDiscriminatorNode", name: "tag", offset: 0 }],
        data: {
          kind: "structTypeNode",
          fields: [
            { kind: "structFieldTypeNode", name: "tag", type: fixed(2), ...hidden(bytes("0102")) },
            { kind: "structFieldTypeNode", name: "area", type: u("u64") },
            {
              kind: "structFieldTypeNode",
              name: "owner",
              type: { kind: "optionTypeNode", item: { kind: "publicKeyTypeNode" }, prefix: u("u8") },
            },
          ],
        },
      },
      { kind: "accountNode", name: "anything", data: { kind: "structTypeNode", fields: [] } },
    ],
    instructions: [
      instruction("byConstant", {
        discriminators: [
          {
            kind: "constantDiscriminatorNode",
            offset: 1,
            constant: { kind: "constantValueNode", type: fixed(2), value: bytes("aabb") },
          },
        ],
        arguments: [argument("all", fixed(3))],
      }),
      instruction("bySize", {
        discriminators: [{ kind: "sizeDiscriminatorNode", size: 5 }],
        arguments: [argument("first", u("u32"))],
      }),
      instruction("byField", {
        discriminators: [{ kind: "fieldDiscriminatorNode", name: "number", offset: 0 }],
        optionalAccountStrategy: "omitted",
        accounts: [
          account("wall"),
          account("helper", { isOptional: true }),
          account("brush"),
          account("spare", { isOptional: true }),
        ],
        arguments: [
          argument("number", u("u8"), hidden({ kind: "numberValueNode", number: 7 })),
          argument("color", color),
          argument("coats", u("u64")),
        ],
      }),
      instruction("byFirst", {
        arguments: [argument("number", u("u8"), hidden({ kind: "numberValueNode", number: 9 }))],
      }),
    ],
  },
};

const paint = readIdl(IDL);
const read = (data: readonly number[], accounts = 0) => paint.instruction(Uint8Array.from(data), accounts);

test("instructions by constants, sizes and fields, and by a first field that nobody gives", () => {
  expect(read([1, 0xaa, 0xbb])).toMatchObject({ name: "byConstant", arguments: { all: "Aaq7" } });
  expect(read([1, 2, 0, 0, 9])).toMatchObject({ name: "bySize", arguments: { first: 513 } });
  expect(read([7, 0])).toMatchObject({ name: "byField", arguments: { color: { __kind: "Red" } } });
  expect(read([9])).toEqual({ name: "byFirst", arguments: {}, accountNames: [] });
  expect(read([8])).toBeUndefined();
});

test("arguments as traces show them, and as far as the data have them", () => {
  const by = addressFromPubkey(key(4));
  const all = [7, 1, ...key(4), 255, 255, 255, 255, 255, 255, 255, 255];
  expect(read(all)!.arguments).toEqual({ color: { __kind: "Mixed", by }, coats: "18446744073709551615" });
  expect(read(all.slice(0, 38))!.arguments).toEqual({ color: { __kind: "Mixed", by } });
  expect(read([7, 5])!.arguments).toEqual({});
});

test("of accounts that may be left out, the last are", () => {
  const names = (given: number) => read([7], given)!.accountNames;
  expect(names(4)).toEqual(["wall", "helper", "brush", "spare"]);
  expect(names(3)).toEqual(["wall", "helper", "brush"]);
  expect(names(2)).toEqual(["wall", "brush"]);
});

test("accounts by their discriminator, and errors by their code", () => {
  const wall = Uint8Array.from([1, 2, 5, 0, 0, 0, 0, 0, 0, 0, 1, ...key(6)]);
  expect(paint.account!(wall)).toEqual({ kind: "wall", fields: { area: "5", owner: addressFromPubkey(key(6)) } });
  const unowned = Uint8Array.from([1, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(paint.account!(unowned)).toEqual({ kind: "wall", fields: { area: "5", owner: null } });
  expect(paint.account!(wall.subarray(0, 20))).toBeUndefined();
  expect(paint.account!(Uint8Array.of(2, 2))).toBeUndefined();
  expect([paint.error!(3), paint.error!(4)]).toEqual([{ name: "dry", message: "The paint is dry" }, undefined]);
  expect([paint.name, paint.address]).toEqual(["paint", addressFromPubkey(key(8))]);
});

test("an IDL whose discriminator names no field is refused", () => {
  const [first] = IDL.program.accounts;
  const accounts = [{ ...first, discriminators: [{ kind: "fieldDiscriminatorNode", name: "none", offset: 0 }] }];
  expect(() => readIdl({ ...IDL, program: { ...IDL.program, accounts } })).toThrow("expected a field none in wall");
});
