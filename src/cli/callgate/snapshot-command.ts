import { existsSync } from "node:fs";
import { Command } from "commander";
import { openLedgerFolder } from "../../server/ledger-folder/ledger-folder.js";
import { exportSnapshot } from "../../server/snapshot-file.js";
import { CommandError } from "./failure.js";

/** `callgate snapshot`: the state of a ledger that nobody has open, as a file that another can begin with. */
export function snapshotCommand(): Command {
  return new Command("snapshot")
    .description("Writes all accounts of a ledger, and the slot they are of, to a file for --from-snapshot.")
    .argument("<file>", "where to write it")
    .option("-l, --ledger <dir>", "the ledger, which no validator may have open", "test-ledger")
    .action(writeSnapshot);
}

async function writeSnapshot(path: string, { ledger: folderPath }: { readonly ledger: string }): Promise<void> {
  if (!existsSync(folderPath)) throw new CommandError(`there is no ledger ${folderPath}`);
  const folder = openLedgerFolder(folderPath);
  try {
    exportSnapshot(folder.ledger, path);
    console.log(`${path} has the accounts at slot ${folder.ledger.checkpoint?.slot}`);
  } finally {
    await folder.close();
  }
}
