import { runInNewContext } from "node:vm";
import { expect, describe as group, test } from "vitest";
import { CallgateError } from "../../src/base/errors.js";
import { bytesFrom, describe, isBytes, readUntrusted, reasonOf } from "../../src/base/untrusted.js";

const thrower = new Proxy({}, { get: () => JSON.parse("{"), getPrototypeOf: () => JSON.parse("{") });
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

test("bytes are Uint8Arrays of any realm, and nothing that only looks so", () => {
  for (const bytes of [new Uint8Array(3), Buffer.from("abc"), runInNewContext("new Uint8Array(3)")]) {
    expect(isBytes(bytes)).toBe(true);
  }
  const others = [
    [],
    new Uint8ClampedArray(3),
    new Uint16Array(3),
    Object.create(Uint8Array.prototype),
    thrower,
    revoked,
  ];
  for (const other of [...others, undefined, null, "abc", 5]) expect(isBytes(other)).toBe(false);
});

group("bytesFrom", () => {
  test("copies", () => {
    const bytes = Uint8Array.of(1, 2);
    expect(bytesFrom(bytes, 2)).toEqual(bytes);
    expect(bytesFrom(bytes, 2)).not.toBe(bytes);
    expect(bytesFrom([1, 255], 2)).toEqual(Uint8Array.of(1, 255));
    expect(bytesFrom({ length: 1, 0: 7 }, 2)).toEqual(Uint8Array.of(7));
  });

  test.each([
    [[256]],
    [[-1]],
    [[0.5]],
    [["1"]],
    [[null]],
    [{ length: -1 }],
    [{ length: 2 ** 32 }],
    [{}],
    [null],
    ["ab"],
  ])("takes no %o", (value) => expect(bytesFrom(value, 2)).toBeUndefined());
});

test("describe says what came in a few words", () => {
  const cases: [unknown, string][] = [
    [undefined, "undefined"],
    [null, "null"],
    [-1.5, "-1.5"],
    [5n, "5"],
    [1n << 4000n, "a huge bigint"],
    ["x", '"x"'],
    ["x".repeat(100), "a string of 100 characters"],
    [new Uint8Array(3), "3 bytes"],
    [[1, 2], "an array of 2"],
    [{}, "an object"],
    [Symbol("x"), "a symbol"],
    [() => 5, "a function"],
    [thrower, "an object"],
    [revoked, "an object"],
  ];
  for (const [value, text] of cases) expect(describe(value)).toBe(text);
});

test("what a value throws while it is read becomes a CallgateError; one of those stays as it is", () => {
  const ours = new CallgateError("some-code", "some message");
  const read = (thrown: unknown) => () =>
    readUntrusted("invalid-x", "the x", () => {
      throw thrown;
    });
  expect(read(ours)).toThrow(ours);
  expect(read(new TypeError("boom"))).toThrow(expect.objectContaining({ code: "invalid-x" }));
  expect(read(new TypeError("boom"))).toThrow("the x could not be read: boom");
  expect(readUntrusted("invalid-x", "the x", () => 5)).toBe(5);
});

test("reasonOf reads whatever was thrown", () => {
  expect(reasonOf(new Error("x".repeat(500)))).toHaveLength(200);
  expect(reasonOf("text")).toBe("text");
  expect(reasonOf(null)).toBe("null");
  expect(reasonOf(thrower)).toBe("an error that cannot be read");
});
