import { bls12_381 } from "@noble/curves/bls12-381.js";
import { describe, expect, it } from "vitest";
import { type Bls12381Group, blsG1, blsG2, blsPairingMap } from "../../src/crypto/bls12-381.js";
import { type Bls12381Points, bls12381G1, bls12381G2 } from "../../src/crypto/bls12-381-encoding.js";
import { integerToLe } from "../../src/crypto/integer.js";
import type { Endianness } from "../../src/crypto/weierstrass.js";
import { hex, randomNumbers, toHex } from "./support.js";
import { type Argument, callSyscall, RESULT } from "./syscall-oracle.js";
import vectors from "./vectors/bls12-381.json" with { type: "json" };

const R = bls12_381.fields.Fr.ORDER;
const P = bls12_381.fields.Fp.ORDER;
const BIG_ENDIAN_FLAG = 0x80n;
const ENDIANNESSES: Endianness[] = ["big", "little"];
const random = randomNumbers(381);
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Ours, after comparing it with what the syscall answers for the curve in that byte order. */
function checked(
  ours: Uint8Array | null,
  endianness: Endianness,
  syscall: string,
  output: number,
  curveId: bigint,
  ...args: Argument[]
) {
  const answer = callSyscall(syscall, output, endianness === "big" ? curveId | BIG_ENDIAN_FLAG : curveId, ...args);
  if ("failed" in answer) throw new Error(answer.failed);
  expect(ours === null ? 1n : 0n).toBe(answer.r0);
  if (ours !== null) expect(toHex(ours)).toBe(toHex(answer.result));
  return ours;
}

/** Little-endian points on the curve but outside the subgroup. */
function outsideSubgroup<T>(points: Bls12381Points<T>, coordinate: (n: bigint) => T): Uint8Array {
  for (let n = 1n; ; n++) {
    const affine = points.atX(coordinate(n), false);
    if (affine !== null && !points.Point.fromAffine(affine).isTorsionFree()) return points.writePoint(affine);
  }
}

function edgePoints<T>(points: Bls12381Points<T>, coordinate: (n: bigint) => T): Uint8Array[] {
  const flagAt = points.coordinateBytes - 1;
  const multiple = (scalar: bigint) => points.encode(points.Point.BASE.multiplyUnsafe(scalar), "little");
  const flagged = (point: Uint8Array, flags: number) => point.with(flagAt, point[flagAt]! | flags);
  const zeros = new Uint8Array(points.pointBytes);
  const modulus = integerToLe(P, points.coordinateBytes);
  return [
    ...[0n, 1n, 2n, 3n, R - 1n].map(multiple),
    outsideSubgroup(points, coordinate),
    ...[0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0, 0xe0].flatMap((flags) => [
      flagged(multiple(1n), flags),
      flagged(zeros, flags),
    ]),
    zeros,
    flagged(zeros, 0x40).with(0, 1),
    flagged(zeros, 0x40).with(points.pointBytes - 1, 1),
    multiple(1n).with(points.pointBytes - 1, 0x80 | multiple(1n).at(-1)!), // a flag on y
    multiple(1n).with(0, 0xff),
    join(modulus, modulus),
    join(new Uint8Array(points.coordinateBytes), integerToLe(2n, points.coordinateBytes)), // G1's (0, 2)
    zeros.with(points.coordinateBytes, 4),
    new Uint8Array(points.pointBytes).fill(255),
  ];
}

const GROUPS = [
  ["G1", blsG1 as Bls12381Group, bls12381G1 as Bls12381Points<unknown>, 5n, edgePoints(bls12381G1, (n) => n)],
  [
    "G2",
    blsG2 as Bls12381Group,
    bls12381G2 as Bls12381Points<unknown>,
    6n,
    edgePoints(bls12381G2, (n) => ({ c0: n, c1: 1n })),
  ],
] as const;

describe.each(GROUPS)("%s", (_name, group, points, curveId, edges) => {
  const inOrder = (little: Uint8Array, endianness: Endianness) => points.reorder(little, endianness);

  it("validates as sol_curve_validate_point does", () => {
    for (const little of edges) {
      for (const endianness of ENDIANNESSES) {
        const point = inOrder(little, endianness);
        checked(
          group.isPoint(point, endianness) ? new Uint8Array(0) : null,
          endianness,
          "sol_curve_validate_point",
          0,
          curveId,
          point,
        );
      }
    }
  });

  it("adds and subtracts as sol_curve_group_op does", () => {
    for (const left of edges) {
      for (const right of [left, edges[0]!, edges[1]!, edges[5]!, edges[random() % edges.length]!]) {
        for (const endianness of ENDIANNESSES) {
          const [a, b] = [inOrder(left, endianness), inOrder(right, endianness)];
          const args = [a, b, RESULT] as const;
          checked(
            group.add(a, b, endianness),
            endianness,
            "sol_curve_group_op",
            points.pointBytes,
            curveId,
            0n,
            ...args,
          );
          checked(
            group.subtract(a, b, endianness),
            endianness,
            "sol_curve_group_op",
            points.pointBytes,
            curveId,
            1n,
            ...args,
          );
        }
      }
    }
  });

  it("multiplies as sol_curve_group_op does", () => {
    const scalars = [0n, 1n, 2n, R - 1n, R, 2n ** 255n, 2n ** 256n - 1n, 0x123456789abcdef0123456789abcdefn];
    for (const little of edges) {
      for (const scalar of little === edges[1] ? scalars : scalars.slice(-3)) {
        for (const endianness of ENDIANNESSES) {
          const point = inOrder(little, endianness);
          const factor = endianness === "big" ? integerToLe(scalar, 32).reverse() : integerToLe(scalar, 32);
          checked(
            group.multiply(factor, point, endianness),
            endianness,
            "sol_curve_group_op",
            points.pointBytes,
            curveId,
            2n,
            factor,
            point,
            RESULT,
          );
        }
      }
    }
  });

  it("decompresses as sol_curve_decompress does", () => {
    const xs: Uint8Array[] = [...edges.map((point) => point.slice(0, points.coordinateBytes))];
    for (let n = 0n; n < 12n; n++) xs.push(integerToLe(n, points.coordinateBytes));
    xs.push(...[P - 1n, P, P + 1n].map((n) => integerToLe(n, points.coordinateBytes)));
    const outcomes = new Set<boolean>();
    for (const x of xs) {
      for (const flags of [0, 0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0, 0xe0]) {
        const little = x.with(x.length - 1, (x.at(-1)! & 0x1f) | flags);
        for (const endianness of ENDIANNESSES) {
          const compressed = inOrder(little, endianness);
          const ours = group.decompress(compressed, endianness);
          checked(ours, endianness, "sol_curve_decompress", points.pointBytes, curveId, compressed, RESULT);
          outcomes.add(ours !== null);
        }
      }
    }
    expect(outcomes).toEqual(new Set([true, false]));
  });
});

describe("blsPairingMap", () => {
  const g1Bytes = (scalar: bigint) => bls12381G1.encode(bls12_381.G1.Point.BASE.multiplyUnsafe(scalar), "little");
  const g2Bytes = (scalar: bigint) => bls12381G2.encode(bls12_381.G2.Point.BASE.multiplyUnsafe(scalar), "little");

  function check(pairs: readonly (readonly [Uint8Array, Uint8Array])[], endianness: Endianness): Uint8Array | null {
    const ps = pairs.map(([p]) => bls12381G1.reorder(p, endianness));
    const qs = pairs.map(([, q]) => bls12381G2.reorder(q, endianness));
    return checked(
      blsPairingMap(ps, qs, endianness),
      endianness,
      "sol_curve_pairing_map",
      576,
      4n,
      BigInt(pairs.length),
      join(...ps),
      join(...qs),
      RESULT,
    );
  }

  it("is what sol_curve_pairing_map computes", () => {
    const pair = [g1Bytes(5n), g2Bytes(7n)] as const;
    for (const endianness of ENDIANNESSES) {
      check([], endianness);
      check([pair], endianness);
      check([pair, [g1Bytes(R - 35n), g2Bytes(1n)]], endianness); // one
      check([pair, [g1Bytes(0n), g2Bytes(1n)], [g1Bytes(1n), g2Bytes(0n)]], endianness);
      check([[g1Bytes(0n), g2Bytes(0n)]], endianness);
      check(new Array(8).fill(pair), endianness);
      expect(check(new Array(9).fill(pair), endianness)).toBeNull();
    }
  });

  it("refuses the same points", () => {
    for (const p of GROUPS[0][4]) check([[p, g2Bytes(1n)]], "big");
    for (const q of GROUPS[1][4]) check([[g1Bytes(1n), q]], "little");
  });

  it("wants as many points of G1 as of G2", () => {
    expect(blsPairingMap([g1Bytes(1n)], [], "little")).toBeNull();
  });
});

// solana-bls12-381-syscall's own tests.
it.each(Object.entries(vectors))("%s", (name, { input, output }) => {
  const bytes = hex(input);
  const [groupName, operation] = name.split(" ") as ["G1" | "G2", "add"];
  const [, group, points] = groupName === "G2" ? GROUPS[1] : GROUPS[0];
  const [left, right] = [bytes.subarray(0, points.pointBytes), bytes.subarray(points.pointBytes)];
  const run = {
    add: () => group.add(left, right, "big"),
    sub: () => group.subtract(left, right, "big"),
    mul: () => group.multiply(right, left, "big"),
    decompress: () => group.decompress(bytes, "big"),
    pairing: () => blsPairingMap([left], [right], "big"),
  };
  expect(toHex(run[operation]()!)).toBe(output);
});
