import { base58 } from "@scure/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { base58Decode, base58Encode } from "../../src/base/base58.js";

test("encodes as another implementation does, leading zeros included", () => {
  const bytes = fc.tuple(fc.nat(4), fc.uint8Array({ maxLength: 70 })).map(([zeros, tail]) => {
    const joined = new Uint8Array(zeros + tail.length);
    joined.set(tail, zeros);
    return joined;
  });
  fc.assert(
    fc.property(bytes, (input) => {
      const text = base58Encode(input);
      expect(text).toBe(base58.encode(input));
      expect(base58Decode(text)).toEqual(input);
    }),
    { numRuns: 2000 },
  );
});

test("decodes exactly the texts that another implementation decodes", () => {
  const digit = fc.constantFrom(..."123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
  const character = fc.oneof(
    { weight: 60, arbitrary: digit },
    fc.constantFrom("0", "O", "I", "l", " ", "é", "\u{1f600}"),
  );
  fc.assert(
    fc.property(fc.array(character, { maxLength: 90 }), (characters) => {
      const text = characters.join("");
      let expected: Uint8Array | undefined;
      try {
        expected = base58.decode(text);
      } catch {}
      expect(base58Decode(text)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});
