import { expect, test } from "vitest";
import { hasDuplicateKeys } from "../../../src/solana/message/duplicate-keys.js";

/** All of these land in one bucket. */
function key(n: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(1, n);
  return bytes;
}

test.each([0, 1, 2, 64, 256, 300])("%i different keys hold no duplicate, and one more does", (count) => {
  const keys = Array.from({ length: count }, (_, n) => key(n));
  expect(hasDuplicateKeys(keys)).toBe(false);
  for (const twice of new Set([0, 1, count >> 1, count - 1])) {
    if (twice < 0 || twice >= count) continue;
    expect(hasDuplicateKeys([...keys, key(twice)])).toBe(true);
    expect(hasDuplicateKeys([key(twice), ...keys])).toBe(true);
  }
  expect(hasDuplicateKeys(keys)).toBe(false);
});
