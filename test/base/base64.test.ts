import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as node from "../../src/base/base64.js";

// Where there is no node:buffer.
vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
vi.resetModules();
const portable = await import("../../src/base/base64.js");
vi.unstubAllGlobals();

describe.each([
  ["node:buffer", node],
  ["the library", portable],
])("base64 by %s", (_, { base64Decode, base64Encode }) => {
  test("encodes as Node does and reads itself back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = base64Encode(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64"));
        expect(base64Decode(text)).toEqual(bytes);
      }),
    );
  });

  test.each([
    ["A"],
    ["AA"],
    ["AAA"],
    ["AA="],
    ["AB=="],
    ["AAB="],
    ["A==="],
    ["===="],
    ["AAA\n"],
    ["AA-_"],
    ["AAÀA"],
    ["AA==AAAA"],
    [" AAAA"],
    ["AAAA="],
    ["\ud800AAA"],
  ])("refuses %j", (text) => expect(base64Decode(text)).toBeUndefined());

  test("accepts a text only when it is what its bytes encode to", () => {
    const character = fc.constantFrom(..."ABCDQgw/+=");
    fc.assert(
      fc.property(fc.array(character, { maxLength: 12 }), (characters) => {
        const text = characters.join("");
        const bytes = base64Decode(text);
        if (bytes !== undefined) expect(base64Encode(bytes)).toBe(text);
        else expect(Buffer.from(text, "base64").toString("base64")).not.toBe(text);
      }),
      { numRuns: 3000 },
    );
  });
});
