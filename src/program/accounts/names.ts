import { sha256 } from "../../crypto/sha256.js";
import { utf8Bytes } from "../text.js";

/** `depositAll` as `deposit_all`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? "_" : ""}${letter.toLowerCase()}`);
}

/** `depositAll` as `DepositAll`. */
export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Anchor's discriminators: the first eight bytes of the hash of a name in its namespace (anchor-syn, gen_discriminator). */
export function discriminatorOf(namespace: "global" | "account", name: string): readonly number[] {
  return [...sha256(utf8Bytes(`${namespace}:${name}`, "discriminatorOf", "the name")).subarray(0, 8)];
}
