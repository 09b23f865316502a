import { expect, test } from "vitest";
import { hashPc, hashSymbolName, murmur3 } from "../../src/sbpf/murmur3.js";

test.each([
  ["entrypoint", 0x71e3cf81],
  ["sol_log_", 0x207559bd],
  ["abort", 0xb6fc1a11],
  ["log", 1811268606],
  ["bpf_gather_bytes", 2038923174],
  ["bpf_mem_frob", 2444177565],
])("the key of %s", (name, hash) => {
  expect(hashSymbolName(name)).toBe(hash);
});

// Reference values of MurmurHash3_x86_32 with seed 0.
test.each([
  ["", 0],
  ["a", 0x3c2569b2],
  ["ab", 0x9bbfd75f],
  ["abc", 0xb3dd93fa],
  ["abcd", 0x43ed676a],
  ["abcde", 0xe89b9af6],
])("hashes %j, whatever the tail", (text, hash) => {
  expect(murmur3(new TextEncoder().encode(text))).toBe(hash);
});

test("the key of a function is the hash of its pc as eight bytes", () => {
  expect(hashPc(0)).toBe(murmur3(new Uint8Array(8)));
  expect(hashPc(0x010203)).toBe(murmur3(Uint8Array.of(3, 2, 1, 0, 0, 0, 0, 0)));
});
