import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileMessage } from "../../../src/solana/message/compile.js";
import { decodeTransaction, encodeTransaction, makeTransaction } from "../../../src/solana/transaction.js";
import { compileInput } from "./arbitraries.js";

/**
 * Agave aborts its process when bytes are no transaction, so each question is asked in a process of its own; what it
 * can read, it can read all in one.
 */
const CHILD = `
  const { LiteSvm } = require(${JSON.stringify(createRequire(import.meta.url).resolve("litesvm/dist/internal.js"))});
  const agave = new LiteSvm();
  agave.setSigverify(false);
  agave.setBlockhashCheck(false);
  for (const wire of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) {
    agave.simulateVersionedTransaction(Buffer.from(wire, "base64"));
    process.stdout.write(".");
  }
`;

/** How many of the wires Agave reads before it meets one that it does not. */
function agaveReads(wires: readonly Uint8Array[]): number {
  const input = JSON.stringify(wires.map((wire) => Buffer.from(wire).toString("base64")));
  return spawnSync(process.execPath, ["-e", CHILD], { input, encoding: "utf8" }).stdout.length;
}

const mutations = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
const mutated = fc.tuple(compileInput, mutations, fc.nat(9)).map(([input, mutations, cut]) => {
  const message = compileMessage(input);
  const signatures = new Array(message.header.numRequiredSignatures).fill(new Uint8Array(64));
  const wire = encodeTransaction(makeTransaction(message, signatures));
  // Signatures and keys decode whatever they hold: change the bytes that count.
  const start = message.version === 1 ? 0 : 64 * signatures.length;
  for (const [at, byte] of mutations) wire[start + (at % Math.min(8, wire.length - start))] = byte;
  return wire.subarray(0, cut === 0 ? wire.length - 1 : wire.length);
});
const wires = fc.sample(mutated, { numRuns: 400, seed: 20 });
const readable = wires.filter((wire) => decodeTransaction(wire).ok);
const unreadable = wires.filter((wire) => !decodeTransaction(wire).ok);

test("the sample has both kinds", () => expect(Math.min(readable.length, unreadable.length)).toBeGreaterThan(50));

test("Agave reads what we read", () => expect(agaveReads(readable)).toBe(readable.length));

describe("Agave does not read what we do not read", () => {
  const oneOfEach = [...new Map(unreadable.map((wire) => [reasonFor(wire), wire])).entries()];
  const more = unreadable.slice(0, 8).map((wire): [string, Uint8Array] => [reasonFor(wire), wire]);
  test.each([...oneOfEach, ...more])("%s", (_, wire) => expect(agaveReads([wire])).toBe(0));
});

function reasonFor(wire: Uint8Array): string {
  const result = decodeTransaction(wire);
  return result.ok ? "" : result.reason;
}
