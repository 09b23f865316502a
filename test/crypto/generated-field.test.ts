import { ed25519 } from "@noble/curves/ed25519.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { edwardsField } from "../../src/crypto/edwards-field.js";
import { SECP256K1 } from "../../src/crypto/field-wasm/secp256k1.js";
import { GeneratedField, instantiateCurve } from "../../src/crypto/generated-field.js";
import { integerFromLe, inverseModulo } from "../../src/crypto/integer.js";
import { signedDigits } from "../../src/crypto/signed-digits.js";
import { le32 } from "./support.js";

const { Fp } = ed25519.Point;
const P = Fp.ORDER;
const edwards = edwardsField()!;

function secp256k1Field(): GeneratedField {
  const { bytes, exports } = instantiateCurve(SECP256K1)!;
  return new GeneratedField(bytes, exports);
}

/** Numbers below 2^bits with full or empty limbs, near 0 and the prime, and any. */
function numbers(prime: bigint, bits: bigint) {
  const limb = fc.constantFrom(0n, 1n, 2n ** 29n - 1n, 2n ** 28n);
  const spell = (limbs: readonly bigint[]) => limbs.reduceRight((high, low) => (high << 29n) | low, 0n);
  return fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** bits - 1n }),
    fc.bigInt({ min: 0n, max: 40n }),
    fc.bigInt({ min: prime - 40n, max: prime + 18n }),
    fc.array(limb, { minLength: 9, maxLength: 9 }).map((limbs) => spell(limbs) % 2n ** bits),
  );
}

describe.each([
  ["2^255 - 19", edwards, Fp, 255n],
  ["secp256k1", secp256k1Field(), secp256k1.Point.Fp, 256n],
] as const)("the generated field of %s", (_name, field: GeneratedField, Fp, bits) => {
  const { ops } = field;
  const [a, b, c, out] = [field.element(), field.element(), field.element(), field.element()];
  const values = numbers(Fp.ORDER, bits);
  const load = (place: number, value: bigint) => field.decode(place, le32(value));
  const valueAt = (place: number) => integerFromLe(field.encode(place));

  it("reads as many bits as the prime has and writes what is below it", () => {
    fc.assert(
      fc.property(values, fc.boolean(), (value, highest) => {
        load(a, highest ? value | (1n << 255n) : value);
        const read = highest && bits === 256n ? value | (1n << 255n) : value;
        expect(valueAt(a)).toBe(read % Fp.ORDER);
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
        expect(valueAt(out)).toBe(Fp.create(x * y));
        ops.subtract(out, a, b);
        expect(valueAt(out)).toBe(Fp.create(x - y));
        ops.squareTimes(out, a, times);
        expect(valueAt(out)).toBe(Fp.pow(Fp.create(x), 2n ** BigInt(times)));
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

  it("takes powers", () => {
    fc.assert(
      fc.property(values, fc.bigInt({ min: 0n, max: Fp.ORDER }), (x, exponent) => {
        load(a, x);
        field.power(out, a, exponent);
        expect(valueAt(out)).toBe(Fp.pow(Fp.create(x), exponent));
      }),
      { numRuns: 20 },
    );
  });
});

describe("the generated field of edwards25519", () => {
  const field = edwards;
  const [a, b, out] = [field.element(), field.element(), field.element()];
  const values = numbers(P, 255n);
  const load = (place: number, value: bigint) => field.decode(place, le32(value));
  const valueAt = (place: number) => integerFromLe(field.encode(place));

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
  const scalars = fc.oneof(numbers(P, 256n), fc.constantFrom(2n ** 253n - 1n, 2n ** 256n - 1n));
  fc.assert(
    fc.property(scalars, (value) => {
      const digits = new Int8Array(300).fill(7);
      const count = signedDigits(digits, Uint8Array.from([9, 9, ...le32(value), 9]), 2, 32, width);
      expect(count).toBe(257);
      let sum = 0n;
      let last = -width;
      for (const [i, digit] of digits.subarray(0, count).entries()) {
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

it("inverseModulo is the inverse", () => {
  const prime = secp256k1.Point.Fn.ORDER;
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: prime - 1n }), (value) => {
      expect((inverseModulo(value, prime) * value) % prime).toBe(1n);
    }),
  );
});
