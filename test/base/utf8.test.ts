import { expect, test } from "vitest";
import { decodeUtf8, isUtf8 } from "../../src/base/utf8.js";

test.each([
  ["plain", [0x61, 0x62], "ab"],
  ["four bytes a character", [240, 159, 166, 150], "🦖"],
  ["a byte order mark, which is text as well", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
  ["nothing", [], ""],
  ["a lone continuation byte", [128], undefined],
  ["a surrogate", [0xed, 0xa0, 0x80], undefined],
  ["a character cut off", [240, 159, 166], undefined],
])("%s", (_name, bytes, text) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBe(text);
  expect(isUtf8(Uint8Array.from(bytes))).toBe(text !== undefined);
});
