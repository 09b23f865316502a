import type { Frame, FrameAccount, Right, RightOrigin, RightSource, Trace } from "../model.js";
import { allFrames, type Labels } from "./labels.js";
import type { Style } from "./style.js";
import { padEnd, truncate, wrap } from "./text.js";

/** Which rights the ledger shows: those that a call added, dropped or was refused, or all. */
export type AuthorityScope = "changes" | "all";

interface Entry {
  readonly kind: "gained" | "dropped" | "refused" | "held";
  readonly right: "signer" | "writable";
  readonly label: string;
  readonly detail: string;
}

const SIGNS: Readonly<Record<Entry["kind"], string>> = { gained: "+", dropped: "−", refused: "✘", held: " " };

/** What became of the rights to sign and to write at each call. */
export function authorityLines(trace: Trace, labels: Labels, style: Style, scope: AuthorityScope): string[] {
  const frames = new Map(allFrames(trace).map((frame) => [frame.id, frame]));
  return [...frames.values()].flatMap((frame) => {
    const entries = uniqueAccounts(frame).flatMap((account) => entriesOf(account, frame, frames, labels, scope));
    return entries.length === 0 ? [] : [style.program(labels.frame(frame)), ...entryLines(entries, style), ""];
  });
}

function uniqueAccounts({ accounts }: Frame): FrameAccount[] {
  return accounts.filter(({ duplicateOf }) => duplicateOf === null);
}

type Frames = ReadonlyMap<number, Frame>;

function entriesOf(
  account: FrameAccount,
  frame: Frame,
  frames: Frames,
  labels: Labels,
  scope: AuthorityScope,
): Entry[] {
  const label = labels.address(account.address);
  return (["signer", "writable"] as const).flatMap((right): Entry[] => {
    const state = account[right];
    const kind = kindOf(state, frame);
    if (kind === undefined || (kind === "held" && scope === "changes")) return [];
    return [{ kind, right, label, detail: detailOf(kind, state, frames, labels) }];
  });
}

function kindOf(right: Right, { outcome }: Frame): Entry["kind"] | undefined {
  if (right.asked && right.source === null && outcome.kind === "refused") return "refused";
  if (right.source?.kind === "pda") return "gained";
  if (right.dropped) return "dropped";
  return right.source === null ? undefined : "held";
}

function detailOf(kind: Entry["kind"], right: Right, frames: Frames, labels: Labels): string {
  if (kind === "refused") return "asked for; the caller does not hold it";
  if (kind === "dropped") return "the caller holds it, and did not pass it on";
  return right.source === null ? "" : sourceText(right.source, frames, labels);
}

function sourceText(source: RightSource, frames: Frames, labels: Labels): string {
  if (source.kind !== "inherited") return originText(source, frames, labels);
  return `from #${source.from}; ${originText(source.origin, frames, labels)}`;
}

function originText(origin: RightOrigin, frames: Frames, labels: Labels): string {
  switch (origin.kind) {
    case "signature":
      return `signature ${origin.index} of the transaction`;
    case "message":
      return "the message's header";
    case "lookupTable":
      return `entry ${origin.index} of the lookup table ${labels.address(origin.table)}`;
    case "pda": {
      const seeds = frames.get(origin.call)?.signerSeeds[origin.set];
      return `#${origin.frame} signs with ${seeds === undefined ? "seeds" : labels.seeds(seeds)}`;
    }
  }
}

/** Details stand beside the accounts, or below them where there is no room. */
const MIN_DETAIL_WIDTH = 24;
const NARROW_INDENT = 6;
const RIGHT_WIDTH = "writable".length;

function entryLines(entries: readonly Entry[], style: Style): string[] {
  const longest = Math.max(...entries.map(({ label }) => [...label].length));
  const labelWidth = Math.min(longest, Math.trunc(style.width / 2));
  const column = 2 + 2 + RIGHT_WIDTH + 2 + labelWidth + 2;
  const isBeside = style.width - column >= MIN_DETAIL_WIDTH;
  const indent = isBeside ? column : NARROW_INDENT;
  return entries.flatMap(({ kind, right, label, detail }) => {
    const paint = kind === "refused" ? style.failure : kind === "gained" ? style.success : style.dim;
    const name = (right === "signer" ? style.signer : style.writable)(padEnd(right, RIGHT_WIDTH));
    const head = `  ${paint(SIGNS[kind])} ${name}  ${padEnd(truncate(label, labelWidth), labelWidth)}`;
    const lines = wrap(detail, style.width - indent).map(style.dim);
    const below = (rest: readonly string[]) => rest.map((line) => `${" ".repeat(indent)}${line}`);
    return isBeside ? [`${head}  ${lines[0] ?? ""}`, ...below(lines.slice(1))] : [head, ...below(lines)];
  });
}
