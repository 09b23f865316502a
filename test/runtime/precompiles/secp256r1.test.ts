import { p256 } from "@noble/curves/nist.js";
import { describe, expect, test } from "vitest";
import { SECP256R1_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { key } from "../harness.js";
import { ERROR, signedData, verdict, withOneBitChanged } from "./precompile-case.js";

const message = new TextEncoder().encode("program to program");
const run = (...datas: Uint8Array[]) => verdict(SECP256R1_PROGRAM_ID, ...datas);
const signed = (secretKey: Uint8Array, text = message) => ({
  signature: p256.sign(text, secretKey, { lowS: true, prehash: true }),
  publicKey: p256.getPublicKey(secretKey, true),
  message: text,
});
const one = signed(key(1));
const N = p256.Point.Fn.ORDER;
const be32 = (value: bigint) => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
const signature = (r: bigint, s: bigint) => Uint8Array.from([...be32(r), ...be32(s)]);
const integer = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

describe("the secp256r1 precompile", () => {
  test("accepts 1 to 8 signatures", () => {
    const many = (count: number) =>
      signedData(Array.from({ length: count }, (_, i) => signed(key(i + 1), Uint8Array.of(i))));
    expect(run(many(1))).toBeUndefined();
    expect(run(many(8))).toBeUndefined();
    expect(run(many(9))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(many(0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(signedData([signed(key(1), new Uint8Array(0))]))).toBeUndefined();
    expect(run(signedData([one], 0))).toBeUndefined();
  });

  test("wants its data whole", () => {
    expect(run(new Uint8Array(0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(Uint8Array.of(0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(Uint8Array.of(0, 0, 0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(signedData([one]).subarray(0, 15))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(signedData([one]).subarray(0, 16))).toEqual(ERROR.InvalidDataOffsets);
    expect(run(signedData([one]).subarray(0, -1))).toEqual(ERROR.InvalidDataOffsets);
    expect(run(signedData([one], 1))).toEqual(ERROR.InvalidDataOffsets);
  });

  test("wants r in range and s low", () => {
    const [r, s] = [integer(one.signature.subarray(0, 32)), integer(one.signature.subarray(32))];
    const verify = (sig: Uint8Array) => run(signedData([{ ...one, signature: sig }]));
    for (const bad of [signature(0n, s), signature(N, s), signature(r, 0n), signature(r, N - s), signature(r, N)]) {
      expect(verify(bad)).toEqual(ERROR.InvalidSignature);
    }
    for (const edge of [signature(N - 1n, s), signature(1n, s), signature(r, N / 2n), signature(r, N / 2n + 1n)]) {
      expect(verify(edge)).toEqual(ERROR.InvalidSignature);
    }
  });

  test("refuses a public key that is no compressed point, after the signature's range", () => {
    const bad = (publicKey: Uint8Array) => run(signedData([{ ...one, publicKey }]));
    expect(bad(one.publicKey.with(0, 4))).toEqual(ERROR.InvalidPublicKey);
    expect(bad(one.publicKey.with(0, 0))).toEqual(ERROR.InvalidPublicKey);
    expect(bad(new Uint8Array(33))).toEqual(ERROR.InvalidPublicKey);
    const P = p256.Point.Fp.ORDER;
    expect(bad(Uint8Array.from([2, ...be32(P)]))).toEqual(ERROR.InvalidPublicKey);
    const offCurve = { ...one, publicKey: new Uint8Array(33), signature: new Uint8Array(64) };
    expect(run(signedData([offCurve]))).toEqual(ERROR.InvalidSignature);
    // The other point with this x is some other key.
    expect(bad(one.publicKey.with(0, one.publicKey[0]! ^ 1))).toEqual(ERROR.InvalidSignature);
  });

  test("agrees with LiteSVM wherever one bit changes", () => {
    for (const data of withOneBitChanged(signedData([one]))) run(data);
  });

  test("agrees with LiteSVM on every first byte and many x of a public key", () => {
    for (let first = 0; first < 256; first++) run(signedData([{ ...one, publicKey: one.publicKey.with(0, first) }]));
    for (let x = 0n; x < 40n; x++) run(signedData([{ ...one, publicKey: Uint8Array.from([3, ...be32(x)]) }]));
  });
});
