import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FEATURE_PRESETS } from "../../../src/solana/feature-presets.js";
import type { Message } from "../../../src/solana/message/message.js";
import { checkBeforeSignatures, isValidHeapSize, sanitizeTransaction } from "../../../src/solana/message/sanitize.js";
import { resolveFeatures } from "../../../src/solana/runtime-features.js";
import { encodeTransaction, makeTransaction, type Transaction } from "../../../src/solana/transaction.js";
import { newAgave, simulate } from "../oracle.js";
import { nearlyValidMessage } from "./arbitraries.js";

const signature = new Uint8Array(64).fill(1);
const key = (n: number) => new Uint8Array(32).fill(n);
const mainnet = resolveFeatures(FEATURE_PRESETS.mainnet.features());
const era = resolveFeatures(FEATURE_PRESETS["solana-1.10"].features());

function transactionOf(message: Message, signatures = message.header.numRequiredSignatures): Transaction {
  return makeTransaction(message, new Array(signatures).fill(signature));
}

const valid: Message = {
  version: "legacy",
  header: { numRequiredSignatures: 1, numReadonlySignedAccounts: 0, numReadonlyUnsignedAccounts: 1 },
  accountKeys: [key(1), key(2), key(3)],
  recentBlockhash: key(9),
  instructions: [{ programIdIndex: 2, accounts: Uint8Array.of(0, 1), data: new Uint8Array(4) }],
  addressTableLookups: [],
  config: {},
};
const v0: Message = {
  ...valid,
  version: 0,
  addressTableLookups: [{ accountKey: key(7), writableIndexes: Uint8Array.of(0), readonlyIndexes: Uint8Array.of() }],
};
const v1: Message = { ...valid, version: 1 };
const instruction = valid.instructions[0];
const header = valid.header;
const keys = (count: number) => Array.from({ length: count }, (_, i) => key(i + 1));

describe("sanitizeTransaction", () => {
  const cases: [string, Message, boolean][] = [
    ["a legacy message", valid, true],
    ["a v0 message", v0, true],
    ["a v1 message", v1, true],
    ["no instructions", { ...valid, instructions: [] }, true],
    ["a program that is the payer", { ...valid, instructions: [{ ...instruction, programIdIndex: 0 }] }, false],
    ["a program beyond the keys", { ...valid, instructions: [{ ...instruction, programIdIndex: 3 }] }, false],
    ["an account beyond the keys", { ...valid, instructions: [{ ...instruction, accounts: Uint8Array.of(3) }] }, false],
    ["a looked-up account", { ...v0, instructions: [{ ...instruction, accounts: Uint8Array.of(3) }] }, true],
    [
      "an account beyond those looked up",
      { ...v0, instructions: [{ ...instruction, accounts: Uint8Array.of(4) }] },
      false,
    ],
    ["a looked-up program", { ...v0, instructions: [{ ...instruction, programIdIndex: 3 }] }, false],
    [
      "a lookup of nothing",
      { ...v0, addressTableLookups: [{ ...v0.addressTableLookups[0], writableIndexes: Uint8Array.of() }] },
      false,
    ],
    ["a readonly payer", { ...valid, header: { ...header, numReadonlySignedAccounts: 1 } }, false],
    ["no signer", { ...valid, header: { ...header, numRequiredSignatures: 0 } }, false],
    ["readonly accounts among the signers", { ...valid, header: { ...header, numReadonlyUnsignedAccounts: 3 } }, false],
    ["all but the payer readonly", { ...valid, header: { ...header, numReadonlyUnsignedAccounts: 2 } }, true],
    ["more signers than keys", { ...valid, header: { ...header, numRequiredSignatures: 4 } }, false],
    ["duplicate keys in legacy", { ...valid, accountKeys: [key(1), key(1), key(3)] }, true],
    ["duplicate keys in v1", { ...v1, accountKeys: [key(1), key(1), key(3)] }, false],
    ["65 keys in legacy", { ...valid, accountKeys: keys(65) }, true],
    ["64 keys in v1", { ...v1, accountKeys: keys(64) }, true],
    ["65 keys in v1", { ...v1, accountKeys: keys(65) }, false],
    ["12 signers in v1", { ...v1, accountKeys: keys(20), header: { ...header, numRequiredSignatures: 12 } }, true],
    ["13 signers in v1", { ...v1, accountKeys: keys(20), header: { ...header, numRequiredSignatures: 13 } }, false],
    ["a v1 heap of 256 KiB", { ...v1, config: { heapSize: 262144 } }, true],
    ["a v1 heap of 257 KiB", { ...v1, config: { heapSize: 263168 } }, false],
    ["a v1 heap of 31 KiB", { ...v1, config: { heapSize: 31744 } }, false],
    ["a v1 heap of odd size", { ...v1, config: { heapSize: 32769 } }, false],
    ["64 instructions", { ...valid, instructions: new Array(64).fill(instruction) }, true],
    ["65 instructions", { ...valid, instructions: new Array(65).fill(instruction) }, false],
    [
      "255 accounts in an instruction",
      { ...valid, instructions: [{ ...instruction, accounts: new Uint8Array(255) }] },
      true,
    ],
    [
      "256 accounts in an instruction",
      { ...valid, instructions: [{ ...instruction, accounts: new Uint8Array(256) }] },
      false,
    ],
    [
      "256 keys in all",
      { ...v0, addressTableLookups: [{ ...v0.addressTableLookups[0], writableIndexes: new Uint8Array(253) }] },
      true,
    ],
    [
      "257 keys in all",
      { ...v0, addressTableLookups: [{ ...v0.addressTableLookups[0], writableIndexes: new Uint8Array(254) }] },
      false,
    ],
  ];
  test.each(cases)("%s", (_, message, ok) => {
    expect(sanitizeTransaction(transactionOf(message))).toBe(ok ? null : "SanitizeFailure");
  });
  test.each([[0], [2]])("%i signatures where one is required", (count) => {
    expect(sanitizeTransaction(transactionOf(valid, count))).toBe("SanitizeFailure");
  });
});

describe("checkBeforeSignatures", () => {
  const sized = (message: Message, size: number): Message => {
    const bare = transactionOf({ ...message, instructions: [{ ...instruction, data: new Uint8Array(200) }] });
    const data = new Uint8Array(size - bare.serializedSize + 200);
    return { ...message, instructions: [{ ...instruction, data }] };
  };
  test.each([
    ["a legacy transaction of 1232 bytes", sized(valid, 1232), null],
    ["a legacy transaction of 1233 bytes", sized(valid, 1233), "SanitizeFailure"],
    ["a v0 transaction of 1233 bytes", sized(v0, 1233), "SanitizeFailure"],
    ["a v1 transaction of 4096 bytes", sized(v1, 4096), null],
    ["a v1 transaction of 4097 bytes", sized(v1, 4097), "SanitizeFailure"],
    [
      "65 instructions",
      { ...valid, instructions: new Array(65).fill({ ...instruction, accounts: new Uint8Array(0) }) },
      "SanitizeFailure",
    ],
  ] as [string, Message, string | null][])("%s", (_, message, expected) => {
    expect(checkBeforeSignatures(transactionOf(message), mainnet)).toBe(expected);
  });
  test("v1 needs its gate", () => {
    expect(checkBeforeSignatures(transactionOf(v1), mainnet)).toBe(null);
    expect(checkBeforeSignatures(transactionOf(v1), era)).toBe("UnsupportedVersion");
    expect(checkBeforeSignatures(transactionOf(valid), era)).toBe(null);
  });
});

test("heaps go in kibibytes from 32 to 256", () => {
  expect([32767, 32768, 32769, 33792, 262144, 262145, 263168, 0].map(isValidHeapSize)).toEqual([
    false,
    true,
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("refuses exactly what Agave refuses to sanitize", () => {
  const agave = newAgave();
  const signatureCount = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.constantFrom(-1, 1));
  let refused = 0;
  let accepted = 0;
  fc.assert(
    fc.property(nearlyValidMessage, signatureCount, (message, surplus) => {
      const count = Math.max(0, message.header.numRequiredSignatures + (message.version === 1 ? 0 : surplus));
      const transaction = transactionOf(message, count);
      const agaveRefuses = simulate(agave, encodeTransaction(transaction)).error === "SanitizeFailure";
      expect(sanitizeTransaction(transaction)).toBe(agaveRefuses ? "SanitizeFailure" : null);
      if (agaveRefuses) refused++;
      else accepted++;
    }),
    { numRuns: 3000 },
  );
  // Both outcomes have been seen often enough to mean something.
  expect(Math.min(refused, accepted)).toBeGreaterThan(200);
});
