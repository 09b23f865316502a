import { bn254 } from "@noble/curves/bn254.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { bytes } from "./support/scene.js";

const RESULT = HEAP + 16_384n;
const HEAP_END = HEAP + 32768n;
const look = { at: RESULT, length: 128 };
const PRIME = bn254.fields.Fp.ORDER;
const ORDER = bn254.fields.Fr.ORDER;
const LITTLE = 0x80;

const { G1, G2 } = { G1: bn254.G1.Point, G2: bn254.G2.Point };

/** 32 bytes; numbers from 2^256 up wrap. */
const be32 = (value: bigint) =>
  Uint8Array.from(Buffer.from((value % 2n ** 256n).toString(16).padStart(64, "0"), "hex"));

/** Coordinates as big-endian wants them: the higher coefficient first. */
type Coordinates = readonly bigint[];

function encode(coordinates: Coordinates, isLittle: boolean): Uint8Array {
  if (!isLittle) return bytes(...coordinates.map(be32));
  // Each coordinate reversed as a whole, whether it has one coefficient or two.
  const half = coordinates.length / 2;
  const x = bytes(...coordinates.slice(0, half).map(be32)).reverse();
  const y = bytes(...coordinates.slice(half).map(be32)).reverse();
  return bytes(x, y);
}

function g1Coordinates(random: Random): Coordinates {
  const scalar = BigInt(random.u32()) + 1n;
  const { x, y } = G1.BASE.multiply(scalar).toAffine();
  if (random.chance(0.6)) return [x, y];
  return random.pick([
    [0n, 0n],
    [x, PRIME - y],
    [x, y + PRIME],
    [x + PRIME, y],
    [x, y ^ 1n],
    [1n, 2n],
    [0n, 1n],
    [x, y | (1n << 254n)],
    [x, y | (1n << 255n)],
    [x, y | (3n << 254n)],
    [0n, 1n << 254n],
    [0n, 1n << 255n],
    [PRIME, PRIME],
    [2n ** 256n - 1n, 2n ** 256n - 1n],
  ]);
}

function g2Coordinates(random: Random): Coordinates {
  const scalar = BigInt(random.u32()) + 1n;
  const { x, y } = G2.BASE.multiply(scalar).toAffine();
  const good = [x.c1, x.c0, y.c1, y.c0];
  if (random.chance(0.6)) return good;
  const outside = pointOutsideG2(BigInt(random.below(1000)));
  return random.pick([
    [0n, 0n, 0n, 0n],
    outside,
    [x.c1, x.c0, y.c1 ^ 1n, y.c0],
    [x.c1, x.c0, PRIME - y.c1, PRIME - y.c0],
    [x.c0, x.c1, y.c0, y.c1],
    [x.c1 + PRIME, x.c0, y.c1, y.c0],
    [x.c1, x.c0, y.c1 | (1n << 254n), y.c0],
    [x.c1, x.c0, y.c1 | (1n << 255n), y.c0],
    [x.c1, x.c0, y.c1, y.c0 | (1n << 254n)],
    [x.c1, x.c0 | (1n << 255n), y.c1, y.c0],
    [2n ** 256n - 1n, 0n, 0n, 0n],
  ]);
}

/** A point on the curve of G2 that is hardly of G2. */
function pointOutsideG2(from: bigint): Coordinates {
  const { Fp2 } = bn254.fields;
  for (let c0 = from; ; c0++) {
    const x = Fp2.create({ c0, c1: 1n });
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.CURVE().b));
      return [x.c1, x.c0, y.c1, y.c0];
    } catch {}
  }
}

function scalar(random: Random): bigint {
  const some = BigInt(`0x${Buffer.from(random.bytes(32)).toString("hex")}`);
  return random.chance(0.5)
    ? some
    : random.pick([0n, 1n, 2n, ORDER - 1n, ORDER, ORDER + 1n, PRIME, 2n ** 255n, 2n ** 256n - 1n]);
}

const scalarBytes = (random: Random, isLittle: boolean) =>
  isLittle ? be32(scalar(random)).reverse() : be32(scalar(random));

/** Input of an operation, now and then of another length. */
type MakeInput = (random: Random, isLittle: boolean) => Uint8Array;
const point = { g1: g1Coordinates, g2: g2Coordinates };
const points =
  (...kinds: (keyof typeof point)[]): MakeInput =>
  (random, isLittle) =>
    bytes(...kinds.map((kind) => encode(point[kind](random), isLittle)));

const OPERATIONS: [operation: number, name: string, cases: number, input: MakeInput][] = [
  [0, "adds in G1", 80, points("g1", "g1")],
  [
    2,
    "multiplies in G1",
    80,
    (random, isLittle) => bytes(points("g1")(random, isLittle), scalarBytes(random, isLittle)),
  ],
  [3, "pairs", 16, points("g1", "g2")],
  [3, "pairs twice", 10, points("g1", "g2", "g1", "g2")],
  [4, "adds in G2", 60, points("g2", "g2")],
  [
    6,
    "multiplies in G2",
    40,
    (random, isLittle) => bytes(points("g2")(random, isLittle), scalarBytes(random, isLittle)),
  ],
];

function mangle(random: Random, input: Uint8Array): Uint8Array {
  if (random.chance(0.8)) return input;
  const length = random.pick([
    0,
    1,
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
    161,
    191,
    193,
    input.length - 1,
    input.length + 1,
  ]);
  const mangled = new Uint8Array(length);
  mangled.set(input.subarray(0, length));
  return mangled;
}

describe("sol_alt_bn128_group_op", () => {
  const syscall = "sol_alt_bn128_group_op";

  test.each(
    OPERATIONS.flatMap(([operation, name, ...rest]) => [
      [operation, name, false, ...rest] as const,
      [operation | LITTLE, `${name}, little-endian`, true, ...rest] as const,
    ]),
  )("operation %i %s", (operation, _name, isLittle, cases, makeInput) => {
    const random = new Random(operation + 100);
    const codes = new Set<string>();
    for (let i = 0; i < cases; i++) {
      const heap = mangle(random, makeInput(random, isLittle));
      const { logs } = expectSame({ syscall, registers: [operation, HEAP, heap.length, RESULT], heap, look });
      codes.add(logs[1]!);
    }
    expect(codes.size).toBe(2);
  });

  test("pairings of a point and of its negation multiply to one, as those of no points do", () => {
    const { x, y } = G1.BASE.multiply(5n).toAffine();
    const { x: u, y: v } = G2.BASE.multiply(7n).toAffine();
    const g2 = encode([u.c1, u.c0, v.c1, v.c0], false);
    const pair = bytes(encode([x, y], false), g2);
    const negated = bytes(encode([x, PRIME - y], false), g2);
    const pairing = (heap: Uint8Array) =>
      expectSame({ syscall, registers: [3, HEAP, heap.length, RESULT], heap, look: { at: RESULT, length: 32 } });
    expect(pairing(bytes()).returnData).toBe(`${"00".repeat(31)}01`);
    expect(pairing(bytes(pair, negated)).returnData).toBe(`${"00".repeat(31)}01`);
    expect(pairing(bytes(pair, pair)).returnData).toBe("00".repeat(32));
    for (const n of [3, 4]) pairing(bytes(...Array(n).fill(pair)));
  });

  test.each<[string, bigint, bigint, bigint]>([
    ["no input", 0n, 128n, RESULT],
    ["no result", HEAP, 128n, 0n],
    ["neither", 0n, 128n, 0n],
    ["no bytes", 0n, 0n, RESULT],
    ["a result over the input", HEAP, 128n, HEAP],
    ["a result beyond the end", HEAP, 128n, HEAP_END - 31n],
    ["input beyond the end", HEAP_END - 127n, 128n, RESULT],
    ["more input than memory", HEAP, 32_769n, RESULT],
    ["as much input as a pairing can pay", HEAP, 19_000n, RESULT],
    ["endless input", HEAP, 2n ** 64n - 1n, RESULT],
  ])("with %s", (_name, address, length, result) => {
    for (const operation of [0, 2, 3, 4, 6, 0x80, 0x83]) {
      expectSame({ syscall, registers: [operation, address, length, result] });
    }
  });

  test.each([1n, 5n, 7n, 8n, 0x81n, 0x85n, 0x87n, 0x100n, 2n ** 64n - 1n])("operation %d is unknown", (operation) => {
    const { logs } = expectSame({ syscall, registers: [operation, HEAP, 0, HEAP] });
    expect(logs.at(-1)).toContain("InvalidAttribute");
  });

  test.each(["alt_bn128_little_endian", "enable_alt_bn128_g2_syscalls", "enable_alt_bn128_syscall"] as const)(
    "without %s",
    (gate) => {
      for (const operation of [0, 2, 3, 4, 6, 0x80, 0x82, 0x83, 0x84, 0x86]) {
        expectSame({ syscall, registers: [operation, HEAP, 0, HEAP], without: [gate] });
      }
    },
  );
});

describe("sol_alt_bn128_compression", () => {
  const syscall = "sol_alt_bn128_compression";

  /** Compressed points good and bad: x with flags in its top bits. */
  const compressed =
    (coefficients: 1 | 2): MakeInput =>
    (random, isLittle) => {
      const [high, low] = coefficients === 1 ? [g1Coordinates(random)[0]!, 0n] : g2Coordinates(random);
      const flags = BigInt(random.below(4)) << 254n;
      const bigEndian = coefficients === 1 ? be32(high | flags) : bytes(be32(high! | flags), be32(low!));
      return isLittle ? bigEndian.reverse() : bigEndian;
    };

  test.each([
    [0, "compresses G1", points("g1")],
    [1, "decompresses G1", compressed(1)],
    [2, "compresses G2", points("g2")],
    [3, "decompresses G2", compressed(2)],
  ] as const)("operation %i %s", (operation, _name, makeInput) => {
    const random = new Random(operation + 200);
    for (let i = 0; i < 80; i++) {
      for (const isLittle of [false, true]) {
        const heap = mangle(random, makeInput(random, isLittle));
        const number = isLittle ? operation | LITTLE : operation;
        expectSame({ syscall, registers: [number, HEAP, heap.length, RESULT], heap, look });
      }
    }
  });

  test.each<[string, bigint, bigint, bigint]>([
    ["no input", 0n, 64n, RESULT],
    ["no result", HEAP, 64n, 0n],
    ["a result over the input", HEAP, 64n, HEAP],
    ["a result beyond the end", HEAP, 64n, HEAP_END - 31n],
    ["endless input", HEAP, 2n ** 64n - 1n, RESULT],
  ])("with %s", (_name, address, length, result) => {
    for (const operation of [0, 1, 2, 3]) expectSame({ syscall, registers: [operation, address, length, result] });
  });

  test.each([4n, 0x84n, 0x100n, 2n ** 64n - 1n])("operation %d is unknown", (operation) => {
    expectSame({ syscall, registers: [operation, HEAP, 0, HEAP] });
  });

  test.each(["alt_bn128_little_endian", "enable_alt_bn128_compression_syscall"] as const)("without %s", (gate) => {
    for (const operation of [0, 1, 2, 3, 0x80, 0x81, 0x82, 0x83]) {
      expectSame({ syscall, registers: [operation, HEAP, 0, HEAP], without: [gate] });
    }
  });
});
