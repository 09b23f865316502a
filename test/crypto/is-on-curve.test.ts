import { ed25519 } from "@noble/curves/ed25519.js";
import { base58 } from "@scure/base";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ModuleWriter } from "../../src/base/wasm/module-writer.js";
import { isOnCurveModule } from "../../src/crypto/field-wasm/is-on-curve-module.js";
import { writeJacobi } from "../../src/crypto/field-wasm/jacobi.js";
import { isOnCurve, sha256OffCurve } from "../../src/crypto/is-on-curve.js";
import { isOnCurvePortable } from "../../src/crypto/is-on-curve-portable.js";
import { jacobi } from "../../src/crypto/jacobi.js";
import { sha256 } from "../../src/crypto/sha256.js";
import { instantiate } from "../../src/crypto/wasm-instance.js";
import { hex, le32, randomNumbers } from "./support.js";
import { callSyscall } from "./syscall-oracle.js";

const P = 2n ** 255n - 19n;
const SIGN = 1n << 255n;

/** curve25519-dalek's rule, in the open: y is taken modulo p, and (y² - 1)/(dy² + 1) must have a root. */
function decompresses(encoding: bigint): boolean {
  const { Fp, CURVE } = { Fp: ed25519.Point.Fp, CURVE: ed25519.Point.CURVE() };
  const y2 = Fp.create((encoding % SIGN) ** 2n);
  const ratio = Fp.div(Fp.sub(y2, 1n), Fp.add(Fp.mul(CURVE.d, y2), 1n));
  return ratio === 0n || Fp.pow(ratio, (P - 1n) / 2n) === 1n;
}

const encodings = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  fc.bigInt({ min: 0n, max: 200n }),
  fc.bigInt({ min: P - 200n, max: SIGN + 200n }),
  fc.bigInt({ min: 2n ** 256n - 200n, max: 2n ** 256n - 1n }),
  // Long runs of equal bits and sparse values, where carries and whole empty limbs occur.
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }))
    .map(([a, b]) => (1n << BigInt(a)) ^ (1n << BigInt(b))),
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }))
    .map(([a, b]) => ((1n << BigInt(a)) - 1n) ^ ((1n << BigInt(b)) - 1n)),
);

it("has generated code, else plain JavaScript would do the work", () => {
  expect(WebAssembly.validate(isOnCurveModule())).toBe(true);
});

describe.each([
  ["generated", isOnCurve],
  ["in plain JavaScript", isOnCurvePortable],
])("isOnCurve, %s", (_, isOnCurve) => {
  it("agrees with dalek's definition", () => {
    fc.assert(
      fc.property(encodings, (encoding) => {
        expect(isOnCurve(le32(encoding))).toBe(decompresses(encoding));
      }),
      { numRuns: 5000 },
    );
  });

  it("agrees on every value near 0, p and 2^255, with either sign", () => {
    for (let offset = -40n; offset <= 40n; offset++) {
      for (const base of [40n, P, SIGN - 41n]) {
        const y = base + offset;
        expect(isOnCurve(le32(y))).toBe(decompresses(y));
        expect(isOnCurve(le32(y | SIGN))).toBe(decompresses(y));
      }
    }
  });

  it("accepts every multiple of the base point, plus torsion", () => {
    for (let i = 1n; i < 100n; i++) expect(isOnCurve(ed25519.Point.BASE.multiply(i * i * 7919n).toBytes())).toBe(true);
  });

  it("knows the points of the public test-suites", () => {
    // solana-signature, test_off_curve_pubkey_verify_fails; solana-curve25519, test_validate_edwards.
    expect(isOnCurve(base58.decode("9z5nJyQar1FUxVJxpBXzon6kHehbomeYiDaLi9WAMhCq"))).toBe(false);
    expect(isOnCurve(hex("788c98e929e3cb1b577319fbdb0554947526543c5790a1922a225b9b9ebd794f"))).toBe(false);
  });
});

it("sha256OffCurve gives the digests that are no points, with WebAssembly and without", async () => {
  const inputs = Array.from({ length: 200 }, (_, i) => Uint8Array.of(i, 1, 2));
  const expected = inputs.map((input) => (isOnCurve(sha256(input)) ? undefined : sha256(input)));
  expect(expected.filter((digest) => digest === undefined).length).toBeGreaterThan(60);
  expect(inputs.map(sha256OffCurve)).toEqual(expected);
  vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory });
  vi.resetModules();
  try {
    const portable = await import("../../src/crypto/is-on-curve.js");
    expect(inputs.map(portable.sha256OffCurve)).toEqual(expected);
    expect(inputs.map((input) => portable.isOnCurve(sha256(input)))).toEqual(expected.map((digest) => !digest));
  } finally {
    vi.unstubAllGlobals();
  }
});

describe("isOnCurve and Agave", () => {
  const isPoint = (bytes: Uint8Array) => {
    const outcome = callSyscall("sol_curve_validate_point", 0, 0n, bytes);
    if ("failed" in outcome) throw new Error(outcome.failed);
    return outcome.r0 === 0n;
  };

  it("agree on every value near 0, p, 2^255 and 2^256, and on random ones", () => {
    const numbers = randomNumbers(11);
    const random = Array.from({ length: 1000 }, () => Uint8Array.from({ length: 32 }, numbers));
    const edges = [20n, P, SIGN, SIGN + 20n, SIGN + P, 2n * SIGN - 21n].flatMap((base) =>
      Array.from({ length: 41 }, (_, i) => le32((base + BigInt(i) - 20n) % 2n ** 256n)),
    );
    for (const bytes of [...edges, ...random]) expect(isOnCurve(bytes)).toBe(isPoint(bytes));
  });
});

describe("jacobi", () => {
  const generated = generatedJacobi();
  const limbs = (value: bigint) =>
    Int32Array.from({ length: 11 }, (_, i) => Number((value >> BigInt(24 * i)) & 0xffffffn));

  /** By the definition: the product over the primes of n. */
  function product(a: bigint, primes: readonly bigint[]): number {
    return primes.reduce((symbol, p) => symbol * legendre(a % p, p), 1) || 0;
  }
  function legendre(a: bigint, p: bigint): number {
    let power = 1n;
    for (let i = 0n; i < (p - 1n) / 2n; i++) power = (power * a) % p;
    return power === 0n ? 0 : power === 1n ? 1 : -1;
  }

  // Numbers with empty words too, and differences from n with such.
  const numerators = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 264n - 1n }),
    fc.tuple(fc.nat(), fc.integer({ min: 0, max: 225 })).map(([value, shift]) => BigInt(value) << BigInt(shift)),
  );

  it("is the product of Legendre symbols", () => {
    const prime = fc.constantFrom(3n, 5n, 7n, 11n, 13n, 17n, 19n, 101n);
    fc.assert(
      fc.property(numerators, fc.array(prime, { maxLength: 30 }), (a, primes) => {
        const n = primes.reduce((left, right) => left * right, 1n);
        const expected = product(a, primes);
        expect(jacobi(limbs(a), limbs(n))).toBe(expected);
        const low = a % 2n ** 256n;
        expect(generated(low, n)).toBe(low === a ? expected : product(low, primes));
        // Words of the difference that are empty.
        for (const near of [n + ((a % 256n) << 64n), n + ((a % 256n) << 128n), n - (1n << 64n)]) {
          if (near >= 0n) expect(generated(near, n)).toBe(product(near, primes));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** The symbol by generated code, of numbers below 2^256. */
function generatedJacobi(): (a: bigint, n: bigint) => number {
  const { bytes, exports } = instantiate<{ jacobi: (a: number, n: number) => number }>(() => {
    const writer = new ModuleWriter(["env", "memory"]);
    writeJacobi(writer.defineFunction("jacobi", { parameters: ["i32", "i32"], results: ["i32"] }));
    return writer.finish();
  })!;
  return (a, n) => {
    bytes.set(le32(a), 0);
    bytes.set(le32(n), 32);
    return exports.jacobi(0, 32);
  };
}
