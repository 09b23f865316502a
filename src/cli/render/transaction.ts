import type { Style } from "./style.js";
import { groupDigits, padEnd, truncate, wrap } from "./text.js";
import type { AccountView, BalanceChangeView, FrameView, TransactionView } from "./view.js";

/** The lines of one transaction: title, call tree, balance changes. */
export function renderTransaction(view: TransactionView, style: Style): string[] {
  const frames = view.frames.flatMap((frame, i) => renderFrame(frame, style, "", i === view.frames.length - 1));
  return [...renderTitle(view, style), "", ...frames, ...renderChanges(view.changes, style), ""];
}

/** What the marks of the tree mean. */
export function renderLegend(style: Style): string {
  return `${style.signer("S")} signs  ${style.writable("W")} may be written  ${style.dim("· neither")}`;
}

function renderTitle(view: TransactionView, style: Style): string[] {
  const verdict = view.error === undefined ? style.success("✔ success") : style.failure("✘ refused");
  const title = truncate(view.title, style.width - 14);
  const rule = "─".repeat(Math.max(style.width - title.length - 12, 1));
  const cost = `${groupDigits(view.computeUnits)} compute units, fee ${groupDigits(view.feeLamports)} lamports`;
  const lines = [`${style.title(title)} ${style.dim(rule)} ${verdict}`, style.dim(cost)];
  if (view.error !== undefined) lines.push(...wrap(view.error, style.width).map(style.failure));
  return lines;
}

function renderFrame(frame: FrameView, style: Style, indent: string, last: boolean): string[] {
  const inner = `${indent}${last ? "   " : "│  "}`;
  const stem = `${inner}${frame.children.length > 0 ? "│  " : "   "}`;
  return [
    renderHead(frame, style, `${indent}${last ? "└─ " : "├─ "}`),
    ...renderAccounts(frame.accounts, style, stem),
    ...frame.logs.flatMap((log) => renderLog(log, style, stem)),
    ...(frame.failure === undefined ? [] : renderFailure(frame.failure, style, stem)),
    ...frame.children.flatMap((child, i) => renderFrame(child, style, inner, i === frame.children.length - 1)),
  ];
}

/** Program and instruction on the left, units on the right. */
function renderHead(frame: FrameView, style: Style, branch: string): string {
  const units = `${groupDigits(frame.computeUnits)} CU`;
  const room = style.width - branch.length - units.length - 2;
  const name = frame.instruction === undefined ? frame.program : `${frame.program} ${frame.instruction}`;
  const text = truncate(name, room);
  const program = text.slice(0, frame.program.length);
  const gap = " ".repeat(Math.max(room - [...text].length, 0));
  return `${style.dim(branch)}${style.program(program)}${text.slice(frame.program.length)}  ${gap}${style.dim(units)}`;
}

function renderAccounts(accounts: readonly AccountView[], style: Style, stem: string): string[] {
  return accounts.map((account) => {
    const signer = account.isSigner ? style.signer("S") : style.dim("·");
    const writable = account.isWritable ? style.writable("W") : style.dim("·");
    return `${style.dim(stem)}${signer}${writable} ${truncate(account.label, style.width - stem.length - 3)}`;
  });
}

function renderLog(log: string, style: Style, stem: string): string[] {
  return wrap(log, style.width - stem.length - 2).map((line, i) => style.dim(`${stem}${i === 0 ? "› " : "  "}${line}`));
}

function renderFailure(failure: string, style: Style, stem: string): string[] {
  return wrap(failure, style.width - stem.length - 2).map((line, i) => {
    return `${style.dim(stem)}${style.failure(`${i === 0 ? "✘ " : "  "}${line}`)}`;
  });
}

function renderChanges(changes: readonly BalanceChangeView[], style: Style): string[] {
  if (changes.length === 0) return [];
  const numbers = changes.map((change) => `${change.before} → ${change.after}`);
  const differenceWidth = Math.max(...changes.map((change) => [...change.difference].length));
  const longest = Math.max(...changes.map((change) => [...change.label].length));
  const labelWidth = Math.min(longest, Math.max(style.width - differenceWidth - 8, 8));
  const lines = changes.map((change, i) => {
    const label = padEnd(truncate(change.label, labelWidth), labelWidth);
    const difference = change.difference.padStart(differenceWidth);
    const paint = change.grows ? style.success : style.failure;
    const room = style.width - labelWidth - differenceWidth - 6;
    const detail = [...numbers[i]].length <= room ? `  ${style.dim(numbers[i])}` : "";
    return `  ${label}  ${paint(difference)}${detail}`;
  });
  return ["", style.dim("balances"), ...lines];
}
