import { describe, expect, test } from "vitest";
import { LOADER_V1_ID } from "../../../src/solana/program-ids.js";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { bytes } from "./support/scene.js";

const syscall = "sol_poseidon";
const INPUTS = HEAP + 512n;
const RESULT = HEAP + 2048n;
const HEAP_END = HEAP + 32768n;
const look = { at: RESULT, length: 32 };
const ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

const be32 = (value: bigint) => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));

/** Slices over inputs that lie one after the other. */
function heapWith(inputs: readonly Uint8Array[]): Uint8Array {
  let address = INPUTS;
  const slices = inputs.flatMap((input) => {
    const slice = [address, BigInt(input.length)];
    address += BigInt(input.length);
    return slice;
  });
  const head = bytes(...slices);
  return bytes(head, new Uint8Array(512 - head.length), ...inputs);
}

const hash = (endianness: bigint | number, inputs: readonly Uint8Array[]) =>
  expectSame({ syscall, registers: [0, endianness, HEAP, inputs.length, RESULT], heap: heapWith(inputs), look });

describe.each([0, 1])("sol_poseidon with endianness %i", (endianness) => {
  const encode = (value: bigint) => (endianness === 0 ? be32(value) : be32(value).reverse());

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])("of %i inputs", (n) => {
    const random = new Random(n);
    for (let i = 0; i < 4; i++) {
      const inputs = Array.from({ length: n }, () =>
        encode(BigInt(`0x${Buffer.from(random.bytes(31)).toString("hex")}`)),
      );
      const { computeUnits, logs } = hash(endianness, inputs);
      if (n > 0 && n <= 12) {
        expect(logs[1]).toBe("Program log: 0x0, 0x0, 0x0, 0x0, 0x0");
        expect(computeUnits).toBeGreaterThanOrEqual(61 * n * n + 542);
      }
    }
  });

  test.each([0n, 1n, ORDER - 1n, ORDER, ORDER + 1n, 2n ** 255n, 2n ** 256n - 1n])("of %d", (value) => {
    hash(endianness, [encode(value)]);
    hash(endianness, [encode(1n), encode(value)]);
  });

  test.each([0, 1, 31, 33, 64])("of an input of %i bytes", (length) => {
    hash(endianness, [new Uint8Array(length).fill(1)]);
    hash(endianness, [be32(1n), new Uint8Array(length)]);
  });
});

test("of inputs over which the result goes", () => {
  const heap = heapWith([be32(5n)]);
  expectSame({ syscall, registers: [0, 0, HEAP, 1, INPUTS], heap, look: { at: INPUTS, length: 32 } });
});

test.each<[string, bigint, bigint, bigint, bigint, bigint]>([
  ["other parameters", 1n, 0n, HEAP, 1n, RESULT],
  ["endless parameters", 2n ** 64n - 1n, 9n, HEAP, 1n, RESULT],
  ["another endianness", 0n, 2n, HEAP, 1n, RESULT],
  ["another endianness and too many inputs", 0n, 2n, HEAP, 99n, RESULT],
  ["too many inputs", 0n, 0n, HEAP, 13n, RESULT],
  ["endless inputs", 0n, 0n, HEAP, 2n ** 64n - 1n, RESULT],
  ["no inputs to read", 0n, 0n, 0n, 1n, RESULT],
  ["no inputs, nowhere", 0n, 0n, 0n, 0n, RESULT],
  ["inputs off alignment", 0n, 0n, HEAP + 4n, 1n, RESULT],
  ["inputs beyond the end", 0n, 0n, HEAP_END - 8n, 1n, RESULT],
  ["no result", 0n, 0n, HEAP, 1n, 0n],
  ["no result and no inputs", 0n, 0n, 0n, 1n, 0n],
  ["a result beyond the end", 0n, 0n, HEAP, 1n, HEAP_END - 31n],
])("with %s", (_name, ...registers) => {
  expectSame({ syscall, registers, heap: heapWith([be32(1n)]), look });
  expectSame({ syscall, registers, heap: heapWith([be32(1n)]), look, loader: LOADER_V1_ID });
});

test.each<[bigint, bigint]>([
  [0n, 32n],
  [0n, 0n],
  [HEAP_END - 31n, 32n],
  [INPUTS, 2n ** 63n],
  [INPUTS, 2n ** 64n - 1n],
])("with an input at 0x%d of length %d", (address, length) => {
  expectSame({ syscall, registers: [0, 0, HEAP, 2, RESULT], heap: bytes(HEAP, 32n, address, length), look });
});

test("with too few units", () => {
  const random = new Random(9);
  const inputs = [1n, 2n, 3n].map((value) => be32(value + BigInt(random.below(1000))));
  const { computeUnits } = hash(0, inputs);
  for (const missing of [0, 1, random.pick([2, 5, 99])]) {
    const registers = [0, 0, HEAP, 3, RESULT];
    expectSame({ syscall, registers, heap: heapWith(inputs), look, computeUnitLimit: computeUnits - missing });
  }
});
