import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { describe, expect, test } from "vitest";
import { SECP256K1_PROGRAM_ID } from "../../../src/solana/program-ids.js";
import { key } from "../harness.js";
import { ERROR, verdict, withOneBitChanged } from "./precompile-case.js";

const message = new TextEncoder().encode("program to program");
const N = secp256k1.Point.Fn.ORDER;
const be32 = (value: bigint) => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
const run = (...datas: Uint8Array[]) => verdict(SECP256K1_PROGRAM_ID, ...datas);

interface Signed {
  readonly signature: Uint8Array;
  readonly recoveryId: number;
  readonly address: Uint8Array;
  readonly message: Uint8Array;
}

function signed(secretKey: Uint8Array, text = message): Signed {
  const bytes = secp256k1.sign(keccak_256(text), secretKey, { prehash: false, format: "recovered" });
  const publicKey = secp256k1.getPublicKey(secretKey, false).subarray(1);
  return {
    signature: bytes.subarray(1),
    recoveryId: bytes[0]!,
    address: keccak_256(publicKey).subarray(12),
    message: text,
  };
}

/** Records of 11 bytes, then signature, recovery id, address and message of each. */
function data(parts: readonly Signed[], instruction = 0, change: (record: DataView) => void = () => {}): Uint8Array {
  const header = new Uint8Array(1 + 11 * parts.length);
  header[0] = parts.length;
  let offset = header.length;
  for (const [i, part] of parts.entries()) {
    const record = new DataView(header.buffer, 1 + 11 * i, 11);
    record.setUint16(0, offset, true);
    record.setUint8(2, instruction);
    record.setUint16(3, offset + 65, true);
    record.setUint8(5, instruction);
    record.setUint16(6, offset + 85, true);
    record.setUint16(8, part.message.length, true);
    record.setUint8(10, instruction);
    offset += 85 + part.message.length;
    change(record);
  }
  const payload = parts.flatMap((part) => [...part.signature, part.recoveryId, ...part.address, ...part.message]);
  return Uint8Array.from([...header, ...payload]);
}

const one = signed(key(1));

describe("the secp256k1 precompile", () => {
  test("accepts signatures of its own and of other instructions' data", () => {
    expect(run(data([one]))).toBeUndefined();
    expect(run(data([one, signed(key(2)), signed(key(3), new Uint8Array(0))]))).toBeUndefined();
    expect(run(data([one]), data([one]))).toBeUndefined();
    expect(run(data([one], 1), data([one], 1))).toBeUndefined();
  });

  test("accepts a high s with the other recovery id", () => {
    const s = BigInt(`0x${Buffer.from(one.signature.subarray(32)).toString("hex")}`);
    const signature = Uint8Array.from([...one.signature.subarray(0, 32), ...be32(N - s)]);
    expect(run(data([{ ...one, signature, recoveryId: one.recoveryId ^ 1 }]))).toBeUndefined();
    expect(run(data([{ ...one, signature }]))).toEqual(ERROR.InvalidSignature);
  });

  test("wants its data whole", () => {
    expect(run(new Uint8Array(0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(Uint8Array.of(0))).toBeUndefined();
    expect(run(Uint8Array.of(0, 0))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(data([one]).subarray(0, 11))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(data([one]).subarray(0, 12))).toEqual(ERROR.InvalidSignature);
    expect(run(data([one]).with(0, 20))).toEqual(ERROR.InvalidInstructionDataSize);
  });

  test("names a missing instruction in two ways, bytes that are not there in one", () => {
    expect(run(data([one], 0, (record) => record.setUint8(2, 1)))).toEqual(ERROR.InvalidInstructionDataSize);
    expect(run(data([one], 0, (record) => record.setUint8(5, 1)))).toEqual(ERROR.InvalidDataOffsets);
    expect(run(data([one], 0, (record) => record.setUint8(10, 255)))).toEqual(ERROR.InvalidDataOffsets);
    const end = data([one]).length;
    expect(run(data([one], 0, (record) => record.setUint16(0, end - 64, true)))).toEqual(ERROR.InvalidSignature);
    expect(run(data([one], 0, (record) => record.setUint16(3, end - 19, true)))).toEqual(ERROR.InvalidSignature);
    expect(run(data([one], 0, (record) => record.setUint16(8, message.length + 1, true)))).toEqual(
      ERROR.InvalidSignature,
    );
    expect(run(data([one], 0, (record) => record.setUint16(6, 0xffff, true)))).toEqual(ERROR.InvalidSignature);
  });

  test("wants r and s below the order, then a recovery id below 4", () => {
    const withSignature = (r: bigint, s: bigint, recoveryId = one.recoveryId) =>
      run(data([{ ...one, signature: Uint8Array.from([...be32(r), ...be32(s)]), recoveryId }]));
    expect(withSignature(N, 1n, 9)).toEqual(ERROR.InvalidSignature);
    expect(withSignature(1n, N, 9)).toEqual(ERROR.InvalidSignature);
    expect(withSignature(N - 1n, N - 1n, 4)).toEqual(ERROR.InvalidRecoveryId);
    expect(withSignature(0n, 1n)).toEqual(ERROR.InvalidSignature);
    expect(withSignature(1n, 0n)).toEqual(ERROR.InvalidSignature);
    for (let id = 0; id < 256; id++) {
      const expected = id === one.recoveryId ? undefined : id < 4 ? ERROR.InvalidSignature : ERROR.InvalidRecoveryId;
      expect(run(data([{ ...one, recoveryId: id }]))).toEqual(expected);
    }
  });

  test("agrees with LiteSVM when R's x is r plus the order", () => {
    for (let r = 1n; r < 12n; r++) {
      for (let recoveryId = 0; recoveryId < 4; recoveryId++) {
        run(data([{ ...one, signature: Uint8Array.from([...be32(r), ...be32(7n)]), recoveryId }]));
      }
    }
  });

  test("agrees with LiteSVM wherever one bit changes", () => {
    for (const changed of withOneBitChanged(data([one, signed(key(2))]))) run(changed);
  });
});
