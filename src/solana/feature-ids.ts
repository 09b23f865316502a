import { concatBytes } from "../base/bytes.js";
import { GATES } from "./feature-gates.js";
import { pubkeyFromAddress } from "./pubkey.js";

/** The ids of all gates, 32 bytes each, in the order of the table. What is published has the bytes (scripts/bundle.mjs). */
export function featureIds(): Uint8Array {
  return concatBytes(...GATES.map(([, address]) => pubkeyFromAddress(address)));
}
