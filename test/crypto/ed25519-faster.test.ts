import { afterEach, describe, expect, it, vi } from "vitest";
import { getPublicKey, sign } from "../../src/crypto/ed25519.js";
import type { Ed25519Backend } from "../../src/crypto/ed25519-backend.js";
import { FasterEd25519 } from "../../src/crypto/ed25519-faster.js";
import { KeyMultiples } from "../../src/crypto/ed25519-key-multiples.js";
import { nodeEd25519 } from "../../src/crypto/ed25519-node.js";
import { randomNumbers } from "./support.js";

const random = randomNumbers(7);
const message = Uint8Array.of(1, 2, 3);

function signatureOfNewKey() {
  const secretKey = Uint8Array.from({ length: 32 }, random);
  return { publicKey: getPublicKey(secretKey), signature: sign(message, secretKey) };
}

/** node:crypto under the name of another, which takes as long as it says, and counts. */
function other(now: { ms: number }, takesMs: number) {
  const asked = { count: 0 };
  const backend: Ed25519Backend = {
    name: "sodium-native",
    equationHolds(...signed) {
      asked.count++;
      now.ms += takesMs;
      return nodeEd25519()!.equationHolds(...signed);
    },
  };
  return { backend, asked };
}

describe("the faster backend", () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    ["sodium-native", -1],
    ["portable", 1],
  ])("is %s for new keys if the other one's time differs by %i ms", (name, takesMs) => {
    const now = { ms: 0 };
    vi.spyOn(performance, "now").mockImplementation(() => now.ms);
    const { backend, asked } = other(now, takesMs);
    const faster = new FasterEd25519(backend, 20);
    const signed = Array.from({ length: 40 }, signatureOfNewKey);
    expect(faster.name).toBe("sodium-native");
    for (const { publicKey, signature } of signed) {
      expect(faster.equationHolds(signature, message, publicKey)).toBe(true);
      expect(faster.equationHolds(signature, Uint8Array.of(1), publicKey)).toBe(false);
    }
    expect(faster.name).toBe(name);
    asked.count = 0;
    const { publicKey, signature } = signatureOfNewKey();
    expect(faster.equationHolds(signature, message, publicKey)).toBe(true);
    expect(asked.count).toBe(name === "portable" ? 0 : 1);
  });

  it("is the portable one for a key that comes again and again", () => {
    const { backend, asked } = other({ ms: 0 }, 0);
    const faster = new FasterEd25519(backend);
    const { publicKey, signature } = signatureOfNewKey();
    for (let i = 0; i < 20; i++) {
      expect(faster.equationHolds(signature, message, publicKey)).toBe(true);
      expect(faster.equationHolds(signature, Uint8Array.of(i), publicKey)).toBe(false);
    }
    expect(asked.count).toBeLessThanOrEqual(3);
  });
});

describe("multiples of keys", () => {
  const key = (n: number) => {
    const bytes = new Uint8Array(32);
    new DataView(bytes.buffer).setUint32(1, n);
    return bytes;
  };
  const newMultiples = () => {
    const made: { of: number }[] = [];
    const multiples = new KeyMultiples(() => {
      made.push({ of: Number.NaN });
      return made.at(-1)!;
    });
    const use = (n: number) =>
      multiples.of(key(n), (room) => {
        room.of = n;
        return true;
      })?.of;
    return { multiples, use, made };
  };

  it("are made at the third use", () => {
    const { use, made } = newMultiples();
    expect([use(1), use(1), use(2), use(1), use(1), use(2)]).toEqual([
      undefined,
      undefined,
      undefined,
      1,
      1,
      undefined,
    ]);
    expect(made.length).toBe(1);
  });

  it("are kept of 512 keys, those that came last, in as much room", () => {
    const { use, made } = newMultiples();
    const threeTimes = (n: number) => [use(n), use(n), use(n)].at(-1);
    for (let n = 0; n < 512; n++) expect(threeTimes(n)).toBe(n);
    expect(use(0)).toBe(0);
    expect(threeTimes(512)).toBe(512);
    expect(use(0)).toBe(0);
    expect(use(1)).toBeUndefined();
    expect(made.length).toBe(512);
  });

  it("go when another key has the same four bytes", () => {
    const { multiples, use, made } = newMultiples();
    for (let i = 0; i < 3; i++) use(1);
    const twin = key(1);
    twin[31] = 1;
    const fill = (room: { of: number }) => {
      room.of = -1;
      return true;
    };
    expect([0, 1, 2].map(() => multiples.of(twin, fill)?.of)).toEqual([undefined, undefined, -1]);
    expect(use(1)).toBeUndefined();
    expect(made.length).toBe(1);
  });

  it("are not kept of a key that is no point", () => {
    const { multiples, made } = newMultiples();
    for (let i = 0; i < 10; i++) expect(multiples.of(key(1), () => false)).toBeUndefined();
    expect(made.length).toBe(1);
  });
});
