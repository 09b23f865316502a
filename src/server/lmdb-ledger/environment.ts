import { mkdirSync } from "node:fs";
import { open, type RootDatabase, TransactionFlags } from "lmdb";
import { checkDataFile } from "./data-file.js";
import { guarded, ledgerFailure } from "./failures.js";
import { FolderLock } from "./folder-lock.js";
import type { BinaryDatabase } from "./key-set.js";

/** Opens one of the databases of an environment; makes it if it is not there. */
export type OpenDatabase = (name: string) => BinaryDatabase;

const BINARY = { encoding: "binary", keyEncoding: "binary" } as const;
/** Can be undone, and is committed when the call returns. */
const ABORTABLE_SYNCHRONOUS = TransactionFlags.ABORTABLE | TransactionFlags.SYNCHRONOUS_COMMIT;

/** LMDB in a folder that is ours alone. */
export class Environment {
  readonly #lock: FolderLock;
  readonly #root: RootDatabase<Uint8Array, Uint8Array>;

  /** Throws `ledger-in-use`, `ledger-corrupt`, `ledger-full`, `ledger-unavailable`. */
  constructor(readonly folder: string) {
    const opening = `opening the ledger ${folder}`;
    this.#lock = guarded(opening, () => {
      mkdirSync(folder, { recursive: true });
      return new FolderLock(folder);
    });
    try {
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

  /** Runs changes, all or nothing: what it throws undoes them. @param doing for messages */
  transaction<T>(doing: string, action: () => T): T {
    return guarded(doing, () => this.#root.transactionSync(action, ABORTABLE_SYNCHRONOUS));
  }

  async close(): Promise<void> {
    await this.#root.close();
    this.#lock.release();
  }
}
