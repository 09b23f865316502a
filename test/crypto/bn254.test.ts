import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, it } from "vitest";
import { bn254G1Add, bn254G1Multiply, bn254G2Add, bn254G2Multiply, bn254Pairing } from "../../src/crypto/bn254.js";
import { bn254G1, bn254G2 } from "../../src/crypto/bn254-encoding.js";
import { integerToLe } from "../../src/crypto/integer.js";
import type { Endianness } from "../../src/crypto/weierstrass.js";
import { hex, randomNumbers, toHex } from "./support.js";
import { callSyscall, RESULT } from "./syscall-oracle.js";
import vectors from "./vectors/bn254.json" with { type: "json" };

const P = bn254.fields.Fp.ORDER;
const R = bn254.fields.Fr.ORDER;
const ENDIANNESSES: Endianness[] = ["big", "little"];
const random = randomNumbers(254);
const pick = <T>(items: readonly T[]): T => items[random() % items.length]!;
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Each coordinate's bytes from back to front. */
function swap(bytes: Uint8Array, coordinateBytes: number): Uint8Array {
  const swapped = bytes.slice();
  for (let i = 0; i < bytes.length; i += coordinateBytes) swapped.subarray(i, i + coordinateBytes).reverse();
  return swapped;
}

/** The syscall's number, our function, and the sizes that make up its input. */
const OPERATIONS = {
  g1Add: { op: 0n, run: bn254G1Add, output: 64, coordinates: [32, 32, 32, 32] },
  g1Multiply: { op: 2n, run: bn254G1Multiply, output: 64, coordinates: [32, 32, 32] },
  pairing: { op: 3n, run: bn254Pairing, output: 32, coordinates: [32, 32, 64, 64] },
  g2Add: { op: 4n, run: bn254G2Add, output: 128, coordinates: [64, 64, 64, 64] },
  g2Multiply: { op: 6n, run: bn254G2Multiply, output: 128, coordinates: [64, 64, 32] },
} as const;
type Name = keyof typeof OPERATIONS;
const NAMES = Object.keys(OPERATIONS) as Name[];

function swapInput(input: Uint8Array, coordinates: readonly number[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let start = 0, i = 0; start < input.length; i++) {
    const size = coordinates[i % coordinates.length]!;
    parts.push(input.slice(start, (start += size)).reverse());
  }
  return join(...parts);
}

/** Ours, after comparing it with what the syscall answers. */
function checked(name: Name, input: Uint8Array, endianness: Endianness): Uint8Array | null {
  const { op, run, output } = OPERATIONS[name];
  const answer = callSyscall(
    "sol_alt_bn128_group_op",
    output,
    endianness === "little" ? op | 0x80n : op,
    input,
    BigInt(input.length),
    RESULT,
  );
  if ("failed" in answer) throw new Error(answer.failed);
  const ours = run(input, endianness);
  expect(ours === null ? 1n : 0n).toBe(answer.r0);
  if (ours !== null) expect(toHex(ours)).toBe(toHex(answer.result));
  return ours;
}

const g1Bytes = (scalar: bigint) => bn254G1.encode(bn254.G1.Point.BASE.multiplyUnsafe(scalar), "little");
const g2Bytes = (scalar: bigint) => bn254G2.encode(bn254.G2.Point.BASE.multiplyUnsafe(scalar), "little");

/** A point of G2's curve outside the subgroup. */
function g2OutsideSubgroup(seed: bigint): Uint8Array {
  for (let c0 = seed; ; c0++) {
    const affine = bn254G2.atX({ c0, c1: 1n }, false);
    if (affine !== null && !bn254.G2.Point.fromAffine(affine).isTorsionFree()) {
      return join(...[affine.x, affine.y].flatMap(({ c0, c1 }) => [integerToLe(c0, 32), integerToLe(c1, 32)]));
    }
  }
}

const withLast = (bytes: Uint8Array, change: (byte: number) => number) =>
  bytes.with(bytes.length - 1, change(bytes.at(-1)!));
const G1_POINTS = [
  new Uint8Array(64),
  ...[1n, 2n, 3n, R - 1n].map(g1Bytes),
  withLast(g1Bytes(1n), (byte) => byte | 0x80), // the sign flag, which means nothing here
  withLast(g1Bytes(1n), (byte) => byte | 0x40), // the flag of infinity
  withLast(g1Bytes(1n), (byte) => byte | 0xc0),
  withLast(new Uint8Array(64), () => 0x40),
  withLast(new Uint8Array(64), () => 0x80), // (0, 0) with a flag: on no curve
  join(integerToLe(1n, 32), integerToLe(3n, 32)), // off the curve
  join(integerToLe(1n + P, 32), integerToLe(2n, 32)), // x from p up
  join(integerToLe(1n, 32), integerToLe(2n + P, 32)),
  withLast(join(integerToLe(P, 32), new Uint8Array(32)), () => 0x40), // infinity, but x is no field element
  new Uint8Array(64).fill(255),
];
const G2_POINTS = [
  new Uint8Array(128),
  ...[1n, 2n, 3n, R - 1n].map(g2Bytes),
  g2OutsideSubgroup(1n),
  g2OutsideSubgroup(100n),
  withLast(g2Bytes(1n), (byte) => byte | 0x80),
  withLast(g2Bytes(1n), (byte) => byte | 0x40),
  withLast(g2Bytes(1n), (byte) => byte | 0xc0),
  g2Bytes(5n).with(63, 0x80), // a flag where none belongs: on x
  g2Bytes(5n).with(0, 1),
  withLast(new Uint8Array(128), () => 0x40),
  new Uint8Array(128).fill(255),
];
const SCALARS = [0n, 1n, 2n, R - 1n, R, R + 1n, P, 2n ** 256n - 1n].map((scalar) => integerToLe(scalar, 32));

describe.each(NAMES)("%s", (name) => {
  const { coordinates } = OPERATIONS[name];

  it.each(vectors[name].map(([input, expected], i) => [i, input!, expected!] as const))(
    "vector %i",
    (_i, input, expected) => {
      const whole = hex(input);
      expect(toHex(OPERATIONS[name].run(whole, "big")!)).toBe(expected);
      const padded = new Uint8Array(
        Math.max(whole.length, name === "pairing" ? 0 : coordinates.reduce((a, b) => a + b, 0)),
      );
      padded.set(whole);
      const little = OPERATIONS[name].run(swapInput(padded, coordinates), "little")!;
      expect(toHex(swap(little, name === "pairing" ? 32 : little.length / 2))).toBe(expected);
    },
  );

  it("takes and refuses the same lengths as the syscall", () => {
    const whole = coordinates.reduce((a, b) => a + b, 0);
    for (const length of [
      0,
      1,
      31,
      32,
      63,
      64,
      65,
      95,
      96,
      97,
      127,
      128,
      129,
      159,
      160,
      161,
      191,
      192,
      193,
      255,
      256,
      257,
      whole - 1,
      whole + 1,
      384,
    ]) {
      for (const endianness of ENDIANNESSES) checked(name, new Uint8Array(length), endianness);
    }
  });
});

describe("on edge points", () => {
  const inputs: Record<Name, () => Uint8Array[]> = {
    g1Add: () => G1_POINTS.flatMap((p) => [p, pick(G1_POINTS), g1Bytes(1n), g1Bytes(7n)].map((q) => join(p, q))),
    g1Multiply: () => G1_POINTS.flatMap((p) => SCALARS.map((scalar) => join(p, scalar))),
    g2Add: () =>
      G2_POINTS.flatMap((p) => [p, pick(G2_POINTS), g2Bytes(1n), g2OutsideSubgroup(100n)].map((q) => join(p, q))),
    g2Multiply: () => G2_POINTS.flatMap((p) => SCALARS.map((scalar) => join(p, scalar))),
    pairing: () => [
      ...G1_POINTS.map((p) => join(p, g2Bytes(1n))),
      ...G2_POINTS.map((q) => join(g1Bytes(1n), q)),
      ...[
        [2n, 3n],
        [R - 6n, 1n],
      ].map(([a, b]) => join(g1Bytes(a!), g2Bytes(b!))),
      join(g1Bytes(2n), g2Bytes(3n), g1Bytes(R - 6n), g2Bytes(1n)), // 6 - 6
      join(g1Bytes(2n), g2Bytes(3n), g1Bytes(R - 5n), g2Bytes(1n)),
      join(g1Bytes(2n), g2Bytes(3n), new Uint8Array(192), g1Bytes(1n), g2Bytes(R - 6n)),
    ],
  };

  it.each(NAMES)("%s does as the syscall does", (name) => {
    const outcomes = new Set<boolean>();
    for (const input of inputs[name]()) {
      outcomes.add(checked(name, input, "little") !== null);
      outcomes.add(checked(name, swapInput(input, OPERATIONS[name].coordinates), "big") !== null);
    }
    expect(outcomes).toEqual(new Set([true, false]));
  });
});

describe("compression", () => {
  const GROUPS = [
    ["G1", bn254G1, 0n, G1_POINTS],
    ["G2", bn254G2, 2n, G2_POINTS],
  ] as const;

  function checkedCompression(
    op: bigint,
    endianness: Endianness,
    input: Uint8Array,
    ours: Uint8Array | null,
    output: number,
  ) {
    const answer = callSyscall(
      "sol_alt_bn128_compression",
      output,
      endianness === "little" ? op | 0x80n : op,
      input,
      BigInt(input.length),
      RESULT,
    );
    if ("failed" in answer) throw new Error(answer.failed);
    expect(ours === null ? 1n : 0n).toBe(answer.r0);
    if (ours !== null) expect(toHex(ours)).toBe(toHex(answer.result));
  }

  it.each(GROUPS)("%s compresses as the syscall does", (_name, group, op, points) => {
    for (const point of points) {
      for (const endianness of ENDIANNESSES) {
        const input = endianness === "little" ? point : swap(point, group.coordinateBytes);
        checkedCompression(op, endianness, input, group.compress(input, endianness), group.coordinateBytes);
      }
    }
  });

  it.each(GROUPS)("%s decompresses as the syscall does", (_name, group, op, points) => {
    const inputs = points.flatMap((point) => {
      const compressed = group.compress(point, "little");
      return compressed === null ? [] : [compressed];
    });
    const edges = [0n, 1n, 2n, 3n, 4n, 5n, 6n, P - 1n, P, P + 1n].map((x) => integerToLe(x, group.coordinateBytes));
    for (const x of edges) for (const flags of [0, 0x40, 0x80, 0xc0]) inputs.push(withLast(x, (byte) => byte | flags));
    for (let i = 0; i < 20; i++)
      inputs.push(
        Uint8Array.from({ length: group.coordinateBytes }, (_, j) =>
          (j & 31) === 31 ? random() & 0x2f : random() & 255,
        ),
      );
    for (const little of inputs) {
      for (const endianness of ENDIANNESSES) {
        const input = endianness === "little" ? little : swap(little, group.coordinateBytes);
        checkedCompression(op + 1n, endianness, input, group.decompress(input, endianness), group.pointBytes);
      }
    }
  });

  it.each(GROUPS)("%s refuses other lengths, as the syscall does", (_name, group, op) => {
    for (const length of [0, 31, 32, 33, 63, 64, 65, 127, 128, 129]) {
      const input = new Uint8Array(length);
      for (const endianness of ENDIANNESSES) {
        checkedCompression(op, endianness, input, group.compress(input, endianness), group.coordinateBytes);
        checkedCompression(op + 1n, endianness, input, group.decompress(input, endianness), group.pointBytes);
      }
    }
  });

  // solana-bn254, alt_bn128_g1_compression and alt_bn128_g2_compression.
  it.each([
    [
      bn254G1,
      "2dceffa69837808a4fd991a4194a78eaead94495a22c8578b8cd0c2caf62a8ac1418d80fd1af6a4b93ec5a657bdbf597d1cada68940820fef3bfda7a2a51c154",
    ],
    [
      bn254G2,
      "2839e9cdb42e236fd705175d0c4776e1072ef7932f826abdb85092678d34f21900cb7cb06e2297d442b4ee97ecbd85d11189cdb7a8c45c9f4bae51a81256b038101ad21412517a8e683efba9628d15fd3282b60f216de41f4fb75893ae6c0416" +
        "0e81a80650f6fe64da835e31f7d303f516c8b15b3c9093ae5a1113bd3e939812",
    ],
  ] as const)("brings a point and its negation back", (group, point) => {
    const original = hex(point);
    const negated = group.encode(group.decode(original, "big", false)!.negate() as never, "big");
    for (const bytes of [original, negated]) {
      for (const endianness of ENDIANNESSES) {
        const input = endianness === "big" ? bytes : swap(bytes, group.coordinateBytes);
        expect(group.decompress(group.compress(input, endianness)!, endianness)).toEqual(input);
      }
    }
    expect(group.compress(original, "big")).not.toEqual(group.compress(negated, "big"));
  });
});
