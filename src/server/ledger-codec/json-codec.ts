import type { ByteReader } from "../../base/byte-reader.js";
import type { ByteWriter } from "../../base/byte-writer.js";
import { Float, type Json, type JsonObject } from "../../base/json.js";
import { array, bool, type Codec, f64, text } from "./codec.js";

// Text would lose what is a Float, and in what it was written.

interface Kind<T extends Json> {
  readonly is: (value: Json) => boolean;
  readonly codec: Codec<T>;
}

/** Any JSON value, exactly: integers of any size, floats as such. Keys that are undefined are left out. */
export const json: Codec<Json> = {
  write(out, value) {
    const kind = KINDS.findIndex(({ is }) => is(value));
    out.u8(kind);
    KINDS[kind]!.codec.write(out, value as never);
  },
  read(input) {
    const kind = KINDS[input.u8()];
    if (kind === undefined) input.fail("no kind of JSON value");
    return kind === undefined ? null : kind.codec.read(input);
  },
};

const nothing: Codec<null> = { write: () => {}, read: () => null };

const float: Codec<Float> = {
  write: (out, { value }) => out.f64(value),
  read: (input) => new Float(input.f64()),
};

const integer: Codec<bigint> = {
  write: (out, value) => text.write(out, String(value)),
  read(input) {
    const digits = text.read(input);
    if (/^-?\d+$/.test(digits)) return BigInt(digits);
    input.fail("no integer");
    return 0n;
  },
};

const object: Codec<JsonObject> = {
  write(out: ByteWriter, value: JsonObject) {
    const entries = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
    array(entryCodec).write(out, entries);
  },
  // Whose keys are its own, even "__proto__".
  read: (input: ByteReader) => Object.fromEntries(array(entryCodec).read(input)),
};

const entryCodec: Codec<readonly [string, Json]> = {
  write(out, [key, value]) {
    text.write(out, key);
    json.write(out, value);
  },
  read: (input) => [text.read(input), json.read(input)],
};

/** By their numbers in the bytes. */
const KINDS: readonly Kind<never>[] = [
  kind((value) => value === null, nothing),
  kind((value) => typeof value === "boolean", bool),
  kind((value) => typeof value === "number", f64),
  kind((value) => typeof value === "bigint", integer),
  kind((value) => typeof value === "string", text),
  kind((value) => value instanceof Float, float),
  kind((value) => Array.isArray(value), array(json)),
  kind((value) => typeof value === "object", object),
];

function kind<T extends Json>(is: (value: Json) => boolean, codec: Codec<T>): Kind<never> {
  return { is, codec } as unknown as Kind<never>;
}
