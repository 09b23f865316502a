import { getShortU16Encoder } from "@solana/kit";
import { expect, test } from "vitest";
import { ByteReader } from "../../../src/base/byte-reader.js";
import { ByteWriter } from "../../../src/base/byte-writer.js";
import { readCompactU16, writeCompactU16 } from "../../../src/solana/message/compact-u16.js";

function encode(value: number): Uint8Array {
  const writer = new ByteWriter();
  writeCompactU16(writer, value);
  return writer.finish();
}

function decode(bytes: readonly number[]): { value: number; length: number } | string {
  const reader = new ByteReader(Uint8Array.from(bytes));
  const value = readCompactU16(reader);
  return reader.failure ?? { value, length: reader.offset };
}

test("every value goes there and back, in Kit's bytes", () => {
  const kit = getShortU16Encoder();
  for (let value = 0; value <= 0xffff; value++) {
    const bytes = encode(value);
    if (value % 7 === 0 || value < 300) expect(bytes).toEqual(new Uint8Array(kit.encode(value)));
    const decoded = decode([...bytes]);
    if (typeof decoded === "string" || decoded.value !== value || decoded.length !== bytes.length) {
      expect.fail(`${value}: ${JSON.stringify(decoded)}`);
    }
  }
});

// The vectors of solana-short-vec.
test.each([
  [[0x00], 0],
  [[0x7f], 0x7f],
  [[0x80, 0x01], 0x80],
  [[0xff, 0x01], 0xff],
  [[0x80, 0x02], 0x100],
  [[0xff, 0xff, 0x01], 0x7fff],
  [[0x80, 0x80, 0x01], 0x4000],
  [[0xff, 0xff, 0x03], 0xffff],
])("reads %j", (bytes, value) => expect(decode([...bytes, 9])).toEqual({ value, length: bytes.length }));

test.each([
  ["an alias of 0", [0x80, 0x00], /shortest/],
  ["an alias of 0 in three bytes", [0x80, 0x80, 0x00], /shortest/],
  ["an alias of 127", [0xff, 0x00], /shortest/],
  ["an alias of 255", [0xff, 0x81, 0x00], /shortest/],
  ["an alias of 256", [0x80, 0x82, 0x00], /shortest/],
  ["more than 16 bits", [0x80, 0x80, 0x04], /exceeds/],
  ["more than 16 bits, all set", [0xff, 0xff, 0x7f], /exceeds/],
  ["a third byte that goes on", [0x80, 0x80, 0x80, 0x00], /exceeds/],
  ["nothing", [], /end of data/],
  ["one byte of two", [0x80], /end of data/],
  ["two bytes of three", [0x80, 0x80], /end of data/],
])("refuses %s", (_, bytes, reason) => expect(decode(bytes)).toMatch(reason));
