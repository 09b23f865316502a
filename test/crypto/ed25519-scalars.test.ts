import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ED25519_ORDER as L } from "../../src/crypto/ed25519-order.js";
import {
  dropSign,
  halfSizeScalars,
  type Limbs,
  multiplyModuloOrder,
  newLimbs,
  readModuloOrder,
  readScalar,
  SCALAR_BYTES,
  writeScalar,
} from "../../src/crypto/ed25519-scalars.js";
import { integerFromLe, integerToLe } from "../../src/crypto/integer.js";
import { sha512 } from "../../src/crypto/sha512.js";
import { le32 } from "./support.js";

const valueIn = (limbs: Limbs) => limbs.reduceRight((high, limb) => (high << 24n) + BigInt(limb), 0n as bigint);
const scalars = fc.oneof(
  fc.bigInt({ min: 0n, max: L - 1n }),
  fc.bigInt({ min: 0n, max: 100n }).map((n) => L - 1n - n),
  fc.nat(251).map((bits) => 2n ** BigInt(bits)),
  fc.tuple(fc.integer({ min: 2, max: 10 ** 6 }), fc.nat(10 ** 9)).map(([n, m]) => L / BigInt(n) + BigInt(m)),
);

function limbsOf(value: bigint): Limbs {
  const limbs = newLimbs();
  readScalar(limbs, integerToLe(value, 32));
  return limbs;
}

describe("scalars of Ed25519", () => {
  it("are read modulo the order", () => {
    const any = fc.uint8Array({ minLength: 64, maxLength: 64 }).map(integerFromLe);
    const edges = fc
      .tuple(fc.bigInt({ min: 0n, max: 2n ** 512n / L }), fc.integer({ min: -2, max: 2 }))
      .map(([n, more]) => n * L + BigInt(more));
    const inRange = fc.oneof(any, edges, fc.constantFrom(2n ** 512n - 1n, 0n, 2n ** 264n, 2n ** 264n - 1n));
    const out = newLimbs();
    fc.assert(
      fc.property(
        inRange.filter((n) => n >= 0n && n < 2n ** 512n),
        (value) => {
          readModuloOrder(out, integerToLe(value, 64));
          expect(valueIn(out)).toBe(value % L);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("are multiplied modulo the order, by numbers above it too", () => {
    const out = newLimbs();
    fc.assert(
      fc.property(scalars, fc.oneof(scalars, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })), (a, b) => {
        multiplyModuloOrder(out, limbsOf(a), limbsOf(b));
        expect(valueIn(out)).toBe((a * b) % L);
      }),
      { numRuns: 1000 },
    );
  });

  it("are written with the number of their bytes", () => {
    const bytes = new Uint8Array(SCALAR_BYTES).fill(9);
    expect(writeScalar(bytes, limbsOf(0n))).toBe(0);
    expect(integerFromLe(bytes)).toBe(0n);
    expect(writeScalar(bytes, limbsOf(1n << 24n))).toBe(6);
    expect(integerFromLe(bytes)).toBe(1n << 24n);
    expect(writeScalar(bytes, limbsOf(2n ** 256n - 1n))).toBe(33);
    expect(integerFromLe(bytes)).toBe(2n ** 256n - 1n);
  });

  it("lose their sign", () => {
    const limbs = limbsOf(5n);
    expect(dropSign(limbs)).toBe(false);
    limbs[0] = -5;
    limbs[10] = -1;
    expect(dropSign(limbs)).toBe(true);
    expect(valueIn(limbs)).toBe(2n ** 240n + 5n);
  });
});

describe("scalars of half the size", () => {
  function expectHalves(scalar: bigint): number {
    const { u, v } = halfSizeScalars(limbsOf(scalar));
    const [first, second] = [valueIn(u), valueIn(v)];
    expect((first - second * scalar) % (8n * L)).toBe(0n);
    expect(second & 1n).toBe(1n);
    expect(second < L && second > -L && first >= 0n && first < 8n * L).toBe(true);
    return Math.max(...[first, second].map((n) => (n < 0n ? -n : n).toString(2).length));
  }

  it("are what they should, whatever the scalar", () => {
    for (const scalar of [0n, 1n, 2n, L - 1n, L / 2n, (L + 1n) / 2n, 2n ** 128n, 2n ** 128n - 1n, 2n ** 128n + 1n])
      expectHalves(scalar);
    fc.assert(
      fc.property(scalars, (scalar) => {
        expectHalves(scalar);
      }),
      { numRuns: 2000 },
    );
  });

  it("have about 128 bits", () => {
    const hashes = Array.from({ length: 1000 }, (_, i) => integerFromLe(sha512(le32(BigInt(i)))) % L);
    const bits = hashes.map(expectHalves).sort((a, b) => a - b);
    expect(bits[500]).toBeLessThanOrEqual(129);
    expect(bits[999]).toBeLessThanOrEqual(140);
  });
});
