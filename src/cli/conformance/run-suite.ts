import type { Suite, SuiteOptions, Verdict } from "./suite.js";

/** The result of one file. */
export interface SuiteReport {
  readonly name: string;
  readonly passed: number;
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
  /** How many lines were skipped, by reason. */
  readonly skips: ReadonlyMap<string, number>;
}

/** Runs every line of a file. `onProgress` hears how many lines are done. */
export function runSuite(
  name: string,
  suite: Suite,
  lines: Iterable<unknown>,
  options: SuiteOptions,
  onProgress: (done: number) => void = () => {},
): SuiteReport {
  const failures: { name: string; reason: string }[] = [];
  const skips = new Map<string, number>();
  let passed = 0;
  let done = 0;
  for (const line of lines) {
    const verdict = judge(suite, line, options);
    if (verdict.status === "passed") passed++;
    else if (verdict.status === "failed") failures.push({ name: nameOf(line, done), reason: verdict.reason });
    else skips.set(verdict.reason, (skips.get(verdict.reason) ?? 0) + 1);
    done++;
    onProgress(done);
  }
  return { name, passed, failures, skips };
}

function judge(suite: Suite, line: unknown, options: SuiteOptions): Verdict {
  try {
    return suite.run(line, options);
  } catch (error) {
    return { status: "failed", reason: `threw ${error instanceof Error ? (error.stack ?? error.message) : error}` };
  }
}

function nameOf(line: unknown, index: number): string {
  const name = typeof line === "object" && line !== null && "name" in line ? line.name : undefined;
  return typeof name === "string" ? name : `line ${index + 1}`;
}
