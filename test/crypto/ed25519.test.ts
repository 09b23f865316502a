import { ED25519_TORSION_SUBGROUP, ed25519 } from "@noble/curves/ed25519.js";
import { base58 } from "@scure/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesEqual } from "../../src/base/bytes.js";
import { generateKeypair, getPublicKey, isSignatureWellFormed, sign, verifyStrict } from "../../src/crypto/ed25519.js";
import { ED25519_BACKENDS, ed25519Backend } from "../../src/crypto/ed25519-backend.js";
import { isCanonical, isReduced } from "../../src/crypto/ed25519-encoding.js";
import { nodeEd25519 } from "../../src/crypto/ed25519-node.js";
import { isBelowOrder } from "../../src/crypto/ed25519-order.js";
import { portableEd25519, sumByNoble } from "../../src/crypto/ed25519-portable.js";
import { integerFromLe } from "../../src/crypto/integer.js";
import { isOnCurve } from "../../src/crypto/is-on-curve.js";
import { sha512 } from "../../src/crypto/sha512.js";
import { Account, FailedTransactionMetadata, LiteSvm, runPrecompile } from "./agave.js";
import { hex, le32, randomNumbers, toHex } from "./support.js";

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const node = nodeEd25519()!;
/** All of them: sodium-native is a dependency for development. */
const backends = Object.values(ED25519_BACKENDS).map((backend) => backend()!);
const signers = [node, portableEd25519];
const KNOWN_AFTER = Array.from({ length: 3 }, () => portableEd25519);

/** What all backends say, which must be the same; the portable one before it knows the key, and afterwards. */
function verdict(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const [first, ...others] = [...backends, ...KNOWN_AFTER].map((backend) =>
    verifyStrict(signature, message, publicKey, backend),
  );
  for (const other of others) expect(other).toBe(first);
  if (signature.length === 64 && publicKey.length === 32 && isBelowOrder(signature.subarray(32))) {
    const [r, s] = [signature.subarray(0, 32), signature.subarray(32)];
    const withoutWasm = sumByNoble(s, challenge(r, publicKey, message), publicKey);
    expect(withoutWasm !== undefined && bytesEqual(withoutWasm, r)).toBe(
      portableEd25519.equationHolds(signature, message, publicKey),
    );
  }
  return first!;
}

it("takes the fastest backend", () => {
  expect(backends.map(({ name }) => name)).toEqual(Object.keys(ED25519_BACKENDS));
  const names = Array.from({ length: 302 }, () => ed25519Backend().name);
  expect([...new Set(names)]).toEqual(["node:crypto", "sodium-native"]);
  expect(names[301]).toBe("sodium-native");
});

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const challenge = (r: Uint8Array, publicKey: Uint8Array, message: Uint8Array) =>
  integerFromLe(sha512(r, publicKey, message)) % L;

/** Every encoding of a point whose order divides 8: y or y + p where that fits, and either sign where x is 0. */
const SMALL_ORDER = [
  ...ED25519_TORSION_SUBGROUP,
  `01${"00".repeat(30)}80`,
  `ec${"ff".repeat(31)}`,
  ...["ed", "ee"].flatMap((first) => [`${first}${"ff".repeat(30)}7f`, `${first}${"ff".repeat(31)}`]),
].map(hex);
const TORSION = ED25519_TORSION_SUBGROUP.map((encoding) => Point.fromHex(encoding, true));

/** Whether Agave takes this signature: everything but SignatureFailure means that it did. */
const svm = new LiteSvm();
svm.setBuiltins();
svm.setSigverify(true);
svm.setBlockhashCheck(false);
const NO_PROGRAM = new Uint8Array(32).fill(9);
const SIGNATURE_FAILURE = 11;

function agaveAccepts(signature: Uint8Array, message: Uint8Array): boolean {
  svm.setAccount(message.slice(4, 36), new Account(10n ** 10n, new Uint8Array(0), new Uint8Array(32), false, 0n));
  const result = svm.sendLegacyTransaction(join(Uint8Array.of(1), signature, message));
  return !(result instanceof FailedTransactionMetadata && result.err() === SIGNATURE_FAILURE);
}

/** A transaction of `payer` that calls a program which is not there. */
function messageOf(payer: Uint8Array, nonce: number): Uint8Array {
  const blockhash = new Uint8Array(32);
  new DataView(blockhash.buffer).setUint32(0, nonce);
  return join(Uint8Array.of(1, 0, 1, 2), payer, NO_PROGRAM, blockhash, Uint8Array.of(1, 1, 0, 0));
}

describe("verifyStrict", () => {
  // "Taming the many EdDSAs" (ePrint 2020/1244), table 6c; strict verification takes only case 3.
  it.each([
    [
      0,
      "small order A and R",
      "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000",
    ],
    [
      1,
      "small order A, mixed R",
      "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    ],
    [
      2,
      "mixed A, small order R",
      "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
      "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
    ],
    [
      3,
      "mixed A and R",
      "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
      "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
      "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
    ],
    [
      4,
      "only the cofactored equation holds",
      "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
      "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
      "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
    ],
    [
      5,
      "only with a challenge multiplied by 8 first",
      "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
      "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
      "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
    ],
    [
      6,
      "s above the order",
      "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
      "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
      "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
    ],
    [
      7,
      "s far above the order",
      "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
      "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
      "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
    ],
    [
      8,
      "non-canonical R",
      "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a",
      "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607",
    ],
    [
      9,
      "non-canonical R, hashed as its canonical form",
      "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1",
      "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09",
    ],
  ])("speccheck %i: %s", (index, _what, message, publicKey, signature) => {
    expect(verdict(hex(signature), hex(message), hex(publicKey))).toBe(index === 3);
  });

  it("accepts honest signatures and none that differ in a bit", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array(),
        fc.nat(511),
        (secretKey, message, bit) => {
          const publicKey = getPublicKey(secretKey);
          const signature = sign(message, secretKey);
          expect(verdict(signature, message, publicKey)).toBe(true);
          signature[bit >> 3]! ^= 1 << (bit & 7);
          expect(verdict(signature, message, publicKey)).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("refuses small order keys and small order R as Agave does, even where the equation holds", () => {
    let nonce = 0;
    for (const publicKey of SMALL_ORDER) {
      const order8Challenge = Point.fromBytes(publicKey, true);
      for (;;) {
        // k·A must vanish: then s = r makes the equation hold.
        const message = messageOf(publicKey, nonce++);
        const r = Point.BASE.multiply(12345n).toBytes();
        if (!order8Challenge.multiplyUnsafe(challenge(r, publicKey, message)).is0()) continue;
        const signature = join(r, le32(12345n));
        expect(portableEd25519.equationHolds(signature, message, publicKey)).toBe(true);
        expect(node.equationHolds(signature, message, publicKey)).toBe(true);
        expect(verdict(signature, message, publicKey)).toBe(false);
        expect(agaveAccepts(signature, message)).toBe(false);
        break;
      }
      for (const r of SMALL_ORDER) {
        const message = messageOf(publicKey, nonce++);
        expect(verdict(join(r, le32(0n)), message, publicKey)).toBe(false);
        expect(agaveAccepts(join(r, le32(0n)), message)).toBe(false);
      }
    }
  });

  it("decides as Agave does on keys and R of mixed order, and on s with the order or a high bit added", () => {
    const secret = 987654321987654321n;
    const taken = { yes: 0, no: 0 };
    let nonce = 0;
    for (const keyTorsion of TORSION) {
      const publicKey = Point.BASE.multiply(secret).add(keyTorsion).toBytes();
      for (const rTorsion of TORSION) {
        for (let nonceScalar = 1n; nonceScalar <= 4n; nonceScalar++) {
          const message = messageOf(publicKey, nonce++);
          const r = Point.BASE.multiply(nonceScalar * 7919n)
            .add(rTorsion)
            .toBytes();
          const s = (nonceScalar * 7919n + challenge(r, publicKey, message) * secret) % L;
          for (const candidate of [s, s + L, s + (1n << 255n)]) {
            const signature = join(r, le32(candidate));
            const accepted = verdict(signature, message, publicKey);
            expect(accepted).toBe(agaveAccepts(signature, message));
            taken[accepted ? "yes" : "no"]++;
          }
        }
      }
    }
    expect(taken.yes).toBeGreaterThan(10);
    expect(taken.no).toBeGreaterThan(600);
  });

  it("decides as Agave does on keys with y from p on, every one of them", () => {
    const P = 2n ** 255n - 19n;
    let points = 0;
    for (let y = P; y < 2n ** 255n; y++) {
      for (const publicKey of [le32(y), le32(y + 2n ** 255n)]) {
        if (isOnCurve(publicKey)) points++;
        const message = messageOf(publicKey, Number(y - P));
        const r = Point.BASE.multiply(7919n).toBytes();
        for (const s of [0n, 7919n]) {
          const signature = join(r, le32(s));
          expect(verdict(signature, message, publicKey)).toBe(agaveAccepts(signature, message));
        }
      }
    }
    expect(points).toBeGreaterThan(10);
  });

  it("keeps deciding right as keys come again, give way to others, and are no points", () => {
    const pairs = Array.from({ length: 150 }, generateKeypair);
    const random = randomNumbers(3);
    for (let turn = 0; turn < 600; turn++) {
      // First a few keys, then more than are kept.
      const { secretKey, publicKey } = pairs[random() % (turn < 200 ? 3 : 150)]!;
      const message = Uint8Array.of(turn);
      const signature = sign(message, secretKey);
      const verifies = (key: Uint8Array) => verifyStrict(signature, message, key, portableEd25519);
      expect(verifies(publicKey)).toBe(true);
      // Another key, or none, that begins with the same bytes.
      const other = Uint8Array.from(publicKey, (byte, i) => (i === 8 ? byte ^ (1 + (turn % 255)) : byte));
      if (turn % 20 === 19) expect(verifies(other)).toBe(false);
      signature[random() % 64]! ^= 1 << (random() % 8);
      expect(verifies(publicKey)).toBe(false);
    }
  });

  it("accepts messages of no bytes and of many", () => {
    const { secretKey, publicKey } = generateKeypair();
    for (const length of [0, 1, 1232, 100_000]) {
      const message = new Uint8Array(length + 7).subarray(7).fill(length);
      const signature = sign(message, secretKey);
      expect(verdict(signature, message, publicKey)).toBe(true);
      expect(verdict(signature, join(message, Uint8Array.of(0)), publicKey)).toBe(false);
    }
  });

  it("refuses keys that are no points, and wrong lengths", () => {
    const { secretKey, publicKey } = generateKeypair();
    const message = messageOf(publicKey, 0);
    const signature = sign(message, secretKey);
    const offCurve = le32(2n);
    expect(verdict(signature, message, offCurve)).toBe(false);
    expect(agaveAccepts(signature, messageOf(offCurve, 0))).toBe(false);
    expect(verdict(signature.subarray(1), message, publicKey)).toBe(false);
    expect(verdict(signature, message, publicKey.subarray(1))).toBe(false);
    expect(agaveAccepts(signature, message)).toBe(true);
  });
});

describe("the ed25519 precompile", () => {
  const PRECOMPILE = base58.decode("Ed25519SigVerify111111111111111111111111111");
  const message = Uint8Array.of(1, 2, 3);
  const { secretKey, publicKey } = generateKeypair();
  const signature = sign(message, secretKey);

  function agave(signature: Uint8Array, publicKey: Uint8Array): "ok" | number {
    const u16 = (value: number) => [value & 255, value >> 8];
    const offsets = [16, 0xffff, 16 + 64, 0xffff, 16 + 64 + 32, message.length, 0xffff].flatMap(u16);
    return runPrecompile(PRECOMPILE, join(Uint8Array.of(1, 0, ...offsets), signature, publicKey, message));
  }

  /** How the precompile answers, by our three functions in its order. */
  function answer(signature: Uint8Array, publicKey: Uint8Array): "ok" | number {
    if (!isSignatureWellFormed(signature)) return 2;
    if (!isOnCurve(publicKey)) return 0;
    return verifyStrict(signature, message, publicKey) ? "ok" : 2;
  }

  it("agrees, ill-formed signatures and keys that are no points included", () => {
    const s = integerFromLe(signature.subarray(32));
    const withS = (value: bigint) => join(signature.subarray(0, 32), le32(value));
    const signatures = [signature, withS(s + L), ...[253n, 254n, 255n].map((bit) => withS(s + (1n << bit)))];
    const keys = [publicKey, le32(2n), ...SMALL_ORDER];
    const outcomes = new Set<"ok" | number>();
    for (const candidate of signatures) {
      for (const key of keys) {
        const outcome = answer(candidate, key);
        expect(outcome).toBe(agave(candidate, key));
        outcomes.add(outcome);
      }
    }
    expect(outcomes).toEqual(new Set(["ok", 0, 2]));
  });

  it("agrees on mixed order", () => {
    const secret = 31337n;
    for (const keyTorsion of TORSION) {
      const key = Point.BASE.multiply(secret).add(keyTorsion).toBytes();
      for (const rTorsion of TORSION) {
        const r = Point.BASE.multiply(77n).add(rTorsion).toBytes();
        const candidate = join(r, le32((77n + challenge(r, key, message) * secret) % L));
        expect(answer(candidate, key)).toBe(agave(candidate, key));
      }
    }
  });
});

it("isSignatureWellFormed looks at the three highest bits", () => {
  const signature = new Uint8Array(64);
  for (const [last, expected] of [
    [0, true],
    [0x1f, true],
    [0x20, false],
    [0x40, false],
    [0x80, false],
  ] as const) {
    signature[63] = last;
    expect(isSignatureWellFormed(signature)).toBe(expected);
  }
});

describe("keys", () => {
  it("follows RFC 8032's test 2", () => {
    const secretKey = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    for (const backend of signers) {
      expect(toHex(backend.getPublicKey(secretKey))).toBe(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      );
      expect(toHex(backend.sign(Uint8Array.of(0x72), secretKey))).toBe(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
      );
    }
  });

  it("says so when a secret key has the wrong length", () => {
    expect(() => getPublicKey(new Uint8Array(31))).toThrow("a secret key has 32 bytes, this one has 31");
    expect(() => sign(new Uint8Array(1), new Uint8Array(64))).toThrow("a secret key has 32 bytes, this one has 64");
  });

  it("generates pairs that differ and sign", () => {
    const [one, two] = [generateKeypair(), generateKeypair()];
    expect(one.secretKey).not.toEqual(two.secretKey);
    expect(one.publicKey).toEqual(portableEd25519.getPublicKey(one.secretKey));
    expect(verifyStrict(sign(Uint8Array.of(1), one.secretKey), Uint8Array.of(1), one.publicKey)).toBe(true);
    expect(verifyStrict(sign(Uint8Array.of(1), one.secretKey), Uint8Array.of(1), two.publicKey)).toBe(false);
  });
});

it("takes R in the encoding alone that it is written with", () => {
  const [secret, identity] = [4711n, le32(1n)];
  const publicKey = Point.BASE.multiply(secret).toBytes();
  const others = [le32(1n + (1n << 255n)), le32(Point.Fp.ORDER + 1n), le32(Point.Fp.ORDER + 1n + (1n << 255n))];
  const message = Uint8Array.of(5);
  const holds = (r: Uint8Array) => {
    const s = le32((challenge(r, publicKey, message) * secret) % L);
    return portableEd25519.equationHolds(join(r, s), message, publicKey);
  };
  // Then the key is known.
  for (let times = 0; times < 2; times++) {
    for (const r of others) expect(holds(r)).toBe(false);
    expect(holds(identity)).toBe(true);
  }
});

it("knows the encodings that points are written with", () => {
  const P = Point.Fp.ORDER;
  const sign = 1n << 255n;
  for (const [encoding, reduced, canonical] of [
    [0n, true, true],
    [P - 1n, true, true],
    [P, false, false],
    [P + 18n, false, false],
    [P + sign, false, false],
    [(1n << 255n) - 1n - (1n << 100n), true, true],
    [1n, true, true],
    [1n + sign, true, false],
    [P - 1n + sign, true, false],
    [1n + (1n << 160n) + sign, true, true],
    [2n + sign, true, true],
    [P - 2n + sign, true, true],
  ] as const) {
    expect([isReduced(le32(encoding)), isCanonical(le32(encoding))]).toEqual([reduced, canonical]);
  }
});
