import { existsSync } from "node:fs";
import { reasonOf } from "../../../base/untrusted.js";
import { getPublicKey } from "../../../crypto/ed25519.js";
import { type Pubkey, pubkeyEqual, pubkeyFromAddress } from "../../../solana/pubkey.js";
import { CommandError, readJson } from "../failure.js";

/** An address in base58, or a file with a keypair. */
export function addressOrKeypair(text: string, what: string): Pubkey {
  if (existsSync(text)) return keypairAddress(text);
  try {
    return pubkeyFromAddress(text);
  } catch (cause) {
    throw new CommandError(`${what}: ${text} is neither an address nor a keypair file (${reasonOf(cause)})`, { cause });
  }
}

function keypairAddress(file: string): Pubkey {
  const bytes = readJson(file);
  const isKeypair = Array.isArray(bytes) && bytes.length === 64 && bytes.every((byte) => Number.isInteger(byte));
  if (!isKeypair) throw new CommandError(`${file} is no keypair: expected a JSON array of 64 bytes`);
  const key = Uint8Array.from(bytes);
  const address = getPublicKey(key.subarray(0, 32));
  if (pubkeyEqual(address, key.subarray(32))) return address;
  throw new CommandError(`${file}: the public key is not that of the secret key`);
}
