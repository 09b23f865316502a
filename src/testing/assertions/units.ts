import { groupDigits } from "../../trace/print/text.js";
import { check } from "../checks.js";
import type { Outcome } from "../subjects/outcome.js";
import { succeeds } from "./succeeds.js";
import { readUnits, writeUnits } from "./units-table.js";
import { told, type Verdict } from "./verdict.js";

export interface UnitsOptions {
  /** The JSON file of the table. Default `compute-units.json` in the test file's folder. */
  readonly table?: string;
  /** The share above the table's that still passes, as 0.05. Default 0: a transaction takes the same units each time. */
  readonly tolerance?: number;
}

/** Set to write what transactions take into their tables. */
const UPDATE = "CALLGATE_UPDATE_UNITS";

/**
 * Whether a transaction succeeds and takes no more compute units than the table has for `name`. Prints the change, if there
 * is one. With CALLGATE_UPDATE_UNITS=1 the table gets what it takes. Throws `invalid-units-table`, `invalid-argument`.
 */
export function staysWithinUnits(
  outcome: Outcome,
  name: string | undefined,
  table: string | undefined,
  tolerance = 0,
): Verdict {
  check(typeof name === "string", "a name for the compute units", name);
  check(typeof table === "string", "the path of a table of compute units", table);
  check(tolerance >= 0, "a tolerance from 0 on", tolerance);
  const success = succeeds(outcome);
  if (!success.pass) return success;
  const known = readUnits(table);
  const before = Object.hasOwn(known, name) ? known[name] : undefined;
  return isUpdating() ? update(outcome, { name, table, before }) : compare(outcome, { name, table, before }, tolerance);
}

interface Entry {
  readonly name: string;
  readonly table: string;
  /** As the table has it. */
  readonly before: number | undefined;
}

function update({ unitsConsumed }: Outcome, { name, table, before }: Entry): Verdict {
  if (before !== unitsConsumed) writeUnits(table, name, unitsConsumed);
  print(name, before, unitsConsumed);
  return { pass: true, message: () => `${name} was written to ${table}` };
}

function compare(outcome: Outcome, { name, table, before }: Entry, tolerance: number): Verdict {
  if (before === undefined) {
    const message = `${table} has no units for ${name}: run once with ${UPDATE}=1, and commit it`;
    return { pass: false, message: () => message };
  }
  const { unitsConsumed } = outcome;
  const pass = unitsConsumed <= before * (1 + tolerance);
  if (pass) print(name, before, unitsConsumed);
  const change = changeText(name, before, unitsConsumed);
  const sentence = pass
    ? `expected more compute units than ${table} has: ${change}`
    : `expected at most the compute units of ${table}: ${change}; if that is meant, run with ${UPDATE}=1`;
  return { pass, message: () => told(sentence, outcome) };
}

function isUpdating(): boolean {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  return !["", "0", undefined].includes(process?.env?.[UPDATE]);
}

function print(name: string, before: number | undefined, after: number): void {
  if (before !== after) console.log(changeText(name, before, after));
}

/** "deposit: 1,200 → 1,100 compute units (-100, -8.3 %)". */
function changeText(name: string, before: number | undefined, after: number): string {
  if (before === undefined) return `${name}: ${groupDigits(after)} compute units (new)`;
  const change = after - before;
  const sign = change > 0 ? "+" : "";
  const percent = before === 0 ? "" : `, ${sign}${((100 * change) / before).toFixed(1)} %`;
  const size = change < 0 ? `-${groupDigits(-change)}` : `${sign}${groupDigits(change)}`;
  return `${name}: ${groupDigits(before)} → ${groupDigits(after)} compute units (${size}${percent})`;
}
