import { createRequire } from "node:module";

/** The classes behind litesvm's, which take bytes: real Agave. */
export const { LiteSvm, Account, ComputeBudget, FailedTransactionMetadata, FeatureSet } = createRequire(
  import.meta.url,
)("../../node_modules/litesvm/dist/internal.js");

/** One with every feature gate open and more compute units than anything here needs. */
export const svm = new LiteSvm();
svm.setSysvars();
svm.setFeatureSet(FeatureSet.allEnabled());
svm.setBuiltins();
svm.setPrecompiles();
svm.setSigverify(false);
svm.setBlockhashCheck(false);
svm.setTransactionHistory(0n);
const budget = new ComputeBudget();
budget.computeUnitLimit = 10n ** 12n;
svm.setComputeBudget(budget);

const payer = new Uint8Array(32).fill(1);
svm.setAccount(payer, new Account(10n ** 15n, new Uint8Array(0), new Uint8Array(32), false, 0n));

let nonce = 0;

/** What litesvm answers to a transaction of one instruction without accounts. */
export function runInstruction(programId: Uint8Array, data: Uint8Array) {
  const blockhash = new Uint8Array(32);
  new DataView(blockhash.buffer).setUint32(0, nonce++);
  const message = [1, 0, 1, 2, ...payer, ...programId, ...blockhash, 1, 1, 0, ...shortVecLength(data.length), ...data];
  return svm.sendLegacyTransaction(Uint8Array.from([1, ...new Uint8Array(64), ...message]));
}

function shortVecLength(length: number): number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...shortVecLength(length >> 7)];
}

/** How a precompile ended: "ok" or the number of its PrecompileError. */
export function runPrecompile(programId: Uint8Array, data: Uint8Array): "ok" | number {
  const result = runInstruction(programId, data);
  return result instanceof FailedTransactionMetadata ? result.err().err().code : "ok";
}
