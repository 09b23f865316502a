// What a cluster gives its ledger.

import { base58Decode } from "../../dist/base/base58.js";
import { Cluster } from "../../dist/cluster/cluster.js";
import { MemoryLedger } from "../../dist/cluster/memory-ledger.js";
import { compileMessage } from "../../dist/solana/message/compile.js";
import { SYSTEM_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { makeTransaction } from "../../dist/solana/transaction.js";

class RecordingLedger extends MemoryLedger {
  steps = [];

  append(block, changes, checkpoint) {
    this.steps.push({ block, changes: [...changes], checkpoint });
    super.append(block, changes, checkpoint);
  }
}

/** The calls of `append` for blocks of transfers between accounts of their own. */
export function recordTransfers({ blocks, transfers, trace }) {
  const ledger = new RecordingLedger();
  const cluster = new Cluster({ ledger, trace });
  const payers = Array.from({ length: transfers }, randomKey);
  const account = { lamports: 10n ** 12n, data: new Uint8Array(0), owner: SYSTEM_PROGRAM_ID };
  cluster.setAccounts(payers.map((key) => [key, { ...account, executable: false, rentEpoch: 2n ** 64n - 1n }]));
  for (let i = 0; i < blocks; i++) {
    const blockhash = base58Decode(cluster.svm.latestBlockhash());
    for (const payer of payers) send(cluster, payer, blockhash);
    cluster.completeSlot();
  }
  return ledger.steps;
}

function send(cluster, payer, blockhash) {
  const data = new Uint8Array(12);
  new DataView(data.buffer).setUint32(0, 2, true);
  new DataView(data.buffer).setBigUint64(4, 1_000_000n, true);
  const accounts = [
    { pubkey: payer, isSigner: true, isWritable: true },
    { pubkey: randomKey(), isSigner: false, isWritable: true },
  ];
  const message = compileMessage({
    feePayer: payer,
    instructions: [{ programId: SYSTEM_PROGRAM_ID, accounts, data }],
    blockhash,
  });
  const signature = crypto.getRandomValues(new Uint8Array(64));
  const { outcome } = cluster.send(makeTransaction(message, [signature]), { signatureVerification: false });
  if (outcome !== "executed") throw new Error(outcome);
}

function randomKey() {
  return crypto.getRandomValues(new Uint8Array(32));
}
