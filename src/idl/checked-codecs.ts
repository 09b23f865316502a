import type { NumberTypeNode } from "@codama/nodes";
import { type Codec, transformCodec } from "@solana/kit";
import { refuseValue } from "../program/codec/codec.js";

// Kit's codecs of numbers write 0 for what is left out, and cut what has a fraction.

/** Refuses what is no number of the format; Kit refuses what is out of its range. */
export function checkedNumber({ format }: NumberTypeNode, codec: unknown): Codec<unknown> {
  const isFloat = format === "f32" || format === "f64";
  return checked(codec, isFloat ? "a number" : "an integer", (value) => {
    return typeof value === "bigint" ? !isFloat : isFloat ? typeof value === "number" : Number.isSafeInteger(value);
  });
}

export function checkedBoolean(codec: unknown): Codec<unknown> {
  return checked(codec, "true or false", (value) => typeof value === "boolean");
}

function checked(codec: unknown, expected: string, accepts: (value: unknown) => boolean): Codec<unknown> {
  return transformCodec(codec as Codec<unknown>, (value: unknown) => {
    if (!accepts(value)) refuseValue(expected, value);
    return value;
  });
}
