import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeInstructionsSysvar,
  loadCurrentIndex,
  loadInstructionAt,
} from "../../../src/solana/sysvars/instructions.js";
import { instruction } from "../message/arbitraries.js";

const key = (n: number) => new Uint8Array(32).fill(n);

test("the layout of one instruction", () => {
  const accounts = [
    { pubkey: key(1), isSigner: true, isWritable: false },
    { pubkey: key(2), isSigner: false, isWritable: true },
    { pubkey: key(3), isSigner: true, isWritable: true },
  ];
  const data = encodeInstructionsSysvar([{ programId: key(9), accounts, data: Uint8Array.of(7, 8) }]);
  expect(data).toEqual(
    Uint8Array.of(1, 0, 4, 0, 3, 0, 1, ...key(1), 2, ...key(2), 3, ...key(3), ...key(9), 2, 0, 7, 8, 0, 0),
  );
});

test("no instruction is six bytes less", () => expect(encodeInstructionsSysvar([])).toEqual(Uint8Array.of(0, 0, 0, 0)));

test("every instruction is read back, whatever the current index", () => {
  fc.assert(
    fc.property(fc.array(instruction, { maxLength: 6 }), fc.nat(65535), (instructions, current) => {
      const data = encodeInstructionsSysvar(instructions) ?? expect.fail("too large");
      expect(loadCurrentIndex(data)).toBe(0);
      data.set([current & 0xff, current >> 8], data.length - 2);
      expect(loadCurrentIndex(data)).toBe(current);
      expect(instructions.map((_, i) => loadInstructionAt(data, i))).toEqual(instructions);
      expect(loadInstructionAt(data, instructions.length)).toBeUndefined();
    }),
  );
});

describe("limits", () => {
  const large = (length: number) => ({ programId: key(1), accounts: [], data: new Uint8Array(length) });
  test("an instruction may begin at 65535 but not beyond", () => {
    // The second begins after 2 + 4 bytes of counts and offsets, and the first's 36 bytes and data.
    expect(encodeInstructionsSysvar([large(65535 - 42), large(0)])).toBeDefined();
    expect(encodeInstructionsSysvar([large(65535 - 41), large(0)])).toBeUndefined();
    expect(encodeInstructionsSysvar([large(65535 - 41)])).toBeDefined();
  });
  test("no room for the index", () => {
    expect(loadCurrentIndex(new Uint8Array(1))).toBeUndefined();
  });
});

test("random bytes never throw", () => {
  fc.assert(fc.property(fc.uint8Array(), fc.nat(5), (data, index) => void loadInstructionAt(data, index)));
});
