import { expect, test } from "vitest";
import { displayFloat } from "../../src/base/rust-float.js";

// As core::fmt writes `{}` of an f64 (float_to_decimal_display).
test.each<[number, string]>([
  [0, "0"],
  [-0, "-0"],
  [1, "1"],
  [1.5, "1.5"],
  [-0.25, "-0.25"],
  [100, "100"],
  [123456.789, "123456.789"],
  [0.1, "0.1"],
  [1e-7, "0.0000001"],
  [1.25e-10, "0.000000000125"],
  [1e21, "1000000000000000000000"],
  [1.7976931348623157e308, `17976931348623157${"0".repeat(292)}`],
  [5e-324, `0.${"0".repeat(323)}5`],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "inf"],
  [Number.NEGATIVE_INFINITY, "-inf"],
])("%d is written %s", (value, text) => {
  expect(displayFloat(value)).toBe(text);
});
