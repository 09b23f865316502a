import type { Engine } from "../../sbpf/engine.js";

/** What came of one line. A skip says why. */
export type Verdict =
  | { readonly status: "passed" }
  | { readonly status: "failed"; readonly reason: string }
  | { readonly status: "skipped"; readonly reason: string };

/** What the command line gave besides the folder of vectors. */
export interface SuiteOptions {
  /** What runs programs. */
  readonly engine: Engine;
  /** Folder of the ELF files that some lines name; null if none was given. */
  readonly elfFolder: string | null;
}

/** A kind of vector file: which files are of it and how one of their lines is run. */
export interface Suite {
  matches(fileName: string): boolean;
  /** Whether its lines run programs, and so are to be run by every engine. */
  readonly runsPrograms: boolean;
  /** `line` is one parsed JSON line. A throw counts as a failure. */
  run(line: unknown, options: SuiteOptions): Verdict;
}

export const PASSED: Verdict = { status: "passed" };

export function failed(reason: string): Verdict {
  return { status: "failed", reason };
}

export function skipped(reason: string): Verdict {
  return { status: "skipped", reason };
}

/** Passed if nothing differs; otherwise every difference is the reason. */
function verdictOf(differences: readonly string[]): Verdict {
  return differences.length === 0 ? PASSED : failed(differences.join("; "));
}

/** Collects where `actual` is not `expected`; both are compared by their JSON. */
export class Comparison {
  readonly differences: string[] = [];

  expect(what: string, expected: unknown, actual: unknown): void {
    const [wanted, got] = [JSON.stringify(expected), JSON.stringify(actual)];
    if (wanted !== got) this.differences.push(`${what}: expected ${wanted}, got ${got}`);
  }

  get verdict(): Verdict {
    return verdictOf(this.differences);
  }
}
