import { readFileSync } from "node:fs";
import { bytesEqual, concatBytes } from "../../base/bytes.js";
import { CallgateError } from "../../base/errors.js";
import { getPublicKey, type Keypair } from "../../crypto/ed25519.js";
import { writeFileAtomically } from "../atomic-file.js";

const KEYPAIR_BYTES = 64;
const SECRET_KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

/**
 * Reads a file as `solana-keygen` writes it: a JSON array of 64 bytes, the secret key and the public key
 * (solana-keypair, `read_keypair_file`). Undefined if it is missing. Throws `invalid-keypair-file`.
 */
export function readKeypairFile(path: string): Keypair | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const bytes = parseBytes(text);
  if (bytes === undefined) throw invalid(path, `expected a JSON array of ${KEYPAIR_BYTES} bytes`);
  const secretKey = bytes.slice(0, SECRET_KEY_BYTES);
  const publicKey = bytes.slice(SECRET_KEY_BYTES);
  if (!bytesEqual(getPublicKey(secretKey), publicKey))
    throw invalid(path, "the public key is not that of the secret key");
  return { secretKey, publicKey };
}

/** Writes such a file, for its owner alone. */
export function writeKeypairFile(path: string, { secretKey, publicKey }: Keypair): void {
  const text = `[${concatBytes(secretKey, publicKey).join(",")}]`;
  writeFileAtomically(path, OWNER_ONLY, (put) => put(new TextEncoder().encode(text)));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

function parseBytes(text: string): Uint8Array | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isByte = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
  return Array.isArray(list) && list.length === KEYPAIR_BYTES && list.every(isByte) ? Uint8Array.from(list) : undefined;
}

function invalid(path: string, reason: string): CallgateError {
  return new CallgateError("invalid-keypair-file", `${path} is no keypair file: ${reason}`, { path, reason });
}
