import type { Frame, FrameAccount, Right, Trace } from "../model.js";
import type { Labels } from "./labels.js";
import type { Style } from "./style.js";
import { groupDigits, truncate, wrap } from "./text.js";

/** The call tree: who called whom with which accounts and rights, what they logged, and where it ended. */
export function treeLines({ frames }: Trace, labels: Labels, style: Style): string[] {
  return frames.flatMap((frame, i) => frameLines(frame, labels, style, "", i === frames.length - 1));
}

/** What the marks of the tree mean. */
export function legend(style: Style): string {
  return `${style.signer("S")} signs  ${style.writable("W")} may be written  ${style.dim("· neither")}`;
}

function frameLines(frame: Frame, labels: Labels, style: Style, indent: string, isLast: boolean): string[] {
  const inner = `${indent}${isLast ? "   " : "│  "}`;
  const stem = `${inner}${frame.calls.length > 0 ? "│  " : "   "}`;
  const room = style.width - stem.length;
  const rest = [
    ...frame.accounts.map((account) => accountLine(account, frame, labels, style, room)),
    ...ownLogs(frame).flatMap((log) => hanging("› ", labels.text(log), room).map(style.dim)),
    ...failureLines(frame, labels, room).map(style.failure),
  ];
  return [
    headLine(frame, labels, style, `${indent}${isLast ? "└─ " : "├─ "}`),
    ...rest.map((line) => `${style.dim(stem)}${line}`),
    ...frame.calls.flatMap((call, i) => frameLines(call, labels, style, inner, i === frame.calls.length - 1)),
  ];
}

/** Program, instruction and arguments on the left, units with those of its calls on the right. */
function headLine(frame: Frame, labels: Labels, style: Style, branch: string): string {
  const units = frame.outcome.kind === "refused" ? "refused" : `${groupDigits(frame.units.total)} CU`;
  const room = style.width - branch.length - units.length - 2;
  const named = labels.frame(frame);
  const text = truncate(`${named}${argumentsOf(frame, labels)}`, room);
  const program = text.slice(0, labels.address(frame.program).length + `#${frame.id} `.length);
  const name = text.slice(program.length, named.length);
  const gap = " ".repeat(Math.max(room - [...text].length, 0));
  const painted = `${style.program(program)}${name}${style.dim(text.slice(named.length))}`;
  const paintUnits = frame.outcome.kind === "refused" ? style.failure : style.dim;
  return `${style.dim(branch)}${painted}  ${gap}${paintUnits(units)}`;
}

function argumentsOf({ instruction }: Frame, labels: Labels): string {
  const given = Object.entries(instruction?.arguments ?? {});
  if (given.length === 0) return "";
  return ` (${given.map(([name, value]) => `${name}: ${labels.value(value)}`).join(", ")})`;
}

/** A frame's account with the rights that it holds; of a refused call with those that were asked for. */
function accountLine(account: FrameAccount, frame: Frame, labels: Labels, style: Style, room: number): string {
  const mark = (right: Right, letter: string, paint: Style["signer"]): string => {
    if (frame.outcome.kind !== "refused") return right.held ? paint(letter) : style.dim("·");
    if (!right.asked) return style.dim("·");
    return right.source === null ? style.failure(letter) : paint(letter);
  };
  const marks = `${mark(account.signer, "S", style.signer)}${mark(account.writable, "W", style.writable)}`;
  const label = labels.address(account.address);
  const text = truncate(account.name === null ? label : `${label}  ${account.name}`, room - 3);
  return `${marks} ${text.slice(0, label.length)}${style.dim(text.slice(label.length))}`;
}

const FRAMING = /^Program \w+ (invoke \[\d+\]|success|failed: .*|consumed \d+ of \d+ compute units)$/;

/** What the program itself said. */
function ownLogs({ logs }: Frame): string[] {
  return logs.filter(({ text }) => !FRAMING.test(text)).map(({ text }) => text.replace(/^Program log: /, ""));
}

function failureLines({ outcome }: Frame, labels: Labels, room: number): string[] {
  if (outcome.kind === "succeeded") return [];
  // The caller of what failed fails with it.
  if (outcome.failure.cause !== null) return hanging("✘ ", `failed with #${outcome.failure.cause}`, room);
  return hanging("✘ ", labels.text(outcome.failure.text), room);
}

/** Wrapped, with a mark before the first line. */
function hanging(mark: string, text: string, room: number): string[] {
  return wrap(text, room - mark.length).map((line, i) => `${i === 0 ? mark : " ".repeat(mark.length)}${line}`);
}
