// What a ledger has to hold after its process died.
import { isDeepStrictEqual } from "node:util";
import { differingAccounts } from "../../dist/cluster/differing-accounts.js";
import { replayBlocks } from "../../dist/cluster/replay.js";
import { openLedgerFolder } from "../../dist/server/ledger-folder/ledger-folder.js";
import { addressFromPubkey } from "../../dist/solana/pubkey.js";
import { rpcCaller } from "./rpc-caller.mjs";

const STATUSES_PER_CALL = 256;
const LAST_SLOT = 0xffff_ffff_ffff_ffffn;

/** Asks a cluster that was started again for what clients were told. @returns what is wrong */
export async function checkReports({ rpcUrl }, reports) {
  const rpc = rpcCaller(rpcUrl);
  const problems = [];
  const slot = await rpc.call("getSlot", { commitment: "finalized" });
  const latest = reports.reduce((most, report) => Math.max(most, report.slot), 0);
  if (slot < latest) problems.push(`the cluster goes on after slot ${slot}, though slot ${latest} was confirmed`);
  for (let i = 0; i < reports.length; i += STATUSES_PER_CALL) {
    const asked = reports.slice(i, i + STATUSES_PER_CALL);
    const texts = asked.map(({ text }) => text);
    const { value } = await rpc.call("getSignatureStatuses", texts, { searchTransactionHistory: true });
    problems.push(...asked.flatMap((report, j) => differences(report, value[j])));
  }
  rpc.close();
  return problems;
}

/** Reads a ledger that nobody has open: what clients were told, and whether its blocks lead to its accounts. */
export async function checkLedger(path, reports) {
  const { ledger, keypairs, close } = openLedgerFolder(path, { maxTransactions: Number.POSITIVE_INFINITY });
  try {
    const problems = reports.flatMap((report) => {
      const found = ledger.transaction(report.signature);
      return differences(report, found && { slot: Number(found.slot), err: found.meta.err });
    });
    const { cluster, blockCount, difference } = replayBlocks(keypairs, blocksOf(ledger));
    if (difference !== undefined) {
      problems.push(`replaying slot ${difference.slot} comes out otherwise: ${difference.what}`);
    } else {
      const differing = differingAccounts(ledger.accounts(), cluster.view("processed").accounts());
      problems.push(...differing.map((key) => `account ${addressFromPubkey(key)} is not as its blocks leave it`));
    }
    return { problems, blockCount };
  } finally {
    await close();
  }
}

function* blocksOf(ledger) {
  for (const slot of ledger.slots(0n, LAST_SLOT, Number.POSITIVE_INFINITY)) yield ledger.block(slot);
}

/** A notification has the slot that was confirmed when it came, which may be a later one. */
function differences({ text, slot, err, isExact }, found) {
  if (!found) return [`${text} of slot ${slot} is lost`];
  const isSlotRight = isExact ? found.slot === slot : found.slot <= slot;
  if (isSlotRight && isDeepStrictEqual(found.err, err)) return [];
  const said = JSON.stringify({ slot, err });
  return [`${text} was reported as ${said}, and is ${JSON.stringify({ slot: found.slot, err: found.err })}`];
}
