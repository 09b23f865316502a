import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { edwardsField } from "../../src/crypto/edwards-field.js";
import { integerFromLe } from "../../src/crypto/integer.js";
import { signedDigits } from "../../src/crypto/signed-digits.js";
import { le32 } from "./support.js";

const { Fp } = ed25519.Point;
const P = Fp.ORDER;
const SIGN = 1n << 255n;
const field = edwardsField()!;
const { ops } = field;
const [a, b, c, out] = [field.element(), field.element(), field.element(), field.element()];

/** Numbers below 2^255 with full or empty limbs, near 0 and p, and any. */
const values = fc.oneof(
  fc.bigInt({ min: 0n, max: SIGN - 1n }),
  fc.bigInt({ min: 0n, max: 40n }),
  fc.bigInt({ min: P - 40n, max: SIGN - 1n }),
  fc
    .array(fc.constantFrom(0n, 1n, 2n ** 29n - 1n, 2n ** 28n), { minLength: 9, maxLength: 9 })
    .map((limbs) => limbs.reduceRight((high, limb) => (high << 29n) | limb, 0n) % SIGN),
);

const load = (place: number, value: bigint) => field.decode(place, le32(value));
const valueAt = (place: number) => integerFromLe(field.encode(place));

describe("the generated field", () => {
  it("reads 255 bits and writes what is below p", () => {
    fc.assert(
      fc.property(values, fc.boolean(), (value, sign) => {
        load(a, sign ? value | SIGN : value);
        expect(valueAt(a)).toBe(value % P);
      }),
    );
  });

  it("adds, subtracts, multiplies and squares, sums of two and three included", () => {
    fc.assert(
      fc.property(values, values, values, fc.integer({ min: 1, max: 6 }), (x, y, z, times) => {
        load(a, x);
        load(b, y);
        load(c, z);
        ops.multiply(out, a, b);
        expect(valueAt(out)).toBe(Fp.mul(x, y));
        ops.subtract(out, a, b);
        expect(valueAt(out)).toBe(Fp.sub(x % P, y % P));
        ops.squareTimes(out, a, times);
        expect(valueAt(out)).toBe(Fp.pow(x, 2n ** BigInt(times)));
        ops.add(out, a, b);
        ops.add(out, out, c);
        ops.add(c, c, b);
        ops.multiply(a, out, c);
        expect(valueAt(a)).toBe(Fp.create((x + y + z) * (y + z)));
        ops.subtract(a, c, out);
        expect(valueAt(a)).toBe(Fp.create(-x));
        ops.squareTimes(c, c, 1);
        expect(valueAt(c)).toBe(Fp.create((y + z) ** 2n));
      }),
      { numRuns: 1000 },
    );
  });

  it("inverts", () => {
    fc.assert(
      fc.property(values, (x) => {
        load(a, x);
        field.invert(out, a);
        expect(valueAt(out)).toBe(x % P === 0n ? 0n : Fp.inv(x));
      }),
    );
  });

  it("takes roots of ratios as RFC 9496 says", () => {
    const i = Fp.pow(2n, (P - 1n) / 4n);
    fc.assert(
      fc.property(values, values, (u, v) => {
        load(a, u);
        load(b, v);
        const isSquare = field.squareRootOfRatio(out, a, b);
        const root = valueAt(out);
        const ratio = v % P === 0n ? 0n : Fp.div(u % P, v % P);
        expect(root & 1n).toBe(0n);
        expect(Fp.sqr(root)).toBe(isSquare ? ratio : Fp.mul(ratio, i));
        expect(isSquare).toBe(u % P === 0n || (ratio !== 0n && Fp.pow(ratio, (P - 1n) / 2n) === 1n));
      }),
    );
  });

  it("is missing where no WebAssembly can be compiled", async () => {
    vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory });
    vi.resetModules();
    try {
      expect((await import("../../src/crypto/edwards-field.js")).edwardsField()).toBeNull();
      expect((await import("../../src/crypto/edwards-points.js")).edwardsPoints()).toBeNull();
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

it.each([2, 5, 8])("signedDigits of width %i spell the scalar with odd digits far apart", (width) => {
  const scalars = fc.oneof(values, fc.constantFrom(0n, 1n, 2n ** 253n - 1n, ed25519.Point.Fn.ORDER - 1n));
  fc.assert(
    fc.property(scalars, (value) => {
      const digits = signedDigits(le32(value), width);
      let sum = 0n;
      let last = -width;
      for (const [i, digit] of digits.entries()) {
        if (digit === 0) continue;
        expect(Math.abs(digit % 2)).toBe(1);
        expect(Math.abs(digit)).toBeLessThan(2 ** (width - 1));
        expect(i - last).toBeGreaterThanOrEqual(width);
        last = i;
        sum += BigInt(digit) << BigInt(i);
      }
      expect(sum).toBe(value);
    }),
  );
});
