import { type TransactionError, transactionErrorText } from "../../solana/errors.js";
import type { Trace } from "../model.js";
import { type AuthorityScope, authorityLines } from "./authority.js";
import { changeLines } from "./changes.js";
import { Labels } from "./labels.js";
import { makeStyle, type Style } from "./style.js";
import { type SvgTheme, svgOfLines } from "./svg.js";
import { groupDigits, truncate, wrap } from "./text.js";
import { treeLines } from "./tree.js";
import { unitLines } from "./units/unit-lines.js";

/** A part of what is printed of a trace. */
export type TraceSection = "tree" | "authority" | "changes" | "units";

/** How a trace is printed. */
export interface PrintTraceOptions {
  /** Columns. Default 100, at least 40. */
  readonly width?: number;
  /** ANSI colours. Default false. */
  readonly colour?: boolean;
  /** What the transaction is called. Default its signature. */
  readonly title?: string;
  /** What addresses are called. */
  readonly names?: Readonly<Record<string, string>>;
  /** Default tree, authority and changes. */
  readonly sections?: readonly TraceSection[];
  /** Which rights the ledger shows. Default "changes". */
  readonly authority?: AuthorityScope;
}

const DEFAULT_WIDTH = 100;
const SECTIONS: readonly TraceSection[] = ["tree", "authority", "changes"];

/** A trace for people: the call tree, what became of rights, and what changed; in lines of at most `width` columns. */
export function printTrace(trace: Trace, options: PrintTraceOptions = {}): string {
  const { width = DEFAULT_WIDTH, colour = false } = options;
  return traceLines(trace, makeStyle(width, colour), options).join("\n");
}

/** The same as an SVG, for documents. */
export function printTraceSvg(trace: Trace, options: PrintTraceOptions & { readonly theme?: SvgTheme } = {}): string {
  const { width = DEFAULT_WIDTH, theme = "auto" } = options;
  const style = makeStyle(width, true);
  const lines = traceLines(trace, style, options);
  return svgOfLines(titleOf(trace, options.title), lines.slice(0, -1), style.width, theme);
}

/** @internal The same in a style. */
export function traceLines(trace: Trace, style: Style, options: PrintTraceOptions = {}): string[] {
  const { names = {}, sections = SECTIONS, authority = "changes" } = options;
  const labels = new Labels(trace, names);
  const parts: Readonly<Record<TraceSection, () => string[]>> = {
    tree: () => treeLines(trace, labels, style),
    authority: () => headed("authority", authorityLines(trace, labels, style, authority), style),
    changes: () => headed("changes", changeLines(trace, labels, style), style),
    units: () => unitLines(trace, labels, style),
  };
  const printed = sections.map((section) => parts[section]()).filter((lines) => lines.length > 0);
  return [...titleLines(trace, style, options.title), ...printed.flatMap((lines) => ["", ...lines]), ""];
}

function headed(title: string, lines: readonly string[], style: Style): string[] {
  const trimmed = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
  return trimmed.length === 0 ? [] : [style.dim(title), ...trimmed];
}

function titleOf({ signature }: Trace, given: string | undefined): string {
  return given ?? signature ?? "unsigned transaction";
}

const VERDICTS = { executed: "✘ failed", feesOnly: "✘ fee only", dropped: "✘ dropped" } as const;

function titleLines(trace: Trace, style: Style, given: string | undefined): string[] {
  const isOk = trace.error === null;
  const verdict = isOk ? "✔ success" : VERDICTS[trace.outcome];
  const title = truncate(titleOf(trace, given), style.width - verdict.length - 4);
  const rule = "─".repeat(Math.max(style.width - [...title].length - verdict.length - 2, 1));
  const units = `${groupDigits(trace.unitsConsumed)} of ${groupDigits(trace.limits.computeUnits)} compute units`;
  const cost = `${units}, fee ${groupDigits(BigInt(trace.feeLamports))} lamports`;
  return [
    `${style.title(title)} ${style.dim(rule)} ${(isOk ? style.success : style.failure)(verdict)}`,
    ...wrap(cost, style.width).map(style.dim),
    ...(isOk ? [] : wrap(transactionErrorText(trace.error as TransactionError), style.width).map(style.failure)),
  ];
}
