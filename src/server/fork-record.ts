import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CallgateError } from "../base/errors.js";
import type { FetchedAccount, ForkRecord } from "../rpc/fork/fork.js";
import { addressFromPubkey, pubkeyFromAddress } from "../solana/pubkey.js";

const FILE = "fork.jsonl";

/**
 * What a fork has fetched, line by line in the ledger's folder: first the URL, then address and remote slot of each account.
 * A line that a crash cut short is as if it had not been written. Throws `fork-of-another-cluster`.
 */
export function forkRecord(ledgerPath: string, url: string): ForkRecord {
  const path = join(ledgerPath, FILE);
  if (!existsSync(path)) append(path, [{ url }]);
  const [header, ...lines] = readLines(path);
  if (header?.url !== url) {
    const message = `the ledger in ${ledgerPath} is a fork of ${header?.url}, not of ${url}`;
    throw new CallgateError("fork-of-another-cluster", message, { path, url });
  }
  return {
    fetched: lines.flatMap(readFetched),
    add: (fetched) =>
      append(
        path,
        fetched.map(({ key, slot }) => ({ address: addressFromPubkey(key), slot: String(slot) })),
      ),
  };
}

interface Line {
  readonly url?: string;
  readonly address?: string;
  readonly slot?: string;
}

function append(path: string, lines: readonly Line[]): void {
  appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

function readLines(path: string): Line[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((text) => {
      try {
        return text === "" ? [] : [JSON.parse(text) as Line];
      } catch {
        return [];
      }
    });
}

function readFetched({ address, slot }: Line): FetchedAccount[] {
  return address === undefined || slot === undefined ? [] : [{ key: pubkeyFromAddress(address), slot: BigInt(slot) }];
}
