import { Command, Option } from "commander";
import { traceToJson } from "../../trace/json/json.js";
import type { Frame, Trace } from "../../trace/model.js";
import type { AuthorityScope } from "../../trace/print/authority.js";
import { printTraceSvg, type TraceSection, traceLines } from "../../trace/print/print-trace.js";
import type { Style } from "../../trace/print/style.js";
import { wrap } from "../../trace/print/text.js";
import { legend } from "../../trace/print/tree.js";
import { collapsedStacks } from "../../trace/print/units/collapsed-stacks.js";
import { flameGraphSvg } from "../../trace/print/units/flame-graph.js";
import { styleFor } from "../terminal-style.js";
import { CLUSTER_NAMES, clusterUrl } from "./cluster-url.js";
import { readTraceInput, type TraceInput } from "./trace-input.js";

interface TraceFlags {
  readonly url: string;
  readonly idl?: readonly string[];
  readonly json?: true;
  readonly tree?: true;
  readonly logs?: true;
  readonly svg?: true;
  readonly units?: true;
  readonly collapsed?: true;
  readonly authority: AuthorityScope;
}

/** `callgate trace`: what a transaction did, call by call. */
export function traceCommand(): Command {
  return new Command("trace")
    .description("Runs a transaction and shows what called what, which rights crossed each call, and what changed.")
    .argument("<input>", "a file with a transaction in base64, a scenario or a trace; or a signature on the cluster")
    .option("--url <url>", `the cluster of a signature: a URL, or ${CLUSTER_NAMES.join(", ")}`, "localhost")
    .option("--idl <file>", "an IDL of Anchor or Codama; may be given again", collect)
    .addOption(new Option("--authority <which>", "rights to show").choices(["changes", "all"]).default("changes"))
    .addOption(new Option("--json", "the trace as JSON").conflicts(["tree", "logs", "svg", "units"]))
    .addOption(new Option("--tree", "only the call tree").conflicts(["logs", "units"]))
    .addOption(
      new Option("--svg", "a picture for a document: tree and rights, or with --units a flame graph").conflicts([
        "tree",
        "logs",
      ]),
    )
    .addOption(new Option("--units", "only where compute units went, down to functions").conflicts("logs"))
    .addOption(
      new Option("--collapsed", "the same as collapsed stacks, for tools that draw flame graphs")
        .conflicts("svg")
        .implies({ units: true }),
    )
    .option("--logs", "only the log, whole, frame by frame")
    .action(show);
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

async function show(input: string, flags: TraceFlags): Promise<void> {
  const read = await readTraceInput(input, { url: clusterUrl(flags.url), idl: flags.idl ?? [] });
  const { trace, explanation, names } = read;
  for (const note of read.notes) console.error(withNames(note, names));
  if (flags.json) return console.log(traceToJson(trace));
  if (flags.logs) return console.log(logLines(trace).join("\n"));
  if (flags.collapsed) return console.log(collapsedStacks(trace, { names }).trimEnd());
  if (flags.svg && flags.units) return console.log(flameGraphSvg(trace, { names }));
  if (flags.svg) {
    return console.log(printTraceSvg(trace, { names, authority: flags.authority, sections: ["tree", "authority"] }));
  }
  const style = styleFor(process.stdout, process.env);
  if (flags.units) return console.log(traceLines(trace, style, { names, sections: ["units"] }).join("\n"));
  const sections: { sections?: readonly TraceSection[] } = flags.tree ? { sections: ["tree"] } : {};
  const lines = traceLines(trace, style, { names, authority: flags.authority, ...sections });
  const why =
    explanation === null || flags.tree ? [] : [style.dim("why"), ...explanationLines(explanation, names, style), ""];
  console.log([...lines, ...why, ...(trace.frames.length > 0 ? [legend(style)] : [])].join("\n"));
}

function withNames(text: string, names: TraceInput["names"]): string {
  return Object.entries(names).reduce((named, [address, name]) => named.replaceAll(address, name), text);
}

/** Its lines in the width of the terminal, with names in the place of addresses. */
function explanationLines(explanation: string, names: TraceInput["names"], { width }: Style): string[] {
  return withNames(explanation, names)
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const indent = `  ${/^ */.exec(line)![0]}`;
      return wrap(line.trimStart(), width - indent.length).map((part) => `${indent}${part}`.trimEnd());
    });
}

/** Every line of the log at its frame's depth, in the order in which they were logged. */
function logLines({ frames }: Trace): string[] {
  return frames.flatMap(frameLogs);
}

function frameLogs({ logs, calls, stackHeight }: Frame): string[] {
  const after = (ended: number) => logs.filter(({ callsBefore }) => callsBefore === ended).map(({ text }) => text);
  const indented = (ended: number) => after(ended).map((text) => `${"  ".repeat(stackHeight - 1)}${text}`);
  return [...indented(0), ...calls.flatMap((call, i) => [...frameLogs(call), ...indented(i + 1)])];
}
