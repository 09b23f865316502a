import { CallgateError } from "../base/errors.js";
import { nodeBuiltin } from "../base/node-builtin.js";
import type { ReadElf } from "./elf-source.js";

interface NodeFs {
  readFileSync(path: URL): Uint8Array;
}

/** Throws `missing-asset` when the file is not there. */
export const readElf: ReadElf = (name) => {
  const url = new URL(`../../assets/${name}.so`, (import.meta as { url?: string }).url);
  try {
    const { buffer, byteOffset, length } = nodeBuiltin<NodeFs>("node:fs")!.readFileSync(url);
    return new Uint8Array(buffer, byteOffset, length);
  } catch (cause) {
    throw new CallgateError(
      "missing-asset",
      `expected the program ${name} at ${url.href}: "npm run build" writes it, and a bundle for Node must leave callgate out`,
      { name, url: url.href, cause },
    );
  }
};
