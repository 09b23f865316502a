// LiteSVM, format_logs.rs.

const PROGRAM_LOG = "Program log:";
/** The first that a line begins with counts. */
const SOURCES = [PROGRAM_LOG, "Program", "process_instruction:", "solana_runtime:", ""];

const RED = "1;38;5;9";
const GREEN = "32";
const BOLD_GRAY = "1;38;5;243";
const GRAY = "38;5;239";

/** Log lines in colour for a terminal, each with a newline; empty ones are left out. */
export function prettyLogs(logs: readonly string[]): string {
  return logs.map((line) => (line === "" ? "" : `${prettyLine(line)}\n`)).join("");
}

function prettyLine(line: string): string {
  const source = SOURCES.find((source) => line.startsWith(source))!;
  const rest = source === "" ? line : line.slice(source.length).replace(/^\p{White_Space}+/u, "");
  const text = source === "" || source === PROGRAM_LOG ? rest : `${source} ${rest}`;
  return `\u001b[${colourOf(source, rest.toLowerCase())}m${text}\u001b[0m`;
}

function colourOf(source: string, text: string): string {
  if (/(error|err|failure|failed|fail)(: | )/.test(text)) return RED;
  if (text.includes("signer privilege escalated")) return BOLD_GRAY;
  return source === PROGRAM_LOG ? GREEN : GRAY;
}
