import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModuleWriter } from "../../src/base/wasm/module-writer.js";
import {
  type MontgomeryField,
  montgomeryField,
  PAIR_BYTES,
  radixPower,
  SECOND,
  writeLimbs,
  writePack,
  writeUnpack,
} from "../../src/crypto/field-wasm/montgomery-field.js";
import { TWO_LANES } from "../../src/crypto/field-wasm/montgomery-lanes.js";
import { writeMultiply, writeSquare, writeSumOfProducts } from "../../src/crypto/field-wasm/montgomery-products.js";
import {
  SUBTRACTED_PRIMES,
  writeInvert,
  writeSum,
  writeSumOfTwo,
} from "../../src/crypto/field-wasm/montgomery-sums.js";
import { integerFromLe, integerToLe, inverseModulo } from "../../src/crypto/integer.js";
import { instantiate } from "../../src/crypto/wasm-instance.js";

interface Exports {
  multiply(out: number, a: number, b: number): void;
  square(out: number, a: number): void;
  multiplyPairs(out: number, a: number, b: number): void;
  squarePair(out: number, a: number): void;
  sumOfProducts(out: number, a: number, b: number, pairs: number, addend: number): void;
  unpack(out: number, from: number): number;
  pack(out: number, a: number): void;
  add(out: number, a: number, b: number): void;
  subtract(out: number, a: number, b: number): void;
  /** 12a - b */
  combine(out: number, a: number, b: number): void;
  invert(out: number, a: number): void;
}

function moduleOf(field: MontgomeryField): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  const define = (name: string, parameters: number, results: "i32"[] = []) =>
    writer.defineFunction(name, { parameters: Array(parameters).fill("i32"), results });
  writeMultiply(define("multiply", 3), field);
  writeSquare(define("square", 2), field);
  writeMultiply(define("multiplyPairs", 3), field, TWO_LANES);
  writeSquare(define("squarePair", 2), field, TWO_LANES);
  writeSumOfProducts(define("sumOfProducts", 5), field);
  writeUnpack(define("unpack", 2, ["i32"]), field);
  writePack(define("pack", 2), field);
  writeSumOfTwo(define("add", 3), field, 1n);
  writeSumOfTwo(define("subtract", 3), field, -1n);
  const combine = define("combine", 3);
  const [out, a, b] = [0, 1, 2].map((parameter) => () => void combine.get(parameter));
  const multiples = [
    { times: 12n, push: a! },
    { times: -1n, push: b! },
  ];
  writeSum(combine, field, out!, multiples);
  writeInvert(define("invert", 2), field);
  return writer.finish();
}

/** Numbers below `limit` with full or empty limbs, near 0, the limit and powers of two, and any. */
function numbers(limit: bigint) {
  const limb = fc.constantFrom(0n, 1n, 2n ** 29n - 1n, 2n ** 28n);
  const spell = (limbs: readonly bigint[]) => limbs.reduceRight((high, low) => (high << 29n) | low, 0n);
  return fc.oneof(
    fc.bigInt({ min: 0n, max: limit - 1n }),
    fc.bigInt({ min: 0n, max: 40n }),
    fc.bigInt({ min: limit - 40n, max: limit - 1n }),
    fc.integer({ min: 1, max: 256 }).map((bits) => (2n ** BigInt(bits) - 1n) % limit),
    fc.array(limb, { minLength: 9, maxLength: 9 }).map((limbs) => spell(limbs) % limit),
  );
}

const [A, B, OUT, BYTES, LEFT, RIGHT] = [0, SECOND, PAIR_BYTES, 2 * PAIR_BYTES, 1024, 8192];
const MOST_PAIRS = 13;
/** Factors below the prime, and those that they are multiplied by. */
type Pair = readonly [bigint, bigint, bigint, bigint];

describe.each([
  ["bn254's scalars", bn254.fields.Fr.ORDER],
  ["bn254's coordinates", bn254.fields.Fp.ORDER],
  ["a prime of one limb", 65_537n],
  ["a prime with full limbs", 2n ** 254n - 245n],
])("the Montgomery field of %s", (_name, prime) => {
  const field = montgomeryField(prime);
  const { bytes, exports } = instantiate<Exports>(() => moduleOf(field))!;
  const words = new Uint32Array(bytes.buffer);
  const inverse = inverseModulo(2n ** 261n % prime, prime);
  const elements = numbers(4n * prime);
  const large = numbers(32n * prime);
  const reduced = numbers(prime);
  const valueAt = (place: number) => {
    const limbs = Array.from({ length: 9 }, (_, i) => BigInt(words[place / 4 + 2 * i]!));
    for (const limb of limbs.slice(0, 8)) expect(limb).toBeLessThan(2n ** 29n);
    return limbs.reduceRight((high, low) => (high << 29n) + low, 0n);
  };
  const expectAt = (place: number, expected: bigint, limit: bigint) => {
    const value = valueAt(place);
    expect(value % prime).toBe(expected % prime);
    expect(value).toBeLessThan(limit);
  };

  /** Below 2 primes and a little more, and the product over 2^261. */
  const expectProduct = (place: number, a: bigint, b: bigint) =>
    expectAt(place, a * b * inverse, 2n * prime + (prime >> 20n) + 2n + (a * b) / 2n ** 261n);

  it("multiplies and squares, over 2^261", () => {
    fc.assert(
      fc.property(fc.oneof(elements, large), fc.oneof(elements, large), (a, b) => {
        writeLimbs(bytes, A, a);
        writeLimbs(bytes, B, b);
        exports.multiply(OUT, A, B);
        expectProduct(OUT, a, b);
        exports.square(OUT + SECOND, A);
        expectProduct(OUT + SECOND, a, a);
        exports.multiply(B, B, A); // a result may be an operand
        expectProduct(B, a, b);
      }),
      { numRuns: 1000 },
    );
  });

  it("multiplies and squares pairs", () => {
    const [left, right, most] = [LEFT, RIGHT, 32n * prime - 1n];
    fc.assert(
      fc.property(elements, large, elements, fc.oneof(large, fc.constant(most)), (a, b, c, d) => {
        for (const [place, value] of [
          [left, a],
          [left + SECOND, b],
          [right, c],
          [right + SECOND, d],
        ] as const) {
          writeLimbs(bytes, place, value);
        }
        exports.multiplyPairs(OUT, left, right);
        expectProduct(OUT, a, c);
        expectProduct(OUT + SECOND, b, d);
        exports.squarePair(right, right);
        expectProduct(right, c, c);
        expectProduct(right + SECOND, d, d);
      }),
      { numRuns: 1000 },
    );
  });

  it("adds up products of pairs", () => {
    const pair = fc.tuple(reduced, reduced, elements, elements);
    const pairs = fc.array(pair, { minLength: 1, maxLength: MOST_PAIRS });
    const [most, mostReduced] = [4n * prime - 1n, prime - 1n];
    const highest = fc
      .integer({ min: 1, max: MOST_PAIRS })
      .map((count) => Array<Pair>(count).fill([mostReduced, mostReduced, most, most]));
    fc.assert(
      fc.property(fc.oneof(pairs, highest), reduced, (pairs, addend) => {
        let sum = 0n;
        for (const [i, [a, b, c, d]] of pairs.entries()) {
          for (const [lane, value] of [a, b].entries()) writeLimbs(bytes, LEFT + PAIR_BYTES * i + SECOND * lane, value);
          for (const [lane, value] of [c, d].entries())
            writeLimbs(bytes, RIGHT + PAIR_BYTES * i + SECOND * lane, value);
          sum += a * c + b * d;
        }
        writeLimbs(bytes, A, addend);
        exports.sumOfProducts(OUT, LEFT, RIGHT, pairs.length, A);
        expectAt(OUT, sum * inverse + addend, 4n * prime);
      }),
      { numRuns: 500 },
    );
  });

  it("adds and subtracts multiples", () => {
    fc.assert(
      fc.property(elements, numbers(SUBTRACTED_PRIMES * prime), (a, b) => {
        writeLimbs(bytes, A, a);
        writeLimbs(bytes, B, b);
        exports.add(OUT, A, B);
        expect(valueAt(OUT)).toBe(a + b);
        exports.subtract(OUT, A, B);
        expect(valueAt(OUT)).toBe(a - b + SUBTRACTED_PRIMES * prime);
        exports.combine(A, A, B);
        expect(valueAt(A)).toBe(12n * a - b + SUBTRACTED_PRIMES * prime);
      }),
    );
  });

  it("inverts integers", () => {
    fc.assert(
      fc.property(numbers(4n * prime), (a) => {
        fc.pre(a % prime !== 0n);
        writeLimbs(bytes, A, a);
        exports.invert(OUT, A);
        expect((valueAt(OUT) * a) % prime).toBe(1n);
        expect(valueAt(OUT)).toBeLessThan(48n * prime);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes bytes apart and says whether they are below the prime", () => {
    fc.assert(
      fc.property(fc.oneof(numbers(2n ** 256n), numbers(2n * prime)), (value) => {
        bytes.set(integerToLe(value, 32), BYTES);
        expect(exports.unpack(OUT, BYTES)).toBe(value < prime ? 1 : 0);
        expect(valueAt(OUT)).toBe(value);
      }),
    );
  });

  it("puts bytes together below the prime", () => {
    fc.assert(
      fc.property(numbers(3n * prime), (value) => {
        writeLimbs(bytes, A, value);
        exports.pack(BYTES, A);
        expect(integerFromLe(bytes.subarray(BYTES, BYTES + 32))).toBe(value % prime);
      }),
    );
  });

  it("has the factors that make elements", () => {
    for (const power of [2, 3] as const) expect(radixPower(field, power)).toBe(2n ** (261n * BigInt(power)) % prime);
  });
});
