import { bls12_381 } from "@noble/curves/bls12-381.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { bytes } from "./support/scene.js";

const RESULT = HEAP + 16_384n;
const HEAP_END = HEAP + 32768n;
const PRIME = bls12_381.fields.Fp.ORDER;
const ORDER = bls12_381.fields.Fr.ORDER;
const { G1, G2 } = { G1: bls12_381.G1.Point, G2: bls12_381.G2.Point };
const BIG = 0x80;

const be = (value: bigint, length: number) =>
  Uint8Array.from(Buffer.from((value % 2n ** BigInt(8 * length)).toString(16).padStart(2 * length, "0"), "hex"));

/** Numbers of 48 bytes, in Zcash's order: the higher coefficient first. */
type Coordinates = readonly bigint[];

/** The bytes of a coordinate, of one coefficient or two, are reversed as a whole for little-endian. */
function encode(coordinates: Coordinates, coefficients: number, isBig: boolean): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0; i < coordinates.length; i += coefficients) {
    const part = bytes(...coordinates.slice(i, i + coefficients).map((value) => be(value, 48)));
    parts.push(isBig ? part : part.reverse());
  }
  return bytes(...parts);
}

const FLAG = { compressed: 1n << 383n, infinity: 1n << 382n, larger: 1n << 381n };

function g1Coordinates(random: Random, isGood = random.chance(0.6)): Coordinates {
  const { x, y } = G1.BASE.multiply(BigInt(random.u32()) + 1n).toAffine();
  if (isGood) return [x, y];
  return random.pick([
    [FLAG.infinity, 0n],
    [0n, 0n],
    [0n, 2n],
    [0n, PRIME - 2n],
    [x, PRIME - y],
    [x, y ^ 1n],
    [x + PRIME, y],
    [x, y + PRIME],
    [x | FLAG.larger, y],
    [x | FLAG.compressed, y],
    [x | FLAG.infinity, y],
    [FLAG.infinity, 1n],
    [FLAG.infinity | FLAG.larger, 0n],
    [x, y | (1n << 383n)],
    [PRIME, PRIME],
    pointOutsideG1(BigInt(random.below(1000))),
  ]);
}

function g2Coordinates(random: Random, isGood = random.chance(0.6)): Coordinates {
  const { x, y } = G2.BASE.multiply(BigInt(random.u32()) + 1n).toAffine();
  if (isGood) return [x.c1, x.c0, y.c1, y.c0];
  return random.pick([
    [FLAG.infinity, 0n, 0n, 0n],
    [0n, 0n, 0n, 0n],
    [x.c1, x.c0, PRIME - y.c1, PRIME - y.c0],
    [x.c0, x.c1, y.c0, y.c1],
    [x.c1, x.c0 + PRIME, y.c1, y.c0],
    [x.c1 | FLAG.larger, x.c0, y.c1, y.c0],
    [x.c1 | FLAG.compressed, x.c0, y.c1, y.c0],
    [x.c1 | FLAG.infinity, x.c0, y.c1, y.c0],
    [x.c1, x.c0 | (1n << 383n), y.c1, y.c0],
    [FLAG.infinity, 0n, 0n, 1n],
    pointOutsideG2(BigInt(random.below(1000))),
  ]);
}

function pointOutsideG1(from: bigint): Coordinates {
  const { Fp } = bls12_381.fields;
  for (let x = from + 1n; ; x++) {
    try {
      return [x, Fp.sqrt(Fp.add(Fp.pow(x, 3n), 4n))];
    } catch {}
  }
}

function pointOutsideG2(from: bigint): Coordinates {
  const { Fp2 } = bls12_381.fields;
  for (let c0 = from; ; c0++) {
    const x = Fp2.create({ c0, c1: 1n });
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.pow(x, 3n), G2.CURVE().b));
      return [x.c1, x.c0, y.c1, y.c0];
    } catch {}
  }
}

function scalar(random: Random, isBig: boolean): Uint8Array {
  const small = random.bytes(32).with(0, 0);
  if (random.chance(0.5)) return isBig ? small : small.reverse();
  const value = be(random.pick([0n, 1n, 2n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 255n, 2n ** 256n - 1n]), 32);
  return isBig ? value : value.reverse();
}

const GROUPS = [
  { name: "G1", curve: 5, coefficients: 1, pointBytes: 96, coordinates: g1Coordinates },
  { name: "G2", curve: 6, coefficients: 2, pointBytes: 192, coordinates: g2Coordinates },
].flatMap((group) => [
  { ...group, isBig: false },
  { ...group, name: `${group.name}, big-endian`, curve: group.curve | BIG, isBig: true },
]);

describe.each(GROUPS)("BLS12-381, $name", ({ curve, coefficients, pointBytes, coordinates, isBig }) => {
  const point = (random: Random) => encode(coordinates(random), coefficients, isBig);
  const look = { at: RESULT, length: pointBytes };

  test("points are valid where they are", () => {
    const random = new Random(curve);
    for (let i = 0; i < 60; i++) {
      expectSame({ syscall: "sol_curve_validate_point", registers: [curve, HEAP], heap: point(random) });
    }
  });

  test.each([0, 1, 2])("operation %i", (operation) => {
    const random = new Random(curve + 7 * operation);
    for (let i = 0; i < 60; i++) {
      const left = operation === 2 ? scalar(random, isBig) : point(random);
      const registers = [curve, operation, HEAP, HEAP + BigInt(left.length), RESULT];
      expectSame({ syscall: "sol_curve_group_op", registers, heap: bytes(left, point(random)), look });
    }
  });

  test("a point plus itself and minus itself", () => {
    const heap = encode(coordinates(new Random(curve), true), coefficients, isBig);
    for (const operation of [0, 1]) {
      expectSame({ syscall: "sol_curve_group_op", registers: [curve, operation, HEAP, HEAP, RESULT], heap, look });
    }
  });

  test("decompresses", () => {
    const random = new Random(curve + 3);
    const { compressed, infinity, larger } = FLAG;
    for (let i = 0; i < 80; i++) {
      const x = coordinates(random).slice(0, coefficients);
      const flags = random.pick([compressed, compressed, compressed | larger, compressed | infinity, larger, 0n]);
      const heap = encode([x[0]! | flags, ...x.slice(1)], coefficients, isBig);
      expectSame({ syscall: "sol_curve_decompress", registers: [curve, HEAP, RESULT], heap, look });
    }
  });

  test.each<[bigint, bigint, bigint]>([
    [0n, HEAP, RESULT],
    [HEAP, 0n, RESULT],
    [HEAP, HEAP, 0n],
    [HEAP_END - 95n, HEAP, RESULT],
    [HEAP + 1n, HEAP + 3n, HEAP + 5n],
    [HEAP, HEAP, HEAP_END - 95n],
  ])("with pointers 0x%d, 0x%d, 0x%d", (left, right, result) => {
    const heap = encode(coefficients === 1 ? [FLAG.infinity, 0n] : [FLAG.infinity, 0n, 0n, 0n], coefficients, isBig);
    expectSame({ syscall: "sol_curve_validate_point", registers: [curve, left], heap });
    for (const operation of [0, 1, 2]) {
      expectSame({ syscall: "sol_curve_group_op", registers: [curve, operation, left, right, result], heap });
    }
    expectSame({ syscall: "sol_curve_decompress", registers: [curve, left, result], heap });
  });

  test("is unknown without its gate, and to sums of products", () => {
    for (const without of [
      ["enable_bls12_381_syscall"],
      ["enable_bls12_381_syscall", "abort_on_invalid_curve"],
    ] as const) {
      expectSame({ syscall: "sol_curve_validate_point", registers: [curve, HEAP], without });
      expectSame({ syscall: "sol_curve_group_op", registers: [curve, 0, HEAP, HEAP, HEAP], without });
      expectSame({ syscall: "sol_curve_decompress", registers: [curve, HEAP, HEAP], without });
    }
    expectSame({ syscall: "sol_curve_multiscalar_mul", registers: [curve, HEAP, HEAP, 1, HEAP] });
  });
});

describe("sol_curve_pairing_map", () => {
  const syscall = "sol_curve_pairing_map";
  const look = { at: RESULT, length: 576 };

  test.each([4, 4 | BIG])("curve %i", (curve) => {
    const isBig = curve !== 4;
    const random = new Random(curve);
    for (const n of [0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 8, 9]) {
      const areGood = n > 2 || undefined;
      const left = Array.from({ length: n }, () => encode(g1Coordinates(random, areGood), 1, isBig));
      const right = Array.from({ length: n }, () => encode(g2Coordinates(random, areGood), 2, isBig));
      const registers = [curve, n, HEAP, HEAP + 96n * BigInt(n), RESULT];
      const { logs } = expectSame({ syscall, registers, heap: bytes(...left, ...right), look });
      if (n === 9) expect(logs[1]).toBe("Program log: 0x1, 0x0, 0x0, 0x0, 0x0");
    }
  });

  test.each<[bigint, bigint, bigint, bigint]>([
    [0n, 0n, 0n, 0n],
    [0n, 0n, 0n, RESULT],
    [1n, 0n, HEAP, RESULT],
    [1n, HEAP, 0n, RESULT],
    [1n, HEAP, HEAP, 0n],
    [106n, HEAP, HEAP, RESULT],
    [107n, HEAP, HEAP, RESULT],
    [2n ** 64n - 1n, HEAP, HEAP, RESULT],
  ])("with %d pairs at 0x%d and 0x%d", (...registers) => {
    expectSame({ syscall, registers: [4, ...registers] });
  });

  test.each([0n, 5n, 6n, 0x85n, 0x104n, 2n ** 64n - 1n])("curve %d is unknown", (curve) => {
    expectSame({ syscall, registers: [curve, 0, HEAP, HEAP, HEAP] });
    expectSame({ syscall: "sol_curve_decompress", registers: [curve === 5n || curve === 6n ? 4 : curve, HEAP, HEAP] });
  });
});
