import { secp256k1 } from "@noble/curves/secp256k1.js";
import { describe, expect, it } from "vitest";
import { keccak256 } from "../../src/crypto/keccak256.js";
import {
  ethAddress,
  isRecoveryId,
  isSecp256k1Signature,
  recoverByNoble,
  recoverSecp256k1,
} from "../../src/crypto/secp256k1.js";
import { hex, randomNumbers, toHex } from "./support.js";
import { callSyscall, RESULT } from "./syscall-oracle.js";

const N = secp256k1.Point.Fn.ORDER;
const P = secp256k1.Point.Fp.ORDER;
const be32 = (value: bigint) => hex(value.toString(16).padStart(64, "0"));
const random = randomNumbers(256);
const randomBytes = (length: number) => Uint8Array.from({ length }, () => random() & 255);
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** The syscall's return codes (solana-secp256k1-recover `Secp256k1RecoverError`), as the three functions give them. */
function code(hash: Uint8Array, recoveryId: number, signature: Uint8Array): { r0: bigint; result: Uint8Array } {
  const none = new Uint8Array(64);
  if (!isRecoveryId(recoveryId)) return { r0: 2n, result: none };
  if (!isSecp256k1Signature(signature)) return { r0: 3n, result: none };
  const publicKey = recoverSecp256k1(hash, recoveryId, signature);
  expect(recoverByNoble(hash, recoveryId, signature)).toEqual(publicKey);
  return publicKey === null ? { r0: 3n, result: none } : { r0: 0n, result: publicKey };
}

const agave = (hash: Uint8Array, recoveryId: number, signature: Uint8Array) =>
  callSyscall("sol_secp256k1_recover", 64, hash, BigInt(recoveryId), signature, RESULT);

describe("recoverSecp256k1", () => {
  it("answers as sol_secp256k1_recover does, on the edges of r and s", () => {
    const edges = [
      0n,
      1n,
      2n,
      N / 2n,
      N / 2n + 1n,
      N - 1n,
      N,
      N + 1n,
      P - N - 1n,
      P - N,
      P - N + 1n,
      P,
      2n ** 256n - 1n,
    ];
    const hashes = [new Uint8Array(32), be32(1n), be32(N), be32(2n ** 256n - 1n), randomBytes(32)];
    const seen = new Set<bigint>();
    edges.forEach((r, i) => {
      edges.forEach((s, j) => {
        for (const recoveryId of [0, 1, 2, 3]) {
          const hash = hashes[(i + j) % hashes.length]!;
          const expected = agave(hash, recoveryId, join(be32(r), be32(s)));
          expect(code(hash, recoveryId, join(be32(r), be32(s)))).toEqual(expected);
          seen.add((expected as { r0: bigint }).r0);
        }
      });
    });
    expect([...seen].sort()).toEqual([0n, 3n]);
  });

  it("answers as sol_secp256k1_recover does, on signatures and their high-s twins", () => {
    for (let i = 0; i < 30; i++) {
      const secretKey = secp256k1.utils.randomSecretKey();
      const hash = randomBytes(32);
      const recovered = secp256k1.sign(hash, secretKey, { prehash: false, format: "recovered" });
      const [recoveryId, signature] = [recovered[0]!, recovered.slice(1)];
      const publicKey = secp256k1.getPublicKey(secretKey, false).subarray(1);
      expect(recoverSecp256k1(hash, recoveryId, signature)).toEqual(publicKey);
      expect(agave(hash, recoveryId, signature)).toEqual({ r0: 0n, result: publicKey });

      const s = BigInt(`0x${toHex(signature.subarray(32))}`);
      const high = join(signature.subarray(0, 32), be32(N - s));
      expect(recoverSecp256k1(hash, recoveryId ^ 1, high)).toEqual(publicKey);
      expect(agave(hash, recoveryId ^ 1, high)).toEqual({ r0: 0n, result: publicKey });
      for (const other of [0, 1, 2, 3]) expect(code(hash, other, signature)).toEqual(agave(hash, other, signature));
    }
  });

  it("refuses the point at infinity", () => {
    // R = G, s = 1, h = 1: Q = (s·R - h·G)/r = 0.
    const signature = join(be32(secp256k1.Point.BASE.x), be32(1n));
    const parity = Number(secp256k1.Point.BASE.y & 1n);
    expect(recoverSecp256k1(be32(1n), parity, signature)).toBeNull();
    expect(agave(be32(1n), parity, signature)).toEqual({ r0: 3n, result: new Uint8Array(64) });
  });

  it("knows recovery ids", () => {
    for (const [id, expected] of [
      [0, true],
      [3, true],
      [4, false],
      [27, false],
      [-1, false],
      [2n ** 64n - 1n, false],
    ] as const) {
      expect(isRecoveryId(id)).toBe(expected);
    }
    expect(agave(be32(1n), 4, new Uint8Array(64))).toEqual({ r0: 2n, result: new Uint8Array(64) });
  });
});

it("ethAddress is Ethereum's", () => {
  // The address of private key 1.
  const publicKey = secp256k1.Point.BASE.toBytes(false).subarray(1);
  expect(toHex(ethAddress(publicKey))).toBe("7e5f4552091a69125d5dfcb7b8c2659029395bdf");
  expect(ethAddress(publicKey)).toEqual(keccak256(publicKey).slice(12));
});
