import { p256 } from "@noble/curves/nist.js";
import { base58 } from "@scure/base";
import { describe, expect, it } from "vitest";
import {
  isSecp256r1PublicKey,
  isSecp256r1Signature,
  portableSecp256r1,
  verifySecp256r1,
} from "../../src/crypto/secp256r1.js";
import { runPrecompile } from "./agave.js";
import { hex, randomNumbers } from "./support.js";

const PRECOMPILE = base58.decode("Secp256r1SigVerify1111111111111111111111111");
const N = p256.Point.Fn.ORDER;
const P = p256.Point.Fp.ORDER;
const be32 = (value: bigint) => hex(value.toString(16).padStart(64, "0"));
const join = (...parts: (Uint8Array | number[])[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const random = randomNumbers(7);

/** How the precompile answers, by the three functions in its order, which the portable backend must confirm. */
function answer(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): "ok" | number {
  const isKey = isSecp256r1PublicKey(publicKey);
  expect(portableSecp256r1.isPublicKey(publicKey)).toBe(isKey);
  if (!isSecp256r1Signature(signature)) return 2;
  if (!isKey) return 0;
  const verifies = verifySecp256r1(signature, message, publicKey);
  expect(portableSecp256r1.verify(signature, message, publicKey)).toBe(verifies);
  return verifies ? "ok" : 2;
}

function agave(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): "ok" | number {
  const u16 = (value: number) => [value & 255, value >> 8];
  const offsets = [16, 0xffff, 16 + 64, 0xffff, 16 + 64 + 33, message.length, 0xffff].flatMap(u16);
  return runPrecompile(PRECOMPILE, join([1, 0], offsets, signature, publicKey, message));
}

function expectAgreement(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): "ok" | number {
  const outcome = answer(signature, message, publicKey);
  expect(outcome).toBe(agave(signature, message, publicKey));
  return outcome;
}

describe("secp256r1", () => {
  const message = Uint8Array.of(1, 2, 3);
  const secretKey = p256.utils.randomSecretKey();
  const publicKey = p256.getPublicKey(secretKey);
  const signature = p256.sign(message, secretKey, { lowS: true });

  it("accepts low-s signatures and refuses their high-s twins and any change, as the precompile does", () => {
    for (let i = 0; i < 10; i++) {
      const text = Uint8Array.from({ length: i * 13 }, () => random() & 255);
      const signed = p256.sign(text, secretKey, { lowS: true });
      expect(expectAgreement(signed, text, publicKey)).toBe("ok");
      const s = BigInt(`0x${Buffer.from(signed.subarray(32)).toString("hex")}`);
      expect(expectAgreement(join(signed.subarray(0, 32), be32(N - s)), text, publicKey)).toBe(2);
      const changed = signed.slice();
      changed[random() & 63]! ^= 1;
      expect(expectAgreement(changed, text, publicKey)).toBe(2);
      expect(expectAgreement(signed, join(text, [0]), publicKey)).toBe(2);
    }
  });

  it("agrees on the edges of r and s", () => {
    const edges = [0n, 1n, N / 2n, N / 2n + 1n, N - 1n, N, N + 1n, P, 2n ** 256n - 1n];
    for (const r of edges) for (const s of edges) expectAgreement(join(be32(r), be32(s)), message, publicKey);
  });

  it("agrees on what is a public key", () => {
    const x = publicKey.slice(1);
    const keys = [0, 1, 2, 3, 4, 5, 6, 7, 0x82, 255].map((head) => join([head], x));
    for (const coordinate of [0n, 1n, 2n, 3n, 4n, 5n, P - 1n, P, P + 1n, P + 5n, 2n ** 256n - 1n]) {
      keys.push(join([2], be32(coordinate)), join([3], be32(coordinate)));
    }
    const outcomes = keys.map((key) => expectAgreement(signature, message, key));
    expect(new Set(outcomes)).toEqual(new Set([0, 2, "ok"]));
  });

  it("looks at the signature's range before the key", () => {
    expect(expectAgreement(join(be32(0n), be32(1n)), message, new Uint8Array(33))).toBe(2);
    expect(expectAgreement(signature, message, new Uint8Array(33))).toBe(0);
  });
});
