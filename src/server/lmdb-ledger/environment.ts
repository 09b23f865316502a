import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { open, type RootDatabase, TransactionFlags } from "lmdb";
import { BytePool } from "../../base/byte-pool.js";
import { checkDataFile, DATA_FILE } from "./data-file.js";
import { guarded, ledgerFailure } from "./failures.js";
import { FolderLock } from "./folder-lock.js";
import type { BinaryDatabase } from "./key-set.js";

const DATABASES = [
  "format",
  "state",
  "accounts",
  "account-index",
  "blocks",
  "transactions",
  "traces",
  "signatures",
  "addresses",
] as const;

/** Opens one of the databases of an environment; makes it if it is not there. */
export type OpenDatabase = (name: (typeof DATABASES)[number]) => BinaryDatabase;

/** Short records are cut from larger arrays; most are accounts, which stay. */
const RECORDS = new BytePool(4096, 512);

/** Records are bytes as they are: copied when they are read, for lmdb reads into one and the same Buffer. */
const encoder = {
  encode: (record: Uint8Array) => record,
  // The length is a property of that Buffer which lmdb sets.
  decode: ({ buffer, byteOffset, length }: Buffer) => RECORDS.copy(new Uint8Array(buffer, byteOffset, length)),
};

const BINARY = { encoding: "binary", keyEncoding: "binary", encoder } as const;
/** Can be undone, and is committed when the call returns. */
const ABORTABLE_SYNCHRONOUS = TransactionFlags.ABORTABLE | TransactionFlags.SYNCHRONOUS_COMMIT;

/** LMDB in a folder that is ours alone. */
export class Environment {
  readonly #lock: FolderLock;
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;

  /**
   * Throws `ledger-in-use`, `ledger-corrupt`, `ledger-full`, `ledger-unavailable`.
   * @param reset whether what is there is deleted, whatever it is
   */
  constructor(
    readonly folder: string,
    reset: boolean,
  ) {
    const opening = `opening the ledger ${folder}`;
    this.#lock = guarded(opening, () => {
      mkdirSync(folder, { recursive: true });
      return new FolderLock(folder);
    });
    try {
      if (reset) for (const name of [DATA_FILE, "lock.mdb"]) rmSync(join(folder, name), { force: true });
      checkDataFile(folder);
      // The page cache outlives the process; see RATIONALE.md, "What a ledger outlives".
      this.#root = open({ path: folder, noSync: true, overlappingSync: false, noSubdir: false, ...BINARY });
    } catch (thrown) {
      this.#lock.release();
      throw ledgerFailure(opening, thrown);
    }
  }

  readonly openDatabase: OpenDatabase = (name) => {
    return guarded(`opening the ledger ${this.folder}`, () => this.#root.openDB({ name, ...BINARY }));
  };

  /** Whether there are databases that no ledger has. */
  get isForeign(): boolean {
    // As lmdb writes them.
    const names = DATABASES.map((name) => `${name}\0`);
    const found = guarded(`opening the ledger ${this.folder}`, () => [...this.#root.getKeys()]);
    return found.some((name) => !names.includes(Buffer.from(name).toString()));
  }

  /** Runs changes, all or nothing: what it throws undoes them. @param doing for messages */
  transaction<T>(doing: string, action: () => T): T {
    return guarded(doing, () => this.#root.transactionSync(action, ABORTABLE_SYNCHRONOUS));
  }

  /** From then on what it holds outlives the machine's end, too. */
  async close(): Promise<void> {
    await this.#root.close();
    flush(join(this.folder, DATA_FILE));
    this.#lock.release();
  }
}

function flush(path: string): void {
  // Somebody may have deleted the folder.
  if (!existsSync(path)) return;
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
