import { base58Decode } from "../base/base58.js";
import { base64Decode, base64Encode } from "../base/base64.js";
import { CallgateError } from "../base/errors.js";
import { U64_MAX } from "../base/u64.js";
import { describe } from "../base/untrusted.js";
import type { Account } from "./account.js";
import { addressFromPubkey, type Pubkey, pubkeyFromAddress } from "./pubkey.js";

export interface KeyedAccount {
  readonly pubkey: Pubkey;
  readonly account: Account;
}

/**
 * Reads what `solana account --output json` writes and `solana-test-validator --account` reads
 * (account-decoder-client-types `UiAccount`): data in base64 or base58. Throws `invalid-account-file`.
 *
 * DIVERGES: also takes u64s as decimal strings, and 18446744073709552000 (what JavaScript makes of u64::MAX when it
 * copies such a file) as u64::MAX.
 */
export function parseAccountFile(text: string): KeyedAccount {
  const file = record(parseJson(text), "the file");
  const account = record(file.account, "account");
  return {
    pubkey: pubkeyField(file.pubkey, "pubkey"),
    account: {
      lamports: u64Field(account.lamports, "account.lamports"),
      data: dataField(account.data),
      owner: pubkeyField(account.owner, "account.owner"),
      executable: booleanField(account.executable, "account.executable"),
      rentEpoch: u64Field(account.rentEpoch, "account.rentEpoch"),
    },
  };
}

/** Writes an account as `solana account --output json` does. */
export function printAccountFile({ pubkey, account }: KeyedAccount): string {
  return `{
  "pubkey": "${addressFromPubkey(pubkey)}",
  "account": {
    "lamports": ${account.lamports},
    "data": [
      "${base64Encode(account.data)}",
      "base64"
    ],
    "owner": "${addressFromPubkey(account.owner)}",
    "executable": ${account.executable},
    "rentEpoch": ${account.rentEpoch},
    "space": ${account.data.length}
  }
}
`;
}

const JS_U64_MAX = 18446744073709552000n;

function parseJson(text: string): unknown {
  if (typeof text !== "string") throw malformed("the file", "JSON text", text);
  // A double does not hold every u64: long numbers pass through JSON.parse as strings.
  const quoted = text.replace(/("(?:lamports|rentEpoch)"\s*:\s*)(\d{16,})/g, '$1"$2"');
  try {
    return JSON.parse(quoted);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CallgateError("invalid-account-file", `the account file is not JSON: ${reason}`, { reason });
  }
}

function malformed(where: string, expected: string, came: unknown): CallgateError {
  const message = `${where} of the account file: expected ${expected}, got ${describe(came)}`;
  return new CallgateError("invalid-account-file", message, { where, expected });
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed(where, "an object", value);
}

function u64Field(value: unknown, where: string): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) {
    const number = BigInt(value);
    if (number <= U64_MAX) return number;
    if (number === JS_U64_MAX) return U64_MAX;
  }
  throw malformed(where, "an integer from 0 to 2^64 - 1", value);
}

function booleanField(value: unknown, where: string): boolean {
  if (typeof value === "boolean") return value;
  throw malformed(where, "true or false", value);
}

function pubkeyField(value: unknown, where: string): Pubkey {
  if (typeof value !== "string") throw malformed(where, "an address (base58 text)", value);
  try {
    return pubkeyFromAddress(value);
  } catch {
    throw malformed(where, "an address (base58 of 32 bytes)", value);
  }
}

/** `[text, encoding]`, or the legacy plain string, which is base58. */
function dataField(value: unknown): Uint8Array {
  const [text, encoding]: unknown[] = Array.isArray(value) && value.length === 2 ? value : [value, "base58"];
  if (typeof text !== "string") throw malformed("account.data", '["…", "base64"]', value);
  const bytes = decodeData(text, encoding);
  if (bytes === undefined) throw malformed("account.data", `${encoding} text`, text);
  return bytes;
}

/** Longer base58 would take quadratic time; the RPC refuses to write it above 128 bytes. */
const MAX_BASE58_LENGTH = 4096;

function decodeData(text: string, encoding: unknown): Uint8Array | undefined {
  if (encoding === "base64") return base64Decode(text);
  if (encoding === "base58") return text.length <= MAX_BASE58_LENGTH ? base58Decode(text) : undefined;
  throw malformed("account.data", 'an encoding that Callgate reads ("base64", "base58")', encoding);
}
