import { hashModule } from "./block-hash-module.js";
import { SHA256_BLOCKS } from "./sha256-blocks.js";

/** SHA-256 as a module of its own. What is published has the bytes (scripts/bundle.mjs). */
export function sha256Module(): Uint8Array<ArrayBuffer> {
  return hashModule(SHA256_BLOCKS);
}
