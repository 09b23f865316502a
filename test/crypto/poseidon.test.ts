import { grainGenConstants, poseidon as libraryPoseidon } from "@noble/curves/abstract/poseidon.js";
import { bn254 } from "@noble/curves/bn254.js";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { integerFromLe } from "../../src/crypto/integer.js";
import { poseidon } from "../../src/crypto/poseidon.js";
import { PoseidonMachine } from "../../src/crypto/poseidon-machine.js";
import { poseidonParameters } from "../../src/crypto/poseidon-parameters.js";
import { hex, le32, randomNumbers, toHex } from "./support.js";
import { callSyscall, RESULT } from "./syscall-oracle.js";

const ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
const ENDIANNESSES = ["big", "little"] as const;
/** By the number of inputs, from 1 on. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65];
const random = randomNumbers(5);

/** Ours, after comparing it with what sol_poseidon answers. */
function checked(inputs: readonly Uint8Array[], endianness: "big" | "little"): Uint8Array | null {
  const answer = callSyscall(
    "sol_poseidon",
    32,
    0n,
    endianness === "big" ? 0n : 1n,
    inputs,
    BigInt(inputs.length),
    RESULT,
  );
  if ("failed" in answer) throw new Error(answer.failed);
  const ours = poseidon(inputs, endianness);
  expect(ours === null ? 1n : 0n).toBe(answer.r0);
  if (ours !== null) expect(toHex(ours)).toBe(toHex(answer.result));
  return ours;
}

describe("poseidon", () => {
  it("has generated code, else the library would do the work", () => {
    expect(PoseidonMachine.create(ORDER)).not.toBeNull();
  });

  // solana-poseidon, test_poseidon_input_one: as many ones as there are lines above.
  it.each(
    [
      "29176100eaa962bdc1fe6c654d6a3c130e96a4d1168b33848b897dc502820133",
      "007af346e2d304279e79e0a9f3023f771294a78acb70e73f90afe27cad401e81",
      "02c0066e10a72abd2b33c3b214cb3e81bcb1b6e30961cd23c202b18673bf2543",
      "082c9c370a0d24f4416fbc414a37681f78442d27d86385991c17d6fc0c4b7d71",
      "10389605ae688d4f14db853122c47d66a803c72b41589cb1bf868741b206b9bb",
      "2a73f679328c3eab724aa3e5bdbf50b39035d7729f135b9709890f85c5dc5e76",
      "2276310aa7f3343a284214139d9da959be2a31b2c708a5f81954b265e53a30b8",
      "177e1453c446e1b07d2b4233425147095c4fcabb233d230b6d46a214d95b2884",
      "0e8fee2fe49da30fdeeb48c42ebb44cc6ee7055f61fbca5e313b8a5fca834c47",
      "2ec4c65e6378ab8c7330854f4a7077c1ff9260e44885c4b81dd131ad3a86cd96",
      "00713d41eca635f117d4ecbceb5f3a66dc4142eb70b56765bc358f1bec40bb9b",
      "14390be0baef249bd47c65ddac65c2e52e8513c081c1cd72c98006098e9a8fbe",
    ].map((expected, i) => [i + 1, expected] as const),
  )("hashes %i ones as light-poseidon does", (count, expected) => {
    const inputs = new Array<Uint8Array>(count).fill(le32(1n));
    expect(toHex(poseidon(inputs, "little")!.reverse())).toBe(expected);
    expect(
      toHex(
        poseidon(
          inputs.map((input) => input.toReversed()),
          "big",
        )!,
      ),
    ).toBe(expected);
  });

  it("follows solana-poseidon's other tests", () => {
    const [ones, twos] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    expect(toHex(poseidon([ones], "big")!)).toBe("05bface581ee6177cc19c6c56363a68882f11e8407ac639db991e0d27f1b75e6");
    expect(toHex(poseidon([ones, twos], "big")!)).toBe(
      "0d54e1938f8a8c1c7deb5e0355f26319207b84fe9ca2ce1b26e735c829821990",
    );
    expect(toHex(poseidon([ones, twos], "little")!)).toBe(
      "90198229c835e7261bcea29cfe847b201963f255035eeb7d1c8c8a8f93e1540d",
    );
    for (let count = 1; count <= 12; count++) expect(poseidon(new Array(count).fill(hex("01")), "big")).toBeNull();
  });

  it("answers as sol_poseidon does for every number of inputs", () => {
    for (let count = 0; count <= 12; count++) {
      for (const endianness of ENDIANNESSES) {
        const inputs = Array.from({ length: count }, () => {
          const little = Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 0 : random() & 255));
          return endianness === "little" ? little : little.reverse();
        });
        expect(checked(inputs, endianness) === null).toBe(count === 0);
      }
    }
  });

  it("refuses what sol_poseidon refuses: other lengths, and values from the order up", () => {
    for (const endianness of ENDIANNESSES) {
      const encode = (value: bigint) => (endianness === "little" ? le32(value) : le32(value).reverse());
      for (const length of [0, 1, 31, 33, 64]) expect(checked([new Uint8Array(length)], endianness)).toBeNull();
      expect(checked([encode(1n), new Uint8Array(31)], endianness)).toBeNull();
      expect(checked([encode(ORDER - 1n)], endianness)).not.toBeNull();
      for (const value of [ORDER, ORDER + 1n, 2n ** 256n - 1n]) expect(checked([encode(value)], endianness)).toBeNull();
    }
  });

  describe.each(PARTIAL_ROUNDS.map((roundsPartial, i) => [i + 1, roundsPartial] as const))(
    "of %i inputs",
    (inputs, roundsPartial) => {
      const options = { Fp: bn254.fields.Fr, t: inputs + 1, roundsFull: 8, roundsPartial, sboxPower: 5 };
      const constants = grainGenConstants(options);

      it("has the library's constants", () => {
        const { constants: ours, matrix } = poseidonParameters(ORDER, inputs + 1, 8, roundsPartial);
        expect(ours).toEqual(constants.roundConstants);
        expect(matrix).toEqual(constants.mds);
      });

      it("gives what the library gives", () => {
        const permute = libraryPoseidon({ ...options, ...constants });
        const element = fc.oneof(
          fc.bigInt({ min: 0n, max: ORDER - 1n }),
          fc.constantFrom(0n, 1n, ORDER - 2n, ORDER - 1n),
          fc.integer({ min: 1, max: 253 }).map((bits) => 2n ** BigInt(bits) - 1n),
        );
        fc.assert(
          fc.property(fc.array(element, { minLength: inputs, maxLength: inputs }), (elements) => {
            const hash = poseidon(elements.map(le32), "little")!;
            expect(integerFromLe(hash)).toBe(permute([0n, ...elements])[0]);
            const bigEndian = elements.map((value) => le32(value).reverse());
            expect(poseidon(bigEndian, "big")).toEqual(hash.reverse());
          }),
          { numRuns: 60 },
        );
      });
    },
  );

  it("falls back to the library where no WebAssembly can be compiled", async () => {
    vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory });
    vi.resetModules();
    try {
      const { poseidon: fallback } = await import("../../src/crypto/poseidon.js");
      const inputs = [le32(7n), le32(ORDER - 1n)];
      for (const endianness of ENDIANNESSES) {
        const ordered = endianness === "little" ? inputs : inputs.map((input) => input.toReversed());
        expect(fallback(ordered, endianness)).toEqual(poseidon(ordered, endianness));
      }
      expect(fallback([le32(ORDER)], "little")).toBeNull();
      expect(fallback([new Uint8Array(31)], "little")).toBeNull();
      expect(fallback([], "little")).toBeNull();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("takes at most 12 inputs", () => {
    expect(poseidon(new Array(13).fill(le32(1n)), "little")).toBeNull();
  });
});
