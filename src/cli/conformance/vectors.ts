import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const NEWLINE = 10;

/** The parsed lines of a `.jsonl` or `.jsonl.gz` file. */
export function* readLines(path: string): Generator<unknown> {
  const raw = readFileSync(path);
  const bytes = path.endsWith(".gz") ? gunzipSync(raw) : raw;
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    if (end > start) yield JSON.parse(bytes.toString("utf8", start, end));
    start = end + 1;
  }
}
