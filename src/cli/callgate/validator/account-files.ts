import { readdirSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../../../base/untrusted.js";
import type { Account } from "../../../solana/account.js";
import { parseAccountFile } from "../../../solana/account-file.js";
import type { Pubkey } from "../../../solana/pubkey.js";
import { CommandError, readText } from "../failure.js";

export interface AccountOfFile {
  readonly address: Pubkey;
  readonly account: Account;
}

/** The account of a file as `solana account --output json` writes it. Throws a CommandError that names the file. */
export function readAccountFile(path: string): AccountOfFile {
  const json = readText(path);
  try {
    const { pubkey, account } = parseAccountFile(json);
    return { address: pubkey, account };
  } catch (cause) {
    throw new CommandError(`${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** The accounts of all JSON files in a folder. */
export function readAccountDirectory(path: string): AccountOfFile[] {
  return filesIn(path)
    .filter((name) => name.endsWith(".json"))
    .map((name) => readAccountFile(join(path, name)));
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch (cause) {
    throw new CommandError(`cannot read ${path}: ${reasonOf(cause)}`, { cause });
  }
}
