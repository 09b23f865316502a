import { rmSync } from "node:fs";
import { join } from "node:path";
import { CallgateError } from "../../base/errors.js";
import type { ClusterKeys } from "../../cluster/keys.js";
import { generateKeypair, type Keypair } from "../../crypto/ed25519.js";
import { guarded } from "../lmdb-ledger/failures.js";
import { LmdbLedger, type LmdbLedgerOptions } from "../lmdb-ledger/lmdb-ledger.js";
import { readKeypairFile, writeKeypairFile } from "./keypair-file.js";

/** What a cluster keeps from one run to the next, as solana-test-validator lays it out where both have the same. */
export interface LedgerFolder {
  readonly path: string;
  readonly keypairs: ClusterKeys;
  readonly ledger: LmdbLedger;
  /** Where the log belongs; nothing is there yet. */
  readonly logPath: string;
  close(): Promise<void>;
}

/** By what they are for (solana-test-validator.rs; test-validator/src/lib.rs, `initialize_ledger`). */
const KEYPAIR_FILES: Readonly<Record<keyof ClusterKeys, string>> = {
  identity: "validator-keypair.json",
  voteAccount: "vote-account-keypair.json",
  stakeAccount: "stake-account-keypair.json",
  faucet: "faucet-keypair.json",
};
const LOG_FILE = "validator.log";
/** Beside what solana-test-validator may have left, which is not looked at. */
const DATABASE_FOLDER = "callgate";

/**
 * Opens a ledger folder, or makes one: the keypairs that are there are used, others made. Throws what `LmdbLedger` throws,
 * `invalid-keypair-file`, and `missing-keypair-file` for a ledger that has lost one.
 *
 * DIVERGES: `reset` deletes the keypairs and the ledger, and nothing else that may be in the folder.
 */
export function openLedgerFolder(path: string, options: LmdbLedgerOptions = {}): LedgerFolder {
  // First, as whoever has the database open has the folder.
  const ledger = new LmdbLedger(join(path, DATABASE_FOLDER), options);
  try {
    const keypairs = guarded(`opening the ledger ${path}`, () => {
      if (options.reset) for (const name of Object.values(KEYPAIR_FILES)) rmSync(join(path, name), { force: true });
      return openKeypairs(path, ledger.checkpoint === undefined);
    });
    return { path, keypairs, ledger, logPath: join(path, LOG_FILE), close: () => ledger.close() };
  } catch (error) {
    void ledger.close();
    throw error;
  }
}

function openKeypairs(path: string, isNew: boolean): ClusterKeys {
  const entries = Object.entries(KEYPAIR_FILES).map(([name, file]) => [name, openKeypair(join(path, file), isNew)]);
  return Object.fromEntries(entries) as Record<keyof ClusterKeys, Keypair>;
}

function openKeypair(path: string, isNew: boolean): Keypair {
  const found = readKeypairFile(path);
  if (found !== undefined) return found;
  if (!isNew)
    throw new CallgateError("missing-keypair-file", `${path} is missing: the ledger was made with it`, { path });
  const keypair = generateKeypair();
  writeKeypairFile(path, keypair);
  return keypair;
}
