import { base64Decode } from "../../../base/base64.js";
import { invalidParams } from "../../errors.js";
import { type Reader, string } from "../../params.js";

/** Bytes in base64. */
export const base64: Reader<Uint8Array> = {
  takes: "base64",
  read: (value) => {
    const bytes = base64Decode(string.read(value));
    if (bytes === undefined) throw invalidParams("Invalid params: expected bytes in base64");
    return bytes;
  },
};

/** Bytes in hexadecimal, as Surfpool takes them. */
export const hex: Reader<Uint8Array> = {
  takes: "hexadecimal",
  read: (value) => {
    const text = string.read(value);
    if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
      throw invalidParams("Invalid hex data provided: expected pairs of hexadecimal digits");
    }
    return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
  },
};
