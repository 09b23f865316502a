import { expect, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { compileMessage } from "../../src/solana/message/compile.js";
import { encodeTransaction, makeTransaction } from "../../src/solana/transaction.js";

const compile = (version: "legacy" | 0 | 1) =>
  compileMessage({ feePayer: new Uint8Array(32).fill(1), instructions: [], blockhash: new Uint8Array(32), version });
const signatures = (count: number) => new Array(count).fill(new Uint8Array(64).fill(5));

test.each([
  ["legacy", 127, true],
  ["legacy", 0, true],
  ["legacy", 128, false],
  [0, 128, false],
  [1, 1, true],
  [1, 0, false],
  [1, 2, false],
] as const)("a %s transaction of one signer with %i signatures can be written: %s", (version, count, ok) => {
  const write = () => encodeTransaction(makeTransaction(compile(version), signatures(count)));
  if (ok) expect(write().length).toBe(makeTransaction(compile(version), signatures(count)).serializedSize);
  else expect(write).toThrow(CallgateError);
});

test("signatures come first, or last in v1", () => {
  const message = compile("legacy");
  const legacy = encodeTransaction(makeTransaction(message, signatures(1)));
  expect([legacy[0], legacy[1], legacy[64], legacy[65]]).toEqual([1, 5, 5, message.header.numRequiredSignatures]);
  const v1 = encodeTransaction(makeTransaction(compile(1), signatures(1)));
  expect([v1[0], v1[v1.length - 1], v1[v1.length - 64]]).toEqual([0x81, 5, 5]);
});
