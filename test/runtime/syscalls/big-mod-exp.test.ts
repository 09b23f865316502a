import { describe, expect, test } from "vitest";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { bytes } from "./support/scene.js";

const syscall = "sol_big_mod_exp";
const gates = ["enable_big_mod_exp_syscall"] as const;
const OPERANDS = HEAP + 64n;
const RESULT = HEAP + 4096n;
const HEAP_END = HEAP + 32768n;
const look = { at: RESULT, length: 600 };

/** The six words of r1, and what they point to. */
function heapWith(base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array): Uint8Array {
  const exponentAddress = OPERANDS + BigInt(base.length);
  const modulusAddress = exponentAddress + BigInt(exponent.length);
  const words = [OPERANDS, base, exponentAddress, exponent, modulusAddress, modulus];
  const params = words.map((word) => (typeof word === "bigint" ? word : BigInt(word.length)));
  return bytes(...params, new Uint8Array(16), base, exponent, modulus);
}

const power = (base: Uint8Array, exponent: Uint8Array, modulus: Uint8Array) =>
  expectSame({ syscall, registers: [HEAP, RESULT], heap: heapWith(base, exponent, modulus), look, gates });

const little = (value: bigint, length = 8) =>
  Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));

function operand(random: Random): Uint8Array {
  const length = random.pick([0, 1, 2, 8, 31, 32, 33, 63, 64, 65, 100, 128]);
  return random.pick([random.bytes(length), new Uint8Array(length), little(1n, length), little(2n ** 60n, length)]);
}

describe(syscall, () => {
  test("computes", () => {
    const { returnData, logs } = power(little(3n), little(200n), little(1_000_003n));
    expect(logs[1]).toBe("Program log: 0x0, 0x0, 0x0, 0x0, 0x0");
    expect(returnData.slice(0, 16)).toBe(Buffer.from(little(3n ** 200n % 1_000_003n)).toString("hex"));
  });

  test("computes what is random", () => {
    const random = new Random(5);
    const errors = new Set<unknown>();
    for (let i = 0; i < 150; i++) {
      const modulus = operand(random);
      if (modulus.length > 0 && random.chance(0.8)) modulus[0]! |= 1;
      errors.add(power(operand(random), operand(random), modulus).error);
    }
    expect(errors.size).toBe(2);
  });

  test.each([0n, 1n, 2n, 3n, 4n, 5n, 255n, 256n])("with modulus %d", (modulus) => {
    power(little(7n), little(5n), little(modulus));
    power(little(7n), little(0n), little(modulus));
    power(little(modulus), little(5n), little(modulus));
  });

  test("with operands of every length that the formula tells apart", () => {
    const random = new Random(6);
    for (const length of [0, 1, 63, 64, 65, 256, 511, 512]) {
      power(random.bytes(length), little(3n), little(13n));
      power(little(3n), little(3n), random.bytes(length).fill(1, 0, 1));
      power(little(3n), random.bytes(length), little(13n));
    }
    for (const length of [32, 33, 40]) {
      for (const value of [0n, 1n, 2n, 2n ** 74n, 2n ** 75n, 2n ** 76n, 2n ** 255n, 2n ** 256n]) {
        power(little(3n), little(value, length), little(13n));
      }
    }
  });

  test.each([513n, 2n ** 32n, 2n ** 64n - 1n])("with operands of %d bytes", (length) => {
    for (const place of [1, 3, 5]) {
      const params = [0n, 8n, 0n, 8n, 0n, 8n];
      params[place] = length;
      expectSame({ syscall, registers: [HEAP, RESULT], heap: bytes(...params), gates });
    }
  });

  test.each<[string, bigint[]]>([
    ["nothing to read", [0n, 8n, 0n, 8n, 0n, 8n]],
    ["no base", [0n, 8n, HEAP, 8n, HEAP, 8n]],
    ["no exponent", [HEAP, 8n, 0n, 8n, HEAP, 8n]],
    ["no modulus", [HEAP, 8n, HEAP, 8n, 0n, 8n]],
    ["an empty base nowhere", [0n, 0n, HEAP, 8n, HEAP, 8n]],
    ["an empty exponent nowhere", [HEAP + 8n, 1n, 0n, 0n, HEAP + 24n, 1n]],
    ["an empty modulus nowhere", [HEAP, 8n, HEAP, 8n, 0n, 0n]],
    ["all off alignment", [HEAP + 1n, 3n, HEAP + 3n, 3n, HEAP + 25n, 3n]],
  ])("with %s", (_name, params) => {
    expectSame({ syscall, registers: [HEAP, RESULT], heap: bytes(...params, 13n), look, gates });
  });

  test.each<[string, bigint, bigint]>([
    ["no parameters", 0n, RESULT],
    ["parameters off alignment", HEAP + 4n, RESULT],
    ["parameters beyond the end", HEAP_END - 40n, RESULT],
    ["no result", HEAP, 0n],
    ["a result beyond the end", HEAP, HEAP_END - 7n],
    ["a result over the modulus", HEAP, OPERANDS + 16n],
  ])("with %s", (_name, params, result) => {
    const heap = heapWith(little(7n), little(5n), little(13n));
    expectSame({ syscall, registers: [params, result], heap, look, gates });
    expectSame({ syscall, registers: [params, result], heap, look, gates, loader: LOADER_V1_ID });
  });

  test("with too few units", () => {
    const heap = heapWith(little(7n), little(2n ** 62n), little(13n));
    const probe = { syscall, registers: [HEAP, RESULT], heap, look, gates };
    const { computeUnits } = expectSame(probe);
    for (const missing of [0, 1, 100, 260, 300, 500]) {
      expectSame({ ...probe, computeUnitLimit: computeUnits - missing });
    }
  });
});
