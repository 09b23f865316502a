import { readFileSync } from "node:fs";
import { type RecordedCases, replay } from "../../src/cli/diff/recorded-cases.js";
import { Subject } from "../../src/cli/diff/subject.js";

/**
 * Where Callgate's outcome of recorded transactions is not LiteSVM's. The files in cases/ were written by
 * `npm run diff -- … --record FILE`: accounts, wire bytes, and what LiteSVM made of them.
 */
export function differencesIn(name: string): string[] {
  const text = readFileSync(new URL(`cases/${name}.json`, import.meta.url), "utf8");
  const recorded = JSON.parse(text) as RecordedCases;
  return replay(recorded, new Subject(recorded));
}
