import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { concatBytes } from "../../src/base/bytes.js";
import { bn254G1Add, bn254G1Multiply } from "../../src/crypto/bn254.js";
import { bn254G1 } from "../../src/crypto/bn254-encoding.js";
import { Bn254G1 } from "../../src/crypto/bn254-g1.js";
import { BETA, BN254_ORDER, splitScalar } from "../../src/crypto/bn254-numbers.js";
import { ADD, DOUBLE } from "../../src/crypto/field-wasm/bn254-formulas.js";
import { SUBTRACTED_PRIMES } from "../../src/crypto/field-wasm/montgomery-sums.js";
import { le32 } from "./support.js";

const { Point } = bn254.G1;
const P = bn254.fields.Fp.ORDER;
const GENERATOR = Point.BASE.toAffine();
/** Of the two third roots of 1, the one that goes with `BETA`. */
const LAMBDA = 0xb3c4d79d41a917585bfc41088d8daaa78b17ea66b99c90ddn;

const modulo = (value: bigint) => ((value % BN254_ORDER) + BN254_ORDER) % BN254_ORDER;
const pointOf = (scalar: bigint) => Point.BASE.multiplyUnsafe(modulo(scalar));
const encoded = (scalar: bigint) => bn254G1.encode(pointOf(scalar), "little");
const group = Bn254G1.create()!;

const near = (value: bigint) => fc.bigInt({ min: value - 40n, max: value + 40n });
const bits = fc.integer({ min: 1, max: 256 }).map((count) => 2n ** BigInt(count) - 1n);
const scalars = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  fc.bigInt({ min: 0n, max: 40n }),
  near(BN254_ORDER),
  near(LAMBDA),
  near(BN254_ORDER - LAMBDA),
  fc.bigInt({ min: -20n, max: 20n }).map((times) => modulo(times * LAMBDA)),
  bits,
);

it("LAMBDA times a point has BETA times its x", () => {
  expect(pointOf(LAMBDA).toAffine()).toEqual({ x: (GENERATOR.x * BETA) % P, y: GENERATOR.y });
});

it("splits scalars in halves", () => {
  fc.assert(
    fc.property(scalars, (scalar) => {
      const [first, second] = splitScalar(scalar % BN254_ORDER);
      expect(modulo(first + second * LAMBDA)).toBe(scalar % BN254_ORDER);
      for (const half of [first, second]) expect(half < 0n ? -half : half).toBeLessThan(2n ** 128n);
    }),
    { numRuns: 2000 },
  );
});

/** Below how many primes values are after a formula, if they are below so many before. */
function boundsAfter(formula: string, before: ReadonlyMap<string, number>): Map<string, number> {
  const bounds = new Map(before);
  const namesOf = (place: string) => {
    const [, letters, point] = /^([A-Z]+)(\d?)$/.exec(place)!;
    return [...letters!].map((letter) => letter + point);
  };
  const ofTerms = (terms: readonly string[]) =>
    terms.reduce((sum, term) => sum + (Number.parseInt(term, 10) || 1) * bounds.get(term.replace(/^\d+/, ""))!, 0);
  for (const line of formula.trim().split("\n")) {
    const [out, value] = line.trim().split(" = ") as [string, string];
    if (/[*²]/.test(value)) {
      const [left, right] = value.match(/\w+/g)!.map(namesOf);
      const products = left!.map((name, i) => bounds.get(name)! * bounds.get((right ?? left)![i]!)!);
      for (const [i, name] of namesOf(out).entries()) {
        bounds.set(name, 2.01 + products[i]! / (Number(2n ** 261n / 2n ** 200n) / Number(P / 2n ** 200n)));
      }
    } else {
      const [plus, ...minus] = value.split(" - ");
      expect(ofTerms(minus)).toBeLessThan(Number(SUBTRACTED_PRIMES));
      bounds.set(out, ofTerms(plus!.split(" + ")) + (minus.length > 0 ? Number(SUBTRACTED_PRIMES) : 0));
    }
    for (const bound of bounds.values()) expect(bound).toBeLessThan(32);
  }
  return bounds;
}

it("the formulas' values stay small, whatever comes after what", () => {
  const most = new Map(Object.entries({ X1: 3, Y1: 3 + Number(SUBTRACTED_PRIMES), W1: 0, Z1: 3, X2: 3, Y2: 13 }));
  for (let times = 0; times < 100; times++) {
    for (const formula of [DOUBLE, ADD]) {
      const after = boundsAfter(formula, most);
      for (const [name, bound] of most) most.set(name, Math.max(bound, after.get(name)!));
    }
  }
  expect(most.get("X1")).toBeLessThan(20);
  expect(most.get("Y1")).toBeLessThan(16);
  expect(most.get("Z1")).toBeLessThan(6);
});

describe("G1 of bn254 in generated WebAssembly", () => {
  it("adds, points to themselves, their negatives and infinity included", () => {
    const relations = fc.constantFrom<(a: bigint, b: bigint) => bigint>(
      (_a, b) => b,
      (a) => a,
      (a) => -a,
      () => 0n,
    );
    fc.assert(
      fc.property(scalars, scalars, relations, (a, b, relation) => {
        const other = relation(a, b);
        expect(group.add(concatBytes(encoded(a), encoded(other)), "little")).toEqual(encoded(a + other));
      }),
      { numRuns: 500 },
    );
  });

  it("multiplies, nearly always", () => {
    let left = 0;
    fc.assert(
      fc.property(scalars, scalars, (point, scalar) => {
        const input = concatBytes(encoded(point), le32(scalar));
        const product = encoded(modulo(point) * scalar);
        const ours = group.multiply(input, "little");
        if (ours === undefined) left++;
        else expect(ours).toEqual(product);
        expect(bn254G1Multiply(input, "little")).toEqual(product);
      }),
      { numRuns: 300 },
    );
    expect(left).toBeLessThan(10);
  });

  it("leaves it to the library when a sum on the way doubles a point", () => {
    const input = concatBytes(encoded(1n), le32(modulo(-6n * LAMBDA)));
    expect(group.multiply(input, "little")).toBeUndefined();
    expect(bn254G1Multiply(input, "little")).toEqual(encoded(-6n * LAMBDA));
  });
});

it("the library does the same where no WebAssembly can be compiled", async () => {
  vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory });
  vi.resetModules();
  try {
    const fallback = await import("../../src/crypto/bn254.js");
    const input = concatBytes(encoded(5n), encoded(7n));
    expect(fallback.bn254G1Add(input, "little")).toEqual(bn254G1Add(input, "little"));
    expect(fallback.bn254G1Multiply(input.subarray(0, 96), "little")).toEqual(
      bn254G1Multiply(input.subarray(0, 96), "little"),
    );
  } finally {
    vi.unstubAllGlobals();
  }
});
