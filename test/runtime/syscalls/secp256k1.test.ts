import { secp256k1 } from "@noble/curves/secp256k1.js";
import { describe, expect, test } from "vitest";
import { Random } from "../../helpers/random.js";
import { expectSame } from "./support/differential.js";
import { HEAP } from "./support/probe.js";
import { bytes, key } from "./support/scene.js";

const syscall = "sol_secp256k1_recover";
const HASH = HEAP;
const SIGNATURE = HEAP + 32n;
const RESULT = HEAP + 96n;
const HEAP_END = HEAP + 32768n;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const PRIME = 2n ** 256n - 2n ** 32n - 977n;

const recover = (hash: Uint8Array, recoveryId: bigint | number, signature: Uint8Array) =>
  expectSame({
    syscall,
    registers: [HASH, recoveryId, SIGNATURE, RESULT],
    heap: bytes(hash, signature),
    look: { at: RESULT, length: 64 },
  });

const be32 = (value: bigint) => Buffer.from(value.toString(16).padStart(64, "0"), "hex");

describe(syscall, () => {
  test("recovers the key that signed, and with every other recovery id what libsecp256k1 does", () => {
    const random = new Random(1);
    for (let i = 0; i < 30; i++) {
      const secret = random.bytes(32);
      const hash = random.bytes(32);
      const recovered = secp256k1.sign(hash, secret, { prehash: false, format: "recovered", lowS: i % 2 === 0 });
      const outcome = recover(hash, recovered[0]!, recovered.subarray(1));
      expect(outcome.returnData).toBe(Buffer.from(secp256k1.getPublicKey(secret, false).subarray(1)).toString("hex"));
      for (let id = 0; id < 5; id++) recover(hash, id, recovered.subarray(1));
    }
  });

  test("with r, s and hash at their bounds", () => {
    const values = [
      0n,
      1n,
      2n,
      PRIME - ORDER - 1n,
      PRIME - ORDER,
      ORDER - 1n,
      ORDER,
      ORDER + 1n,
      PRIME,
      2n ** 256n - 1n,
    ];
    for (const r of values) {
      for (const s of [0n, 1n, ORDER / 2n, ORDER / 2n + 1n, ORDER - 1n, ORDER, 2n ** 256n - 1n]) {
        for (const hash of [be32(0n), be32(ORDER), be32(2n ** 256n - 1n)]) {
          for (const id of [0, 1, 2, 3]) recover(hash, id, bytes(be32(r), be32(s)));
        }
      }
    }
  });

  test.each([4n, 255n, 256n, 257n, 2n ** 32n, 2n ** 64n - 1n])("with recovery id %d", (id) => {
    recover(key(1), id, new Uint8Array(64).fill(1));
    recover(key(1), id, new Uint8Array(64).fill(255));
  });

  test.each<[string, bigint, bigint, bigint]>([
    ["no hash", 0n, SIGNATURE, RESULT],
    ["no signature", HASH, 0n, RESULT],
    ["no result", HASH, SIGNATURE, 0n],
    ["nothing", 0n, 0n, 0n],
    ["a result over the hash", HASH, SIGNATURE, HASH],
    ["a signature beyond the end", HASH, HEAP_END - 63n, RESULT],
    ["a hash beyond the end", HEAP_END - 31n, SIGNATURE, RESULT],
    ["a result beyond the end", HASH, SIGNATURE, HEAP_END - 63n],
    ["all at the end", HEAP_END - 32n, HEAP_END - 64n, HEAP_END - 64n],
  ])("with %s", (_name, hash, signature, result) => {
    for (const id of [0, 4]) {
      expectSame({
        syscall,
        registers: [hash, id, signature, result],
        heap: new Uint8Array(96).fill(1),
        look: { at: RESULT, length: 64 },
      });
    }
  });
});
