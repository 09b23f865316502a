import fc from "fast-check";
import { expect, test } from "vitest";
import { base58Decode, base58Encode } from "../../src/base/base58.js";

test("knows addresses, leading zeros included", () => {
  expect(base58Encode(new Uint8Array(32))).toBe("1".repeat(32));
  expect(base58Encode(Uint8Array.of(0, 0, 1))).toBe("112");
  expect(base58Encode(new Uint8Array(32).fill(255))).toBe("JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG");
});

test("reads itself back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(base58Decode(base58Encode(bytes))).toEqual(bytes);
    }),
  );
});

test.each(["0", "O", "I", "l", " ", "é", "\u{1f600}", "11 "])("refuses %j", (text) => {
  expect(base58Decode(text)).toBeUndefined();
});
