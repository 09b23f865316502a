import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BIG_MOD_EXP_MAX_BYTES, bigModExp } from "../../src/crypto/big-mod-exp.js";
import { integerFromLe } from "../../src/crypto/integer.js";
import { hex, toHex } from "./support.js";
import { callSyscall, RESULT } from "./syscall-oracle.js";
import vectors from "./vectors/big-mod-exp.json" with { type: "json" };

const le = (bigEndian: string) => hex(bigEndian).reverse();

/** sol_big_mod_exp's result, or null where it fails with InvalidAttribute. */
function agave(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array | null {
  const answer = callSyscall("sol_big_mod_exp", modulus.length, [base, exponent, modulus], RESULT);
  if (!("failed" in answer)) return answer.result;
  expect(answer.failed).toMatch(/InvalidAttribute|Invalid attribute/);
  return null;
}

describe("bigModExp", () => {
  it.each(vectors.map(([base, exponent, modulus, expected], i) => [i, base!, exponent!, modulus!, expected!] as const))(
    "solana-big-mod-exp's vector %i",
    (_i, base, exponent, modulus, expected) => {
      const m = integerFromLe(le(modulus));
      const result = bigModExp(le(base), le(exponent), le(modulus));
      if (m > 1n && m % 2n === 1n) expect(toHex(result!.reverse()).toUpperCase()).toBe(expected.toUpperCase());
      else expect(result).toBeNull();
    },
  );

  // solana-big-mod-exp's own cases: base, exponent, modulus and result in bytes.
  it.each<[number[], number[], number[], number[] | null]>([
    [[5], [2], [7], [4]],
    [[], [], [3], [1]],
    [[0], [0, 0], [3, 0], [1, 0]],
    [[0, 0], [2], [3, 0], [0, 0]],
    [
      [0x0a, 1],
      [1, 0],
      [7, 1],
      [3, 0],
    ],
    [[2], [2], [7, 0], [4, 0]],
    [[0, 0xe1, 0xf5, 5], [1], [0xb3, 0x15], [0x5d, 0x11]],
    [[7], [2], [7], [0]],
    [[2], [2], [3, 0, 0, 0], [1, 0, 0, 0]],
    [[], [], [], null],
    [[0], [], [0], null],
    [[0], [], [1], null],
    [[0], [], [2], null],
    [[0], [], [1, 0], null],
    [[0], [], [2, 1, 0], null],
  ])("%j ^ %j mod %j", (base, exponent, modulus, expected) => {
    const args = [base, exponent, modulus].map((bytes) => Uint8Array.from(bytes)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(bigModExp(...args)).toEqual(expected && Uint8Array.from(expected));
    expect(agave(...args)).toEqual(expected && Uint8Array.from(expected));
  });

  it("answers as sol_big_mod_exp does", () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(bytes, bytes, bytes, (base, exponent, modulus) => {
        if (modulus.length > 0) modulus[0]! |= 1;
        expect(bigModExp(base, exponent, modulus)).toEqual(agave(base, exponent, modulus));
      }),
      { numRuns: 300 },
    );
  });

  it("refuses more bytes than allowed and takes its time at most", () => {
    const [full, over] = [
      new Uint8Array(BIG_MOD_EXP_MAX_BYTES).fill(255),
      new Uint8Array(BIG_MOD_EXP_MAX_BYTES + 1).fill(255),
    ];
    const one = Uint8Array.of(3);
    expect(bigModExp(over, one, one)).toBeNull();
    expect(bigModExp(one, over, one)).toBeNull();
    expect(bigModExp(one, one, over)).toBeNull();
    expect(bigModExp(full.with(0, 254), full, full)).toEqual(agave(full.with(0, 254), full, full));
  });
});
