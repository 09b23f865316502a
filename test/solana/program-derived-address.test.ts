import { ed25519 } from "@noble/curves/ed25519.js";
import { type Address, createAddressWithSeed, getProgramDerivedAddress } from "@solana/kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgramAddress, createWithSeed, findProgramAddress } from "../../src/solana/program-derived-address.js";
import { addressFromPubkey, pubkeyFromAddress } from "../../src/solana/pubkey.js";

const utf8 = (text: string) => new TextEncoder().encode(text);
const loader = pubkeyFromAddress("BPFLoaderUpgradeab1e11111111111111111111111");
const zeros = new Uint8Array(32);
const tooLong = { ok: false, error: "MaxSeedLengthExceeded" };
const numbered = (count: number) => Array.from({ length: count }, (_, i) => Uint8Array.of(i + 1));

describe("createProgramAddress: the vectors of solana-address", () => {
  const seedKey = pubkeyFromAddress("SeedPubey1111111111111111111111111111111111");
  test.each([
    [[utf8(""), Uint8Array.of(1)], "BwqrghZA2htAcqq8dzP1WDAhTXYTYWj7CHxF5j7TDBAe"],
    [[utf8("☉"), Uint8Array.of(0)], "13yWmRpaTR4r5nAktwLqMpRNr28tnVUZw26rTvPSSB19"],
    [[utf8("Talking"), utf8("Squirrels")], "2fnQrngrQT4SeLcdToJAD96phoEjNL2man2kfRLCASVk"],
    [[seedKey, Uint8Array.of(1)], "976ymqVnfE32QFe6NfGDctSvVa36LWnvYxhU6G2232YL"],
  ])("%#", (seeds, expected) => {
    expect(createProgramAddress(seeds, loader)).toEqual({ ok: true, address: pubkeyFromAddress(expected) });
  });
  test("16 seeds, 32 bytes each, and no more", () => {
    expect(createProgramAddress(numbered(16), loader).ok).toBe(true);
    expect(createProgramAddress(numbered(17), loader)).toEqual(tooLong);
    expect(createProgramAddress([new Uint8Array(32)], loader).ok).toBe(true);
    expect(createProgramAddress([new Uint8Array(33)], loader)).toEqual(tooLong);
    expect(createProgramAddress([utf8("short"), new Uint8Array(33).fill(127)], loader)).toEqual(tooLong);
  });
});

const seeds = fc.array(fc.uint8Array({ maxLength: 32 }), { maxLength: 15 });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("findProgramAddress agrees with Kit, and every bump above the found one is on the curve", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, key, async (seeds, programId) => {
      const found = findProgramAddress(seeds, programId);
      const [address, bump] = await getProgramDerivedAddress({ programAddress: addressFromPubkey(programId), seeds });
      expect(found && [addressFromPubkey(found.address), found.bump]).toEqual([address, bump]);
      for (let above = 255; above > bump; above--) {
        expect(createProgramAddress([...seeds, Uint8Array.of(above)], programId)).toEqual({
          ok: false,
          error: "InvalidSeeds",
        });
      }
    }),
    { numRuns: 60 },
  );
});

test("an address that is remembered is the caller's own, and that of no other seeds or program", () => {
  const find = (seed: string, programId = loader) => findProgramAddress([utf8(seed)], programId)!;
  const { address, bump } = find("one");
  const before = address.slice();
  address.fill(0);
  for (const others of [[], ["two"], ["two", "three", "four", "five", "six"]]) {
    for (const other of others) expect(find(other).address).not.toEqual(before);
    expect(find("one")).toEqual({ address: before, bump });
    expect(createProgramAddress([utf8("one"), Uint8Array.of(bump)], loader)).toEqual({ ok: true, address: before });
    expect(createProgramAddress([utf8("on"), utf8("e"), Uint8Array.of(bump)], loader)).toMatchObject({
      address: before,
    });
    expect(find("one", zeros).address).not.toEqual(before);
  }
});

test("no derived address is a point of the curve", () => {
  fc.assert(
    fc.property(seeds, key, (seeds, programId) => {
      const derived = createProgramAddress(seeds, programId);
      if (derived.ok) expect(() => ed25519.Point.fromBytes(derived.address)).toThrow();
      else expect(derived.error).toBe("InvalidSeeds");
    }),
    { numRuns: 60 },
  );
});

test("findProgramAddress needs room for the bump", () => {
  expect(findProgramAddress(numbered(15), loader)).toBeDefined();
  expect(findProgramAddress(numbered(16), loader)).toBeUndefined();
  expect(findProgramAddress([new Uint8Array(33)], loader)).toBeUndefined();
});

describe("createWithSeed", () => {
  test("the vectors of solana-address", () => {
    const expected = pubkeyFromAddress("9h1HyLCW5dZnBVap8C5egQ9Z6pHyjsh5MNy83iPqqRuq");
    expect(createWithSeed(zeros, utf8("limber chicken: 4/45"), zeros)).toEqual({ ok: true, address: expected });
    expect(createWithSeed(zeros, utf8("☉"), zeros).ok).toBe(true);
    expect(createWithSeed(zeros, utf8("\u{10ffff}".repeat(8)), zeros).ok).toBe(true);
    expect(createWithSeed(zeros, utf8(`x${"\u{10ffff}".repeat(8)}`), zeros)).toEqual(tooLong);
    expect(createWithSeed(zeros, utf8(""), zeros).ok).toBe(true);
  });
  test("refuses an owner that ends in the marker, whole only", () => {
    const owner = new Uint8Array(32);
    owner.set(utf8("ProgramDerivedAddress"), 11);
    expect(createWithSeed(zeros, utf8(""), owner)).toEqual({ ok: false, error: "IllegalOwner" });
    expect(createWithSeed(zeros, new Uint8Array(33), owner)).toEqual(tooLong);
    owner[11] = 0;
    expect(createWithSeed(zeros, utf8(""), owner).ok).toBe(true);
  });
  test("agrees with Kit", async () => {
    const text = fc.string({ maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(key, text, key, async (base, seed, owner) => {
        const derived = createWithSeed(base, utf8(seed), owner);
        const config = { baseAddress: addressFromPubkey(base), seed, programAddress: addressFromPubkey(owner) };
        const expected: Address = await createAddressWithSeed(config);
        expect(derived.ok && addressFromPubkey(derived.address)).toBe(expected);
      }),
      { numRuns: 50 },
    );
  });
});
