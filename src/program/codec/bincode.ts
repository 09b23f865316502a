import { concatBytes } from "../../base/bytes.js";
import { codec } from "./codec.js";
import { sizedBytes, sizedText } from "./containers.js";
import { u32, u64 } from "./scalars.js";

// Where bincode's layouts are not borsh's.

/** A length in bincode: a u64, of which nothing needs the upper half. */
export const bincodeLength = codec<number>(
  "u64",
  (value) => concatBytes(u32.encode(value), new Uint8Array(4)),
  (bytes, offset) => {
    const [value, end] = u64.read(bytes, offset);
    return [Number(value), end];
  },
);
/** Bytes and text in bincode. */
export const bincodeBytes = sizedBytes("bytes", bincodeLength);
export const bincodeString = sizedText(bincodeBytes);
