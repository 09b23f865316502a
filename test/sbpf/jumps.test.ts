import { describe, expect, test } from "vitest";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { r0 } from "./support.js";

const MINUS_ONE = 0xffff_ffff_ffff_ffffn;

/** Whether a jump is taken with r1 = `left` and r2 = `right`. */
function jumps(condition: string, left: bigint, right: bigint): boolean {
  const source = `
    lddw r1, 0x${left.toString(16)}
    lddw r2, 0x${right.toString(16)}
    mov64 r0, 1
    ${condition}, taken
    mov64 r0, 0
    taken: exit`;
  return r0(source, { version: SbpfVersion.V3 }) === 1n;
}

/** Each relation: whether it holds for 1 : 2, 2 : 2, 2 : 1 and, on unsigned and on signed, -1 : 1. */
const RELATIONS = [
  ["jeq", [false, true, false, false]],
  ["jne", [true, false, true, true]],
  ["jgt", [false, false, true, true]],
  ["jge", [false, true, true, true]],
  ["jlt", [true, false, false, false]],
  ["jle", [true, true, false, false]],
  ["jsgt", [false, false, true, false]],
  ["jsge", [false, true, true, false]],
  ["jslt", [true, false, false, true]],
  ["jsle", [true, true, false, true]],
] as const;

describe.each(RELATIONS)("%s", (name, expected) => {
  test("compares registers", () => {
    const pairs = [
      [1n, 2n],
      [2n, 2n],
      [2n, 1n],
      [MINUS_ONE, 1n],
    ] as const;
    expect(pairs.map(([left, right]) => jumps(`${name} r1, r2`, left, right))).toEqual(expected);
  });

  test("compares with an immediate, which is sign-extended", () => {
    const results = [
      jumps(`${name} r1, 2`, 1n, 0n),
      jumps(`${name} r1, 2`, 2n, 0n),
      jumps(`${name} r1, 1`, 2n, 0n),
      jumps(`${name} r1, 1`, MINUS_ONE, 0n),
    ];
    expect(results).toEqual(expected);
    expect(jumps(`${name} r1, -1`, MINUS_ONE, 0n)).toBe(expected[1]);
  });

  test("on 32 bits compares the lower halves", () => {
    const high = 0xdead_beefn << 32n;
    const pairs = [
      [1n, 2n | high],
      [2n | high, 2n],
      [2n, 1n | high],
      [0xffff_ffffn, 1n],
    ] as const;
    expect(pairs.map(([left, right]) => jumps(`${name}32 r1, r2`, left, right))).toEqual(expected);
    expect(jumps(`${name}32 r1, -1`, 0xffff_ffffn | high, 0n)).toBe(expected[1]);
  });
});

test("jset looks for common bits", () => {
  expect(jumps("jset r1, r2", 0b1100n, 0b0100n)).toBe(true);
  expect(jumps("jset r1, r2", 0b1100n, 0b0011n)).toBe(false);
  expect(jumps("jset r1, -1", 1n << 63n, 0n)).toBe(true);
  expect(jumps("jset32 r1, r2", 1n << 32n, MINUS_ONE)).toBe(false);
  expect(jumps("jset32 r1, -1", 1n << 31n, 0n)).toBe(true);
});

test("jumps backwards and over several instructions", () => {
  expect(r0("mov64 r0, 0\nloop: add64 r0, 3\njlt r0, 30, loop\nja +1\nmov64 r0, 7\nexit")).toBe(30n);
});
