import type { SuiteReport } from "./run-suite.js";

const COLUMNS = ["suite", "passed", "failed", "skipped"] as const;

/** The table of all suites, then the reasons of skips and the first failures of each. */
export function renderReports(reports: readonly SuiteReport[], failuresShown: number): string {
  const details = reports.flatMap((report) => renderDetails(report, failuresShown));
  return [...renderTable(reports), ...details].join("\n");
}

function renderTable(reports: readonly SuiteReport[]): string[] {
  const rows = reports.map(({ name, passed, failures, skips }) => [name, passed, failures.length, sum(skips)]);
  const cells = [[...COLUMNS], ...rows].map((row) => row.map(String));
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  "),
  );
}

function renderDetails({ name, failures, skips }: SuiteReport, failuresShown: number): string[] {
  const lines = [...skips].map(([reason, count]) => `  skipped ${count}: ${reason}`);
  lines.push(...failures.slice(0, failuresShown).map((failure) => `  failed ${failure.name}: ${failure.reason}`));
  const hidden = failures.length - failuresShown;
  if (hidden > 0) lines.push(`  and ${hidden} more failures`);
  return lines.length === 0 ? [] : ["", name, ...lines];
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
