import { expect, it } from "vitest";
import { latin1 } from "../../src/base/latin1.js";

it("has a character for each byte", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(Array.from(latin1(bytes), (character) => character.charCodeAt(0))).toEqual([...bytes]);
  expect(latin1(bytes.subarray(72, 74))).toBe("HI");
  expect(latin1(new Uint8Array(0))).toBe("");
});
