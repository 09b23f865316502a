import fc from "fast-check";
import { expect, test } from "vitest";
import { exp } from "../../src/account-decoder/token/exp.js";

// As Rust's f64::exp gives with glibc 2.36.
test.each<[number, number]>([
  [0, 1],
  [1, Math.E],
  [-1, 0.36787944117144233],
  [0.05, 1.0512710963760241],
  [0.1, 1.1051709180756477],
  [-0.5, 0.6065306597126334],
  [10, 22026.465794806718],
  [100, 2.6881171418161356e43],
  [-100, 3.720075976020836e-44],
  [700, 1.0142320547350045e304],
  [-700, 9.85967654375977e-305],
  [709.5, 1.3549863193146328e308],
  [709.782712893384, 1.7976931348622732e308],
  [709.79, Number.POSITIVE_INFINITY],
  [-744, 1e-323],
  [-746, 0],
  [-1e9, 0],
  [1e9, Number.POSITIVE_INFINITY],
  [1e-10, 1.0000000001],
  [0.3, 1.3498588075760032],
  [2.5, 12.182493960703473],
  [1 / 3, 1.3956124250860895],
  [Math.LN2, 2],
  [0.35, 1.4190675485932571],
  [20.000001, 485165680.57522875],
])("e to the %d is %d", (x, expected) => {
  expect(exp(x)).toBe(expected);
});

test("is within a last digit of Math.exp", () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(2 ** -51);
    }),
  );
});
