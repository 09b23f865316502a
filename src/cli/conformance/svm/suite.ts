import type { Engine } from "../../../sbpf/engine.js";
import { COMPAT, type Compat } from "../../../svm/compat.js";
import { Comparison, type Suite, skipped, type Verdict } from "../suite.js";
import { bankOf } from "./environment.js";
import type { SvmLine } from "./line.js";
import { compareTransaction, readTransaction } from "./observe.js";

/** Whole transactions, and instructions each wrapped in one. */
export const svmSuite: Suite = {
  matches: (fileName) => /^(instr|txn)-/.test(fileName),
  runsPrograms: true,
  run: (line, { engine }) => runLine(line as SvmLine, engine),
};

/**
 * The lines were recorded on LiteSVM, and Agave is what counts. A line that Agave's rules miss but LiteSVM's meet is
 * skipped for the rules in which the two differ; any other miss is a failure.
 */
function runLine(line: SvmLine, engine: Engine): Verdict {
  const agave = rulesFor(line);
  const verdict = runWith(line, engine, agave);
  if (verdict.status !== "failed" || runWith(line, engine, COMPAT.litesvm).status !== "passed") return verdict;
  return skipped(`Agave differs from LiteSVM: ${reasonsOf(line, engine, agave).join("; ")}`);
}

/** A transaction that only wraps an instruction may be of any size. */
function rulesFor({ transactions }: SvmLine): Compat {
  const wrapsInstructions = transactions.every((transaction) => !("wire" in transaction));
  return wrapsInstructions ? { ...COMPAT.agave, limitsForm: false } : COMPAT.agave;
}

function runWith(line: SvmLine, engine: Engine, compat: Compat): Verdict {
  const transactions = line.transactions.map(readTransaction);
  const bank = bankOf(line, engine, compat, transactions[0].message.recentBlockhash);
  const comparison = new Comparison();
  transactions.forEach((transaction, i) => {
    compareTransaction(bank, transaction, line.expected[i], comparison);
  });
  return comparison.verdict;
}

/** What each switch stands for in the table of LiteSVM's differences from Agave. */
const REASONS: Partial<Record<keyof Compat, string>> = {
  limitsForm: "no limits of size, instructions and accounts per instruction",
  decodesBudgetWithForm: "the compute budget is read after the locks",
  chargesLoadFailures: "load failures take no fee",
  ignoresExecutableFlag: "missing programs and missing executable flags are InvalidProgramForExecution",
  countsProgramData: "programdata does not count in the loaded size",
  advancesNonceOnFailure: "a failed nonce transaction leaves the nonce",
  comparesLamportSums: "lamport sums are not compared",
  storesOnlyTouchedAccounts: "untouched writable accounts are stored too, with their rent epoch updated",
  advancesNonceToLatestBlockhash: "nonces advance to the message's blockhash",
  delaysVisibility: "a program runs in the slot that it was deployed in",
  checksProgramdata: "programdata of any owner and content count, as they were when the program's account was set",
};

/** The switches of which LiteSVM's answer needs every one. */
function reasonsOf(line: SvmLine, engine: Engine, agave: Compat): readonly string[] {
  let compat = COMPAT.litesvm;
  const reasons: string[] = [];
  for (const [name, reason] of Object.entries(REASONS)) {
    const without = { ...compat, [name]: agave[name as keyof Compat] };
    if (runWith(line, engine, without).status === "passed") compat = without;
    else reasons.push(reason);
  }
  return reasons;
}
