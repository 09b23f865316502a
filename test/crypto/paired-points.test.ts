import { ED25519_TORSION_SUBGROUP, ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Multiples, pairedPoints } from "../../src/crypto/paired-points.js";
import { hex, le32, toHex } from "./support.js";

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const points = pairedPoints()!;
const [p, q, sum] = [points.newPoint(), points.newPoint(), points.newPoint()];

/** Any points, those of small and of mixed order included. */
const anyPoint = fc
  .tuple(fc.bigInt({ min: 0n, max: L - 1n }), fc.constantFrom(...ED25519_TORSION_SUBGROUP))
  .map(([factor, torsion]) => Point.BASE.multiplyUnsafe(factor).add(Point.fromHex(torsion, true)));
const scalars = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  fc.bigInt({ min: 0n, max: 300n }),
  fc.constantFrom(L, L - 1n, 8n * L, 2n ** 255n, 2n ** 256n - 1n),
);

function term(multiples: Multiples, isNegative: boolean, scalar: bigint, start = 0, length = 32) {
  return { multiples, isNegative, scalar: Uint8Array.from([...le32(scalar), 0]), start, length };
}

describe("points in pairs", () => {
  it("are read negated, and written", () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (first, second) => {
        expect(points.decodeNegatives(p, first.toBytes(), q, second.toBytes())).toBe(true);
        expect(points.encode(p)).toEqual(first.negate().toBytes());
        expect(points.encode(q)).toEqual(second.negate().toBytes());
      }),
      { numRuns: 50 },
    );
  });

  it("are read with y from the prime on, and with a sign where x = 0", () => {
    const base = Point.BASE.toBytes();
    // y = p + 1 with a sign is 1, and y = p is 0.
    for (const [encoding, canonical] of [
      [`ee${"ff".repeat(31)}`, le32(1n)],
      [`ed${"ff".repeat(30)}7f`, le32(1n << 255n)],
    ] as const) {
      expect(points.decodeNegatives(p, hex(encoding), q, base)).toBe(true);
      expect(points.encode(p)).toEqual(canonical);
    }
  });

  it("are refused where one of the two is none", () => {
    const [point, none] = [Point.BASE.toBytes(), le32(2n)];
    expect(points.decodeNegatives(p, point, q, none)).toBe(false);
    expect(points.decodeNegatives(p, none, q, point)).toBe(false);
    expect(points.decodeNegatives(p, point, q, point)).toBe(true);
  });

  it("make sums of products", () => {
    const [five, eight] = [points.newMultiples(5), points.newMultiples(8)];
    fc.assert(
      fc.property(anyPoint, anyPoint, scalars, scalars, fc.boolean(), fc.boolean(), (a, b, k, l, minusK, minusL) => {
        points.decodeNegatives(p, a.negate().toBytes(), q, b.negate().toBytes());
        points.fillMultiples(five, p);
        points.fillMultiples(eight, q);
        points.sum(sum, [term(five, minusK, k), term(eight, minusL, l)]);
        const signed = (product: typeof a, isNegative: boolean) => (isNegative ? product.negate() : product);
        const expected = signed(times(a, k), minusK).add(signed(times(b, l), minusL));
        expect(toHex(points.encode(sum))).toBe(toHex(expected.toBytes()));
        expect(points.isIdentity(sum)).toBe(expected.is0());
        // The same and its opposite.
        points.sum(sum, [term(five, minusK, k), term(five, !minusK, k)]);
        expect(points.isIdentity(sum)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("take parts of scalars, and none", () => {
    points.decodeNegatives(p, Point.BASE.negate().toBytes(), q, Point.BASE.toBytes());
    const multiples = points.newMultiples(5);
    points.fillMultiples(multiples, p);
    points.sum(sum, [term(multiples, false, 0xabcdefn, 1, 1), term(multiples, false, 0x77n << 248n, 31, 1)]);
    expect(points.encode(sum)).toEqual(Point.BASE.multiply(0xcdn + 0x77n).toBytes());
    for (const terms of [[], [term(multiples, true, 0n)]]) {
      points.sum(sum, terms);
      expect(points.isIdentity(sum)).toBe(true);
    }
  });

  it("of order 2 are not the identity", () => {
    const minusOne = le32(2n ** 255n - 20n);
    points.decodeNegatives(p, minusOne, q, minusOne);
    expect(points.isIdentity(p)).toBe(false);
    points.setIdentity(p);
    expect(points.isIdentity(p)).toBe(true);
  });
});

/** The library wants factors below the order, which is not the order of every point. */
function times(point: typeof Point.BASE, factor: bigint): typeof Point.BASE {
  let result = Point.ZERO;
  for (const bit of factor.toString(2)) {
    result = result.double();
    if (bit === "1") result = result.add(point);
  }
  return result;
}
