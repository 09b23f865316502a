import { ed25519, ristretto255 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { bytes, key } from "./support/scene.js";

const RESULT = HEAP + 64n * 40n;
const HEAP_END = HEAP + 32768n;
const look = { at: RESULT, length: 32 };
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const PRIME = 2n ** 255n - 19n;

const le32 = (value: bigint) => {
  const bigEndian = Buffer.from((value % 2n ** 256n).toString(16).padStart(64, "0"), "hex");
  return Uint8Array.from(bigEndian.reverse());
};
const signed = (point: Uint8Array) => point.with(31, point[31]! | 0x80);

const CURVES = [
  { name: "Edwards", curve: 0, Point: ed25519.Point },
  { name: "Ristretto", curve: 1, Point: ristretto255.Point },
];

/** Points good and bad: random ones, of small order, not canonical. */
function somePoint(random: Random, Point: (typeof CURVES)[number]["Point"]): Uint8Array {
  if (random.chance(0.6)) return Point.BASE.multiply(BigInt(random.u32()) + 1n).toBytes();
  return random.pick([
    Point.ZERO.toBytes(),
    random.bytes(32),
    le32(0n),
    le32(1n),
    le32(PRIME - 1n),
    le32(PRIME),
    le32(PRIME + 1n),
    le32(2n ** 255n - 1n),
    signed(le32(0n)),
    signed(le32(1n)),
    signed(le32(PRIME - 1n)),
    Uint8Array.from(Buffer.from("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "hex")),
    key(255),
  ]);
}

function someScalar(random: Random): Uint8Array {
  if (random.chance(0.5)) return random.bytes(32).with(31, 0);
  return random.pick(
    [0n, 1n, 2n, 8n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 252n, 2n ** 255n, 2n ** 256n - 1n].map(le32),
  );
}

describe.each(CURVES)("curve25519, $name", ({ curve, Point }) => {
  test("points are valid where they are", () => {
    const random = new Random(curve + 1);
    for (let i = 0; i < 60; i++) {
      expectSame({ syscall: "sol_curve_validate_point", registers: [curve, HEAP], heap: somePoint(random, Point) });
    }
  });

  test.each([0, 1, 2])("operation %i", (operation) => {
    const random = new Random(curve + 10 * operation);
    for (let i = 0; i < 80; i++) {
      const left = operation === 2 ? someScalar(random) : somePoint(random, Point);
      const heap = bytes(left, somePoint(random, Point));
      const registers = [curve, operation, HEAP, HEAP + 32n, RESULT];
      expectSame({ syscall: "sol_curve_group_op", registers, heap, look });
    }
  });

  test("sums of products", () => {
    const random = new Random(curve + 5);
    for (let n = 0; n <= 12; n++) {
      for (let i = 0; i < 4; i++) {
        const scalars = Array.from({ length: n }, () => (i < 2 ? random.bytes(32).with(31, 1) : someScalar(random)));
        const points = Array.from({ length: n }, () =>
          i < 2 ? Point.BASE.multiply(7n + BigInt(n)).toBytes() : somePoint(random, Point),
        );
        const registers = [curve, HEAP, HEAP + 32n * BigInt(n), n, RESULT];
        expectSame({ syscall: "sol_curve_multiscalar_mul", registers, heap: bytes(...scalars, ...points), look });
      }
    }
  });

  test("sums of 512 products, and of one too many", () => {
    const heap = bytes(...Array(512).fill(Point.BASE.toBytes()));
    for (const n of [511n, 512n, 513n, 2n ** 53n, 2n ** 64n - 1n]) {
      const registers = [curve, HEAP + 16384n, HEAP, n, HEAP + 32000n];
      expectSame({ syscall: "sol_curve_multiscalar_mul", registers, heap, look: { at: HEAP + 32000n, length: 32 } });
    }
  });

  test.each<[bigint, bigint, bigint]>([
    [0n, HEAP, RESULT],
    [HEAP, 0n, RESULT],
    [HEAP, HEAP, 0n],
    [0n, 0n, 0n],
    [HEAP + 1n, HEAP + 3n, HEAP + 5n],
    [HEAP_END - 32n, HEAP_END - 32n, HEAP_END - 32n],
    [HEAP_END - 31n, HEAP, RESULT],
    [HEAP, HEAP_END - 31n, RESULT],
    [HEAP, HEAP, HEAP_END - 31n],
  ])("with pointers 0x%d, 0x%d, 0x%d", (left, right, result) => {
    expectSame({ syscall: "sol_curve_validate_point", registers: [curve, left] });
    for (const operation of [0, 1, 2]) {
      expectSame({ syscall: "sol_curve_group_op", registers: [curve, operation, left, right, result] });
    }
    for (const n of [0, 1, 2]) {
      expectSame({ syscall: "sol_curve_multiscalar_mul", registers: [curve, left, right, n, result] });
    }
  });
});

test.each([2n, 3n, 4n, 7n, 0x80n, 0x81n, 0x84n, 0x87n, 255n, 256n, 2n ** 32n, 2n ** 64n - 1n])(
  "curve %d is unknown",
  (curve) => {
    for (const without of [[], ["abort_on_invalid_curve"]] as const) {
      const validate = expectSame({ syscall: "sol_curve_validate_point", registers: [curve, HEAP], without });
      expect(validate.logs.at(-1)).toMatch(without.length === 0 ? "InvalidAttribute" : "success");
      expectSame({ syscall: "sol_curve_group_op", registers: [curve, 0, HEAP, HEAP, HEAP], without });
      expectSame({ syscall: "sol_curve_multiscalar_mul", registers: [curve, HEAP, HEAP, 1, HEAP], without });
    }
  },
);

test.each([3n, 4n, 0x80n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n])("operation %d is unknown", (operation) => {
  for (const curve of [0, 1, 5, 6, 0x85, 0x86]) {
    for (const without of [[], ["abort_on_invalid_curve"]] as const) {
      expectSame({ syscall: "sol_curve_group_op", registers: [curve, operation, HEAP, HEAP, HEAP], without });
    }
  }
});

test("without its gate curve25519 has no syscalls", () => {
  const without = ["curve25519_syscall_enabled"] as const;
  for (const syscall of ["sol_curve_validate_point", "sol_curve_group_op", "sol_curve_multiscalar_mul"]) {
    expect(expectSame({ syscall, registers: [], without }).logs.at(-1)).toContain("unsupported BPF instruction");
  }
});
