import { expect, test } from "vitest";
import { displayFixedFloat, displayFloat, floatParts, parseDisplayedFloat } from "../../src/base/rust-float.js";

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

// As rustc 1.95 writes `{:.N}`.
test.each<[number, number, string]>([
  [0, 0, "0"],
  [-0, 2, "-0.00"],
  [0.5, 0, "0"],
  [1.5, 0, "2"],
  [2.5, 0, "2"],
  [0.125, 2, "0.12"],
  [0.375, 2, "0.38"],
  [1.005, 2, "1.00"],
  [0.1, 25, "0.1000000000000000055511151"],
  [1e21, 2, "1000000000000000000000.00"],
  [1e23, 0, "99999999999999991611392"],
  [-1234.5678, 3, "-1234.568"],
  [5e-324, 10, "0.0000000000"],
  [1e-9, 9, "0.000000001"],
  [123456789.98765433, 9, "123456789.987654328"],
  [0.9999999, 6, "1.000000"],
  [9.995, 2, "9.99"],
  [-0.001, 2, "-0.00"],
  [Math.PI, 40, "3.1415926535897931159979634685441851615906"],
  [Number.NaN, 3, "NaN"],
  [Number.POSITIVE_INFINITY, 3, "inf"],
  [Number.NEGATIVE_INFINITY, 0, "-inf"],
])("%d with %d decimals is written %s", (value, fractionDigits, text) => {
  expect(displayFixedFloat(value, fractionDigits)).toBe(text);
});

test.each<[string, number]>([
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["NaN", Number.NaN],
  ["-0", -0],
  ["1.051271096376024117", 1.0512710963760241],
])("%s is read as %d", (text, value) => {
  expect(parseDisplayedFloat(text)).toBe(value);
});

test.each([0, 5e-324, 2.2250738585072014e-308, 0.1, 1, 1.7976931348623157e308])("%d has its parts", (value) => {
  const { significand, exponent } = floatParts(value);
  expect(Number(significand) * 2 ** exponent).toBe(value);
});
