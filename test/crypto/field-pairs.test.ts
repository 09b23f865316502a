import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { edwardsFieldPairs, type Half } from "../../src/crypto/edwards-field-pairs.js";
import { PAIR_BYTES } from "../../src/crypto/field-wasm/field-pairs.js";
import { integerFromLe } from "../../src/crypto/integer.js";
import { le32 } from "./support.js";

const { Fp } = ed25519.Point;
const P = Fp.ORDER;
const field = edwardsFieldPairs()!;
const { ops, words } = field;
const [a, b, c, out] = [field.pair(), field.pair(), field.pair(), field.pair()];

const limbs = fc.array(fc.constantFrom(0n, 1n, 2n ** 25n - 1n, 2n ** 26n - 1n), { minLength: 10, maxLength: 10 });
const numbers = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 255n - 1n }),
  fc.bigInt({ min: 0n, max: 40n }),
  fc.bigInt({ min: P - 40n, max: P + 18n }),
  limbs.map((limbs) => limbs.reduceRight((high, low, i) => (high << (i % 2 === 0 ? 26n : 25n)) | low, 0n) % 2n ** 255n),
);
const pairs = fc.tuple(numbers, numbers);
type Pair = readonly [bigint, bigint];
const BOTH = [0, 1] as const;

function load(place: number, pair: Pair): void {
  for (const half of BOTH) field.unpack(place, half, le32(pair[half]));
}

function valuesAt(place: number): Pair {
  const value = (half: Half) => integerFromLe(field.pack(place, half));
  return [value(0), value(1)];
}

const each = (of: (half: Half) => bigint): Pair => [Fp.create(of(0)), Fp.create(of(1))];

describe("pairs of numbers modulo 2^255 - 19", () => {
  it("are read without the highest bit and written below the prime", () => {
    fc.assert(
      fc.property(pairs, (x) => {
        load(a, [x[0] | (1n << 255n), x[1]]);
        expect(valuesAt(a)).toEqual(each((half) => x[half]));
      }),
    );
  });

  it("are added, subtracted, multiplied and squared, sums and differences included", () => {
    fc.assert(
      fc.property(pairs, pairs, pairs, fc.integer({ min: 1, max: 6 }), (x, y, z, times) => {
        load(a, x);
        load(b, y);
        load(c, z);
        ops.multiply(out, a, b);
        expect(valuesAt(out)).toEqual(each((half) => x[half] * y[half]));
        ops.squareTimes(out, a, times);
        expect(valuesAt(out)).toEqual(each((half) => Fp.pow(Fp.create(x[half]), 2n ** BigInt(times))));
        ops.subtract(out, a, b);
        expect(valuesAt(out)).toEqual(each((half) => x[half] - y[half]));
        ops.add(c, c, b);
        ops.multiply(out, out, c);
        expect(valuesAt(out)).toEqual(each((half) => (x[half] - y[half]) * (z[half] + y[half])));
        ops.subtract(c, a, b);
        ops.squareTimes(c, c, 1);
        expect(valuesAt(c)).toEqual(each((half) => (x[half] - y[half]) ** 2n));
      }),
      { numRuns: 1000 },
    );
  });

  /** The largest that count for so much; `carried` ones have small even limbs. */
  function fill(place: number, count: number, carried = false): bigint {
    let [value, start] = [0n, 0n];
    for (let i = 0; i < PAIR_BYTES / 8; i++) {
      const tight = (i % 2 === 0 ? 2 ** 26 : 2 ** 25) + 2 ** 18;
      const limb = carried && i % 2 === 0 ? 2 ** 26 - 1 : count * tight;
      words.fill(limb, place / 4 + 2 * i, place / 4 + 2 * i + 2);
      value += BigInt(limb) << start;
      start += i % 2 === 0 ? 26n : 25n;
    }
    return value;
  }

  it.each([
    [15, 2, false],
    [10, 2, false],
    [7, 4, true],
    [1, 1, false],
  ])("hold the largest factors: %i times %i, carried: %s", (first, second, carried) => {
    const product = Fp.create(fill(a, first) * fill(b, second, carried));
    ops.multiply(out, a, b);
    expect(valuesAt(out)).toEqual([product, product]);
    // Even limbs, then odd ones.
    for (const [i, word] of words.subarray(out / 4, (out + PAIR_BYTES) / 4).entries())
      expect(word).toBeLessThan((i % 4 < 2 ? 2 ** 26 : 2 ** 25) + 2 ** 18);
  });

  it("hold the largest square", () => {
    const square = Fp.create(fill(a, 3) ** 2n);
    ops.squareTimes(out, a, 1);
    expect(valuesAt(out)).toEqual([square, square]);
  });

  it("may be results and operands at once", () => {
    load(a, [7n, P - 1n]);
    ops.multiply(a, a, a);
    ops.add(a, a, a);
    ops.subtract(a, a, field.constant(1n, 2n));
    expect(valuesAt(a)).toEqual([97n, 0n]);
    expect([field.isZero(a, 0), field.isZero(a, 1)]).toEqual([false, true]);
  });

  it("are inverted, 0 to 0", () => {
    fc.assert(
      fc.property(pairs, (x) => {
        load(a, x);
        field.invert(out, a);
        expect(valuesAt(out)).toEqual(each((half) => (x[half] % P === 0n ? 0n : Fp.inv(x[half]))));
      }),
      { numRuns: 50 },
    );
  });

  it("have roots of ratios with the signs that are asked for, or not", () => {
    fc.assert(
      fc.property(pairs, pairs, fc.boolean(), fc.boolean(), (u, v, first, second) => {
        load(a, u);
        load(b, v);
        const hasRoots = field.squareRootsOfRatios(out, a, b, [first, second]);
        const ratios = each((half) => (v[half] % P === 0n ? 0n : Fp.div(u[half] % P, v[half] % P)));
        const isRatio = (half: Half) => u[half] % P === 0n || v[half] % P !== 0n;
        const isSquare = (half: Half) =>
          isRatio(half) && (ratios[half] === 0n || Fp.pow(ratios[half], (P - 1n) / 2n) === 1n);
        expect(hasRoots).toBe(isSquare(0) && isSquare(1));
        if (!hasRoots) return;
        const roots = valuesAt(out);
        expect(each((half) => roots[half] ** 2n)).toEqual(ratios);
        for (const half of BOTH) if (roots[half] !== 0n) expect((roots[half] & 1n) === 1n).toBe([first, second][half]);
      }),
    );
  });
});

it("are missing where no WebAssembly can be compiled", async () => {
  vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory });
  vi.resetModules();
  try {
    expect((await import("../../src/crypto/edwards-field-pairs.js")).edwardsFieldPairs()).toBeNull();
    expect((await import("../../src/crypto/ed25519-equation.js")).ed25519Equation()).toBeNull();
    const { ED25519_BACKENDS, ed25519Backend } = await import("../../src/crypto/ed25519-backend.js");
    for (let i = 0; i < 300; i++) ed25519Backend();
    expect(ed25519Backend()).toBe(ED25519_BACKENDS["sodium-native"]());
  } finally {
    vi.unstubAllGlobals();
  }
});
