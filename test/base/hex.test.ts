import { expect, test } from "vitest";
import { hexEncode } from "../../src/base/hex.js";

test("two digits each, lower case", () => {
  expect(hexEncode(Uint8Array.of(0, 0x0a, 0xff))).toBe("000aff");
  expect(hexEncode(new Uint8Array(0))).toBe("");
});
