import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesEqual, firstDifference } from "../../src/base/bytes.js";

/** Bytes at any place in their buffer, short and long. */
const bytes = fc.tuple(fc.nat(7), fc.nat(1_200), fc.uint8Array({ maxLength: 8 })).map(([offset, length, last]) => {
  const view = new Uint8Array(offset + length + last.length).subarray(offset);
  view.set(last, length);
  return view;
});

describe("comparing bytes", () => {
  it("finds the first difference from an index on, as byte by byte", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(1_300), (a, b, from) => {
        let i = from;
        while (i < Math.min(a.length, b.length) && a[i] === b[i]) i++;
        expect(firstDifference(a, b, from)).toBe(i);
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds a byte that differs wherever it is", () => {
    for (const length of [1, 255, 256, 257, 1_000]) {
      for (let i = 0; i < length; i++) {
        const [a, b] = [new Uint8Array(length), new Uint8Array(length)];
        expect(bytesEqual(a, b)).toBe(true);
        b[i] = 1;
        expect([bytesEqual(a, b), firstDifference(a, b, 0)]).toEqual([false, i]);
      }
    }
    expect(bytesEqual(new Uint8Array(300), new Uint8Array(301))).toBe(false);
  });
});
