import { describe, expect, test } from "vitest";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { ALL_VERSIONS, fault, r0 } from "./support.js";

const { V0, V2, V3 } = SbpfVersion;
const CLASSIC = [SbpfVersion.V0, SbpfVersion.V1, SbpfVersion.V3, SbpfVersion.V4] as const;

const U32_MAX = 0xffff_ffffn;
const U64_MAX = 0xffff_ffff_ffff_ffffn;
const I64_MIN = 0x8000_0000_0000_0000n;

/** Loads a 64-bit constant in any version. */
function load(register: number, value: bigint, version: SbpfVersion): string {
  const unsigned = BigInt.asUintN(64, value);
  if (version !== V2) return `lddw r${register}, 0x${unsigned.toString(16)}`;
  const low = BigInt.asIntN(32, unsigned);
  return `mov32 r${register}, ${low}\nhor64 r${register}, ${BigInt.asIntN(32, unsigned >> 32n)}`;
}

/** r0 after `operation` on r0 = `dst` and r1 = `src`. */
function compute(operation: string, dst: bigint, src: bigint, version: SbpfVersion): bigint {
  return r0(`${load(0, dst, version)}\n${load(1, src, version)}\n${operation}\nexit`, { version });
}

describe("32-bit addition, subtraction and multiplication", () => {
  test.each(CLASSIC)("v%i sign-extends", (version) => {
    expect(compute("add32 r0, 1", 0x7fff_ffffn, 0n, version)).toBe(0xffff_ffff_8000_0000n);
    expect(compute("add32 r0, r1", 0xffn << 32n, 5n, version)).toBe(5n);
    expect(compute("sub32 r0, r1", 0n, 1n, version)).toBe(U64_MAX);
    expect(compute("sub32 r0, 1", 0n, 0n, version)).toBe(U64_MAX);
    expect(compute("mul32 r0, r1", 0x10000n, 0x8000n, version)).toBe(0xffff_ffff_8000_0000n);
    expect(compute("mul32 r0, -1", 3n, 0n, version)).toBe(BigInt.asUintN(64, -3n));
  });

  test("v2 zero-extends", () => {
    expect(compute("add32 r0, 1", 0x7fff_ffffn, 0n, V2)).toBe(0x8000_0000n);
    expect(compute("sub32 r0, r1", 0n, 1n, V2)).toBe(U32_MAX);
    expect(compute("lmul32 r0, r1", 0x10000n, 0x8000n, V2)).toBe(0x8000_0000n);
    expect(compute("lmul32 r0, -1", 3n, 0n, V2)).toBe(0xffff_fffdn);
  });

  test("v2 subtracts from the immediate", () => {
    expect(compute("sub32 r0, 10", 3n, 0n, V2)).toBe(7n);
    expect(compute("sub64 r0, 10", 3n, 0n, V2)).toBe(7n);
    expect(compute("sub32 r0, 10", 3n, 0n, V0)).toBe(BigInt.asUintN(64, -7n));
    expect(compute("sub64 r0, 10", 3n, 0n, V0)).toBe(BigInt.asUintN(64, -7n));
  });
});

test.each(ALL_VERSIONS)("v%i: other 32-bit results are zero-extended", (version) => {
  const dirty = 0xdead_beef_8765_4321n;
  expect(compute("or32 r0, -1", dirty, 0n, version)).toBe(U32_MAX);
  expect(compute("and32 r0, -1", dirty, 0n, version)).toBe(0x8765_4321n);
  expect(compute("xor32 r0, r1", dirty, 0x1111n, version)).toBe(0x8765_5230n);
  expect(compute("mov32 r0, -1", 0n, 0n, version)).toBe(U32_MAX);
  expect(compute("arsh32 r0, 31", dirty, 0n, version)).toBe(U32_MAX);
  expect(compute("rsh32 r0, 31", dirty, 0n, version)).toBe(1n);
});

test("mov32 of a register sign-extends in v2 alone", () => {
  expect(compute("mov32 r0, r1", 0n, 0x1_8000_0000n, V2)).toBe(0xffff_ffff_8000_0000n);
  for (const version of CLASSIC) expect(compute("mov32 r0, r1", 0n, 0x1_8000_0000n, version)).toBe(0x8000_0000n);
});

test.each(ALL_VERSIONS)("v%i: shifts by a register take the amount modulo the width", (version) => {
  expect(compute("lsh32 r0, r1", 1n, 33n, version)).toBe(2n);
  expect(compute("rsh32 r0, r1", 4n, 33n, version)).toBe(2n);
  expect(compute("arsh32 r0, r1", 0x8000_0000n, 63n, version)).toBe(U32_MAX);
  expect(compute("lsh64 r0, r1", 1n, 65n, version)).toBe(2n);
  expect(compute("rsh64 r0, r1", I64_MIN, 127n, version)).toBe(1n);
  expect(compute("arsh64 r0, r1", I64_MIN, 127n, version)).toBe(U64_MAX);
  expect(compute("lsh64 r0, r1", U64_MAX, 63n, version)).toBe(I64_MIN);
});

test.each(ALL_VERSIONS)("v%i: 64-bit arithmetic wraps", (version) => {
  expect(compute("add64 r0, r1", U64_MAX, 2n, version)).toBe(1n);
  expect(compute("sub64 r0, r1", 0n, 1n, version)).toBe(U64_MAX);
  expect(compute("add64 r0, -1", 0n, 0n, version)).toBe(U64_MAX);
  expect(compute("and64 r0, -16", 0xffn, 0n, version)).toBe(0xf0n);
  expect(compute("or64 r0, -1", 0n, 0n, version)).toBe(U64_MAX);
  expect(compute("xor64 r0, -1", 1n, 0n, version)).toBe(U64_MAX - 1n);
  expect(compute("mov64 r0, -2", 0n, 0n, version)).toBe(U64_MAX - 1n);
});

describe.each(CLASSIC)("v%i: division", (version) => {
  test("is unsigned; a 64-bit immediate is sign-extended first", () => {
    expect(compute("div32 r0, -1", U64_MAX, 0n, version)).toBe(1n);
    expect(compute("mod32 r0, -2", U64_MAX, 0n, version)).toBe(1n);
    expect(compute("div64 r0, -1", U64_MAX, 0n, version)).toBe(1n);
    expect(compute("div64 r0, -1", U64_MAX - 1n, 0n, version)).toBe(0n);
    expect(compute("mod64 r0, r1", U64_MAX, 10n, version)).toBe(5n);
    expect(compute("mul64 r0, r1", U64_MAX, U64_MAX, version)).toBe(1n);
  });

  test("by a zero register fails; 32-bit division looks at the lower half", () => {
    for (const operation of ["div32", "mod32", "div64", "mod64"]) {
      expect(fault(`mov64 r0, 1\nmov64 r1, 0\n${operation} r0, r1\nexit`, { version }).kind).toBe("DivideByZero");
    }
    const source = `mov64 r0, 1\nlddw r1, 0x100000000\ndiv32 r0, r1\nexit`;
    expect(fault(source, { version }).message).toBe("divide by zero at BPF instruction");
  });

  test("negation", () => {
    expect(compute("neg32 r0", 1n, 0n, version)).toBe(U32_MAX);
    expect(compute("neg64 r0", 1n, 0n, version)).toBe(U64_MAX);
    expect(compute("neg64 r0", I64_MIN, 0n, version)).toBe(I64_MIN);
    expect(compute("neg32 r0", 0n, 0n, version)).toBe(0n);
  });
});

describe("v2: products, quotients and remainders", () => {
  const of = (operation: string, dst: bigint, src: bigint): bigint => compute(operation, dst, src, V2);

  test("upper halves of products", () => {
    expect(of("uhmul64 r0, r1", U64_MAX, U64_MAX)).toBe(U64_MAX - 1n);
    expect(of("shmul64 r0, r1", U64_MAX, U64_MAX)).toBe(0n);
    expect(of("shmul64 r0, r1", I64_MIN, 2n)).toBe(U64_MAX);
    expect(of("lmul64 r0, r1", U64_MAX, U64_MAX)).toBe(1n);
  });

  test("the immediate of unsigned instructions is zero-extended, of signed ones sign-extended", () => {
    expect(of("uhmul64 r0, -1", U64_MAX, 0n)).toBe(0xffff_fffen);
    expect(of("shmul64 r0, -1", I64_MIN, 0n)).toBe(0n);
    expect(of("udiv64 r0, -1", U64_MAX, 0n)).toBe(0x1_0000_0001n);
    expect(of("urem64 r0, -1", U64_MAX, 0n)).toBe(0n);
    expect(of("udiv32 r0, -1", U64_MAX, 0n)).toBe(1n);
    expect(of("sdiv64 r0, -1", 7n, 0n)).toBe(BigInt.asUintN(64, -7n));
    expect(of("srem64 r0, -4", 7n, 0n)).toBe(3n);
  });

  test("signed division truncates; 32-bit results are zero-extended", () => {
    expect(of("sdiv32 r0, 2", BigInt.asUintN(64, -7n), 0n)).toBe(0xffff_fffdn);
    expect(of("srem32 r0, 2", BigInt.asUintN(64, -7n), 0n)).toBe(U32_MAX);
    expect(of("sdiv64 r0, r1", BigInt.asUintN(64, -7n), 2n)).toBe(BigInt.asUintN(64, -3n));
    expect(of("srem64 r0, r1", BigInt.asUintN(64, -7n), 2n)).toBe(U64_MAX);
  });

  test("the least number divided by -1 overflows", () => {
    const least32 = "mov32 r0, 1\nlsh32 r0, 31\nmov32 r1, -1";
    const least64 = "mov64 r0, 1\nlsh64 r0, 63\nmov64 r1, -1";
    for (const operation of ["sdiv32 r0, r1", "srem32 r0, r1", "sdiv32 r0, -1", "srem32 r0, -1"]) {
      expect(fault(`${least32}\n${operation}\nexit`, { version: V2 }).kind).toBe("DivideOverflow");
    }
    for (const operation of ["sdiv64 r0, r1", "srem64 r0, r1", "sdiv64 r0, -1", "srem64 r0, -1"]) {
      const error = fault(`${least64}\n${operation}\nexit`, { version: V2 });
      expect(error.message).toBe("division overflow at BPF instruction");
    }
  });

  test("a zero divisor is reported before an overflow", () => {
    for (const operation of ["udiv32", "urem32", "sdiv32", "srem32", "udiv64", "urem64", "sdiv64", "srem64"]) {
      const source = `mov64 r0, 1\nlsh64 r0, 63\nmov64 r1, 0\n${operation} r0, r1\nexit`;
      expect(fault(source, { version: V2 }).kind).toBe("DivideByZero");
    }
  });

  test("hor64 sets upper bits", () => {
    expect(of("hor64 r0, 0x12345678", 0x9abc_def0n, 0n)).toBe(0x1234_5678_9abc_def0n);
    expect(of("hor64 r0, -1", 1n, 0n)).toBe(0xffff_ffff_0000_0001n);
  });
});

test("byte order", () => {
  const value = 0x0123_4567_89ab_cdefn;
  for (const version of ALL_VERSIONS) {
    expect(compute("be16 r0", value, 0n, version)).toBe(0xefcdn);
    expect(compute("be32 r0", value, 0n, version)).toBe(0xefcd_ab89n);
    expect(compute("be64 r0", value, 0n, version)).toBe(0xefcd_ab89_6745_2301n);
  }
  expect(compute("le16 r0", value, 0n, V3)).toBe(0xcdefn);
  expect(compute("le32 r0", value, 0n, V3)).toBe(0x89ab_cdefn);
  expect(compute("le64 r0", value, 0n, V3)).toBe(value);
});

test("lddw takes both halves", () => {
  expect(r0("lddw r0, 0x8000000000000001\nexit", { version: V3 })).toBe(0x8000_0000_0000_0001n);
  expect(r0("lddw r0, 0x80000001\nexit", { version: V3 })).toBe(0x8000_0001n);
});
