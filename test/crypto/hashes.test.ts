import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { blake3, blake3Into } from "../../src/crypto/blake3.js";
import { joined } from "../../src/crypto/hash.js";
import { blake3Module } from "../../src/crypto/hash-wasm/blake3-module.js";
import { hashModule } from "../../src/crypto/hash-wasm/block-hash-module.js";
import { KECCAK256_BLOCKS } from "../../src/crypto/hash-wasm/keccak-blocks.js";
import { SHA256_BLOCKS } from "../../src/crypto/hash-wasm/sha256-blocks.js";
import { keccak256, keccak256Into } from "../../src/crypto/keccak256.js";
import { noble as nodeNoble } from "../../src/crypto/noble-node.js";
import { noble as staticNoble } from "../../src/crypto/noble-static.js";
import { sha256, wasmSha256 } from "../../src/crypto/sha256.js";
import { sha512 } from "../../src/crypto/sha512.js";
import { randomNumbers, toHex } from "./support.js";
import { callSyscall, RESULT } from "./syscall-oracle.js";

const text = (value: string) => new TextEncoder().encode(value);

describe("hashes", () => {
  it.each([
    ["sha256", sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["sha256", sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "sha512",
      sha512,
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    ],
    ["keccak256", keccak256, "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"],
    ["keccak256", keccak256, "abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"],
    ["blake3", blake3, "", "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"],
    ["blake3", blake3, "abc", "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"],
  ] as const)("%s of %j's text", (_name, hash, input, expected) => {
    expect(toHex(hash(text(input)))).toBe(expected);
  });

  it.each([sha256, sha512, keccak256, blake3])("hashes slices as if they were joined", (hash) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (slices) => {
        const joined = Uint8Array.from(slices.flatMap((slice) => [...slice]));
        expect(hash(...slices)).toEqual(hash(joined));
      }),
    );
  });

  it("gives plain byte arrays of their own", () => {
    for (const hash of [sha256, sha512, keccak256, blake3]) {
      const digest = hash(text("abc"));
      expect(digest.constructor).toBe(Uint8Array);
      expect(digest.buffer.byteLength).toBe(digest.length);
    }
  });

  it.each([
    ["sol_sha256", sha256, 32],
    ["sol_sha512", sha512, 64],
    ["sol_keccak256", keccak256, 32],
    ["sol_blake3", blake3, 32],
  ] as const)("%s answers the same", (syscall, hash, bytes) => {
    for (const lengths of [[], [0], [1, 0, 2], [64, 64], [135, 136, 137], [1024, 1, 5000]]) {
      const slices = lengths.map((length, i) => Uint8Array.from({ length }, (_, j) => (j * 7 + i) & 255));
      const answer = callSyscall(syscall, bytes, slices, BigInt(slices.length), RESULT);
      expect(answer).toEqual({ r0: 0n, result: hash(...slices) });
    }
  });

  it.each([
    ["SHA-256", wasmSha256, nodeNoble.sha2().sha256, hashModule(SHA256_BLOCKS)],
    ["Keccak-256", keccak256Into, nodeNoble.sha3().keccak_256, hashModule(KECCAK256_BLOCKS)],
    ["BLAKE3", blake3Into, nodeNoble.blake3().blake3, blake3Module()],
  ] as const)(
    "%s by generated code, where padding begins a block and where the buffer is full",
    (_, hashInto, expected, module) => {
      // Else the library does the work.
      expect(WebAssembly.validate(module)).toBe(true);
      const random = randomNumbers(7);
      const bytes = Uint8Array.from({ length: 80_000 }, random);
      const out = new Uint8Array(40);
      const lengths = Array.from({ length: 300 }, (_, length) => length);
      for (const length of [
        ...lengths,
        1023,
        1024,
        1025,
        2047,
        2048,
        2049,
        3072,
        3073,
        4097,
        7 * 1024,
        8 * 1024 + 1,
        64 * 1004 - 1,
        64 * 1004,
        64 * 1004 + 1,
        136 * 472 - 1,
        136 * 472,
        136 * 472 + 1,
        80_000,
      ]) {
        hashInto(bytes.subarray(0, length), out, 5);
        expect(toHex(out.subarray(5, 37))).toBe(toHex(expected(bytes.subarray(0, length))));
      }
      expect([...out.subarray(0, 5), ...out.subarray(37)]).toEqual(Array(8).fill(0));
    },
  );

  it("falls back to the library where no WebAssembly can be compiled", async () => {
    vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory });
    vi.resetModules();
    try {
      const fallbacks = [
        [(await import("../../src/crypto/blake3.js")).blake3, blake3],
        [(await import("../../src/crypto/keccak256.js")).keccak256, keccak256],
      ] as const;
      for (const [fallback, generated] of fallbacks) expect(fallback(text("abc"))).toEqual(generated(text("abc")));
      const out = new Uint8Array(32);
      (await import("../../src/crypto/sha256.js")).wasmSha256(text("abc"), out, 0);
      expect(out).toEqual(sha256(text("abc")));
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("hashes the same without node:crypto", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }), (slices) => {
        for (const noble of [nodeNoble, staticNoble]) {
          for (const algorithm of ["sha256", "sha512"] as const) {
            const expected = createHash(algorithm).update(Buffer.concat(slices)).digest("hex");
            expect(toHex(noble.sha2()[algorithm](joined(slices)))).toBe(expected);
          }
        }
      }),
    );
  });
});

it("links the same library statically and lazily", () => {
  for (const name of Object.keys(nodeNoble) as (keyof typeof nodeNoble)[]) {
    expect(Object.keys(nodeNoble[name]()).sort()).toEqual(Object.keys(staticNoble[name]()).sort());
  }
  expect(Object.keys(nodeNoble)).toEqual(Object.keys(staticNoble));
});
