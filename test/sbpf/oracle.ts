import { createRequire } from "node:module";

// The classes behind litesvm's, which take bytes: real Agave under mainnet's features.
const { LiteSvm, Account, FailedTransactionMetadata } = createRequire(import.meta.url)(
  "../../node_modules/litesvm/dist/internal.js",
);

const svm = new LiteSvm();
svm.setSigverify(false);
svm.setBlockhashCheck(false);
svm.setTransactionHistory(0n);
const payer = new Uint8Array(32).fill(1);
svm.setAccount(payer, new Account(10n ** 15n, new Uint8Array(0), new Uint8Array(32), false, 0n));

/** What came of one run of a program on Agave. */
export interface OracleRun {
  /** The log line's text after `failed: `; null if the program succeeded. */
  readonly failure: string | null;
  /** Compute units, as the log says. */
  readonly consumed: number;
  readonly returnData: Uint8Array;
}

let runs = 0;

/** Deploys an ELF file and invokes it once, with neither accounts nor data and 200,000 units. */
export function runOnOracle(elf: Uint8Array): OracleRun {
  const programId = new Uint8Array(32).fill(9);
  const blockhash = new Uint8Array(32);
  new DataView(programId.buffer).setUint32(4, runs);
  new DataView(blockhash.buffer).setUint32(0, runs++);
  svm.addProgram(programId, elf);
  const message = [1, 0, 1, 2, ...payer, ...programId, ...blockhash, 1, 1, 0, 0];
  const result = svm.sendLegacyTransaction(Uint8Array.from([1, ...new Uint8Array(64), ...message]));
  const meta = result instanceof FailedTransactionMetadata ? result.meta() : result;
  const logs: string[] = meta.logs();
  const consumed = logs.map((line) => /consumed (\d+) of/.exec(line)?.[1]).find((units) => units !== undefined);
  const failure = logs.map((line) => /failed: (.*)$/.exec(line)?.[1]).find((text) => text !== undefined);
  return {
    failure: failure ?? null,
    consumed: Number(consumed),
    returnData: Uint8Array.from(meta.returnData().data()),
  };
}
