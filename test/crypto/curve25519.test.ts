import { ED25519_TORSION_SUBGROUP, ed25519, ristretto255 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import { edwards, ristretto } from "../../src/crypto/curve25519.js";
import type { Curve25519Group } from "../../src/crypto/curve25519-group.js";
import { nobleEdwards, nobleRistretto } from "../../src/crypto/curve25519-noble.js";
import { hex, le32, randomNumbers, toHex } from "./support.js";
import { callSyscall, RESULT } from "./syscall-oracle.js";

const L = ed25519.Point.Fn.ORDER;
const random = randomNumbers(25519);
const randomBytes = () => Uint8Array.from({ length: 32 }, () => random() & 255);
const randomScalar = () => ed25519.Point.Fn.fromBytes(new Uint8Array([...randomBytes().subarray(0, 31), 0]));
const SCALARS = [0n, 1n, 2n, L - 1n, L, L + 1n, 2n ** 255n, 2n ** 256n - 1n].map(le32);

const EDWARDS_POINTS = [
  ...ED25519_TORSION_SUBGROUP.map(hex),
  hex(`01${"00".repeat(30)}80`), // x = 0 with the sign bit
  ...["ed", "ee", "ef", "f0", "f1", "ff"].flatMap((first) => [
    hex(`${first}${"ff".repeat(30)}7f`),
    hex(`${first}${"ff".repeat(31)}`),
  ]),
  ...[1n, 2n, 3n, L - 1n].map((scalar) => ed25519.Point.BASE.multiply(scalar).toBytes()),
  ...ED25519_TORSION_SUBGROUP.map((t) => ed25519.Point.BASE.add(ed25519.Point.fromHex(t, true)).toBytes()),
  ...[2n, 5n, 6n, 2n ** 255n - 20n].map(le32),
];
const RISTRETTO_POINTS = [
  new Uint8Array(32),
  ...[1n, 2n, 3n, L - 1n].map((scalar) => ristretto255.Point.BASE.multiply(scalar).toBytes()),
  // RFC 9496, A.2: non-canonical, negative, non-square, negative t, y = 0.
  "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
  "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
  "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map((point) => (typeof point === "string" ? hex(point) : point));

const randomEdwards = () => ed25519.Point.BASE.multiply(randomScalar()).toBytes();
const randomRistretto = () => ristretto255.Point.BASE.multiply(randomScalar()).toBytes();

describe.each([
  ["edwards", 0n, edwards, EDWARDS_POINTS, randomEdwards],
  ["ristretto", 1n, ristretto, RISTRETTO_POINTS, randomRistretto],
  ["edwards without WebAssembly", 0n, nobleEdwards, EDWARDS_POINTS, randomEdwards],
  ["ristretto without WebAssembly", 1n, nobleRistretto, RISTRETTO_POINTS, randomRistretto],
] as const)("%s", (_name, curveId, group: Curve25519Group, edgePoints, randomPoint) => {
  const points = [...edgePoints, randomPoint(), randomPoint(), randomBytes(), randomBytes(), randomBytes()];

  /** What the syscall answers: the point, or null for r0 = 1. */
  function agave(resultOf: ReturnType<typeof callSyscall>): Uint8Array | null {
    if ("failed" in resultOf) throw new Error(resultOf.failed);
    expect([0n, 1n]).toContain(resultOf.r0);
    return resultOf.r0 === 0n ? resultOf.result : null;
  }

  it("validates as sol_curve_validate_point does", () => {
    for (const point of [...points, ...Array.from({ length: 60 }, randomBytes)]) {
      expect(group.isPoint(point)).toBe(agave(callSyscall("sol_curve_validate_point", 0, curveId, point)) !== null);
    }
  });

  it("adds and subtracts as sol_curve_group_op does", () => {
    for (const left of points) {
      for (const right of [points[0]!, points[3]!, edgePoints.at(-1)!, randomPoint(), left]) {
        expect(group.add(left, right)).toEqual(
          agave(callSyscall("sol_curve_group_op", 32, curveId, 0n, left, right, RESULT)),
        );
        expect(group.subtract(left, right)).toEqual(
          agave(callSyscall("sol_curve_group_op", 32, curveId, 1n, left, right, RESULT)),
        );
      }
    }
  });

  it("multiplies as sol_curve_group_op does", () => {
    for (const point of points) {
      for (const scalar of [...SCALARS, le32(randomScalar())]) {
        expect(group.multiply(scalar, point)).toEqual(
          agave(callSyscall("sol_curve_group_op", 32, curveId, 2n, scalar, point, RESULT)),
        );
      }
    }
  });

  it("multiplies and sums as sol_curve_multiscalar_mul does", () => {
    const join = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
    const valid = points.filter((point) => group.isPoint(point));
    for (const length of [0, 1, 2, 3, valid.length]) {
      const terms = valid.slice(0, length);
      const scalars = terms.map((_, i) => (i === 2 ? le32(0n) : le32(randomScalar())));
      const variants = [[scalars, terms]];
      if (length > 0) {
        variants.push(
          [scalars.with(length - 1, le32(L)), terms],
          [scalars, terms.with(length - 1, points.find((p) => !group.isPoint(p))!)],
        );
      }
      for (const [s, p] of variants) {
        expect(group.multiscalarMultiply(s!, p!)).toEqual(
          agave(callSyscall("sol_curve_multiscalar_mul", 32, curveId, join(s!), join(p!), BigInt(length), RESULT)),
        );
      }
    }
  });
});

// solana-curve25519's own tests.
it("obeys the laws that solana-curve25519 tests", () => {
  const a = hex("217c47aa754597f73b0c5f7d85a64005021b5a1bc8a73ba4343634c81d0d22d5");
  const b = hex("46de89ddfdcc47334e087c0143c866e17ae46fb7810e83d2d45f6df6370a9f5b");
  const c = hex("483c428f3bc56f24b58919619dc9f7d77b53dcfa9a96b4c0c41cd78922f72781");
  expect(edwards.add(edwards.add(a, b)!, c)).toEqual(edwards.add(a, edwards.add(b, c)!));
  expect(edwards.subtract(edwards.subtract(a, b)!, c)).toEqual(edwards.subtract(a, edwards.add(b, c)!));
  expect(edwards.add(a, b)).toEqual(edwards.add(b, a));
  expect(toHex(edwards.subtract(a, a)!)).toBe(`01${"00".repeat(31)}`);
});
