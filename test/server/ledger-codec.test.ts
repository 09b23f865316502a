import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteWriter } from "../../src/base/byte-writer.js";
import { Float, type Json } from "../../src/base/json.js";
import { accountCodec, checkpointCodec } from "../../src/server/ledger-codec/account-codec.js";
import { transactionRecordCodec } from "../../src/server/ledger-codec/block-codec.js";
import type { Codec } from "../../src/server/ledger-codec/codec.js";
import { json } from "../../src/server/ledger-codec/json-codec.js";
import { metaCodec, rewardCodec } from "../../src/server/ledger-codec/meta-codec.js";
import { decode } from "../../src/server/ledger-codec/record.js";
import * as samples from "../cluster/ledger-samples.js";

const { json: anyJson } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.bigInt(),
    fc.string({ unit: "binary" }),
    fc.double().map((value) => new Float(value)),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constant("__proto__")), tie("json"), { maxKeys: 3 }),
  ),
}));

const record = fc
  .record({ entry: samples.transaction, blockTime: fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }) })
  .map(({ entry: { transaction, meta }, blockTime }) => ({ transaction, meta, blockTime }));
const checkpoint = samples.checkpoint.map((rest) => ({ ...rest, slot: 0xffff_ffff_ffff_ffffn }));

const CODECS: readonly [string, Codec<never>, fc.Arbitrary<unknown>][] = [
  ["JSON", json as Codec<never>, anyJson],
  ["metas", metaCodec as Codec<never>, samples.statusMeta],
  ["rewards", rewardCodec as Codec<never>, samples.reward],
  ["accounts", accountCodec as Codec<never>, samples.account],
  ["checkpoints", checkpointCodec as Codec<never>, checkpoint],
  ["transactions", transactionRecordCodec as Codec<never>, record],
];

it.each(CODECS)("%s are read as they were written", (_name, codec, values) => {
  fc.assert(
    fc.property(values, (value) => {
      expect(decode(codec, encode(codec, value as never), "it")).toEqual(value);
    }),
    { numRuns: 300 },
  );
});

it.each(CODECS)("bytes that are no %s are refused, whatever they are", (_name, codec, values) => {
  const damaged = fc.tuple(values, fc.nat(), fc.nat(255), fc.boolean()).map(([value, at, byte, isCut]) => {
    const bytes = encode(codec, value as never);
    if (isCut) return bytes.subarray(0, at % bytes.length);
    bytes[at % bytes.length] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array()), (bytes) => {
      try {
        decode(codec, bytes, "it");
      } catch (error) {
        expect(error).toMatchObject({ code: "ledger-corrupt" });
      }
    }),
    { numRuns: 300 },
  );
  expect(() => decode(codec, new Uint8Array(0), "it")).toThrow("it cannot be read: unexpected end of data");
  expect(() => decode(codec, encodeWithOneMore(codec, values), "it")).toThrow("1 bytes too many");
});

function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const out = new ByteWriter();
  codec.write(out, value);
  return out.finish();
}

function encodeWithOneMore(codec: Codec<never>, values: fc.Arbitrary<unknown>): Uint8Array {
  const [value] = fc.sample(values, 1);
  return Uint8Array.of(...encode(codec, value as never), 0);
}
