import { describe, expect, it } from "vitest";
import { Float, readJson, readJsonWithBigInts, sortJsonKeys, writeJson, writeSortedJson } from "../../src/base/json.js";

describe("writeJson", () => {
  it("writes integers digit by digit", () => {
    expect(writeJson({ epoch: 18446744073709551615n, small: 7, none: undefined, nothing: null })).toBe(
      '{"epoch":18446744073709551615,"small":7,"nothing":null}',
    );
  });

  it("escapes text as JSON.stringify does", () => {
    expect(writeJson(['a"\n\u2028', { "ke\ty": [true, false] }])).toBe(
      JSON.stringify(['a"\n\u2028', { "ke\ty": [true, false] }]),
    );
  });

  it.each([
    [1, "1.0"],
    [0, "0.0"],
    [-0, "-0.0"],
    [0.1, "0.1"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e16"],
    [1.5e300, "1.5e300"],
    [0.00001, "0.00001"],
    [0.000001, "1e-6"],
    [-12.25, "-12.25"],
    [Number.NaN, "null"],
    [Number.POSITIVE_INFINITY, "null"],
  ])("writes the f64 %s as serde_json does", (value, text) => {
    expect(writeJson(new Float(value))).toBe(text);
  });
});

describe("readJson", () => {
  it("keeps integers beyond 2^53", () => {
    expect(readJson("[18446744073709551615,-9007199254740993,9007199254740991,1.5,12]")).toEqual([
      18446744073709551615n,
      -9007199254740993n,
      9007199254740991,
      1.5,
      12,
    ]);
  });

  it("leaves digits in strings and fractions alone", () => {
    const text =
      '{"a":"12345678901234567890","b":1234567890.12345678901234567,"12345678901234567":"\\"99999999999999999"}';
    expect(readJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    "",
    "{",
    "[01234567890123456789]",
    "-",
    "[12345678901234567890,]",
    '"\u0000"',
    "12345678901234567890e",
    "{12345678901234567:1}",
  ])("refuses %j as JSON.parse does", (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError);
  });

  it("refuses in the same way what is nested too deeply for it", () => {
    expect(() => readJson(`${"[".repeat(1e5)}1234567890123456789${"]".repeat(1e5)}`)).toThrow(SyntaxError);
  });

  it("takes no text of the request for a mark of its own", () => {
    expect(readJson('["\\u0000integer:x",12345678901234567890]')).toEqual(["\u0000integer:x", 12345678901234567890n]);
  });
});

describe("sortJsonKeys", () => {
  it("puts the keys of every object in order, and leaves out what is undefined", () => {
    const value = { type: "t", info: [{ b: new Float(1), a: { Z: 1n, y: null } }], gone: undefined };
    expect(writeJson(sortJsonKeys(value))).toBe('{"info":[{"a":{"Z":1,"y":null},"b":1.0}],"type":"t"}');
  });

  it.each([null, true, 7, 7n, "text"])("leaves %s as it is", (value) => {
    expect(sortJsonKeys(value)).toBe(value);
  });
});

describe("readJsonWithBigInts", () => {
  it("has every integer as a bigint, and nothing else", () => {
    expect(readJsonWithBigInts('{"a":0,"b":[-1,1.5,1e3],"c":"7","8":18446744073709551615,"d":null}')).toEqual({
      a: 0n,
      b: [-1n, 1.5, 1e3],
      c: "7",
      8: 18446744073709551615n,
      d: null,
    });
  });
});

describe("writeSortedJson", () => {
  it("has the keys in the order of their UTF-8 bytes, everywhere", () => {
    const value = { b: [{ z: 1, a: { y: 2n, x: null } }], a: undefined, "\u{1f600}": 3, "\uffee": 4, A: new Float(1) };
    expect(writeSortedJson(value)).toBe('{"A":1.0,"b":[{"a":{"x":null,"y":2},"z":1}],"\uffee":4,"\u{1f600}":3}');
    expect(writeSortedJson(value)).toBe(writeJson(sortJsonKeys(value)));
  });

  it("has keys that are array indexes in their places, too", () => {
    expect(writeSortedJson({ "10": 1, "2": 2, "": 3, "-1": 4 })).toBe('{"":3,"-1":4,"10":1,"2":2}');
  });
});
