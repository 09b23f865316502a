import type { Frame, Trace } from "../../model.js";
import type { Labels } from "../labels.js";
import type { Style } from "../style.js";
import { groupDigits, padEnd, truncate } from "../text.js";
import { ownOf } from "./unit-tree.js";

/** A line below a frame. */
interface Entry {
  readonly name: string;
  readonly units: number;
  readonly times: number;
}

/** Functions and syscalls shown of a frame. */
const SHOWN = 10;
const SHARE_WIDTH = "100.0%".length;

/** Where units went: each frame with all that it took, and below it what its functions and syscalls took themselves. */
export function unitLines(trace: Trace, labels: Labels, style: Style): string[] {
  if (trace.unitsConsumed === 0) return [];
  const width = groupDigits(trace.unitsConsumed).length;
  const line = (units: number, text: string, paint: Style["dim"], indent: number): string => {
    const numbers = `${groupDigits(units).padStart(width)}  ${shareOf(units, trace).padStart(SHARE_WIDTH)}`;
    return `${numbers}  ${" ".repeat(indent)}${paint(truncate(text, style.width - numbers.length - 2 - indent))}`;
  };
  const frameLines = (frame: Frame): string[] => {
    if (frame.units.total === 0) return [];
    const indent = 2 * (frame.stackHeight - 1);
    return [
      line(frame.units.total, labels.frame(frame), style.program, indent),
      ...entriesOf(frame).map(({ name, units, times }) => {
        return style.dim(line(units, times > 1 ? `${name} ×${groupDigits(times)}` : name, (text) => text, indent + 4));
      }),
      ...frame.calls.flatMap(frameLines),
    ];
  };
  const isWhole = trace.frames.some(({ functions }) => functions !== null);
  return [
    style.dim(`${padEnd("units", width)}   share`),
    ...trace.frames.flatMap(frameLines),
    ...(isWhole ? [] : [style.dim("Functions were not traced.")]),
  ];
}

function shareOf(units: number, { unitsConsumed }: Trace): string {
  return `${((100 * units) / unitsConsumed).toFixed(1)}%`;
}

/** What the frame's units went for, its callees left out, the dearest first. */
function entriesOf(frame: Frame): Entry[] {
  const { own, heap, calling, forfeited } = frame.units;
  const once = (name: string, units: number): Entry => ({ name, units, times: 1 });
  const beside = [once("heap", heap), once("lost in the fault", forfeited)];
  const inside =
    frame.functions === null
      ? [once("its instructions and syscalls", own), once("to make calls", calling)]
      : [once("itself", ownOf(frame)), ...shortened(functionEntries(frame))];
  const entries = [...inside, ...beside].filter(({ units }) => units > 0);
  // Of what does one thing only the frame's own line says it.
  const isSaid = entries.length === 1 && entries[0]!.units === frame.units.total;
  return isSaid && (frame.functions ?? []).length === 0 ? [] : entries;
}

/** Each function once, on whatever stacks it was. */
function functionEntries({ functions }: Frame): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { name, pc, units, times } of functions ?? []) {
    const key = `${pc} ${name}`;
    const before = entries.get(key);
    entries.set(key, { name, units: units + (before?.units ?? 0), times: times + (before?.times ?? 0) });
  }
  return [...entries.values()].filter(({ units }) => units > 0).sort((a, b) => b.units - a.units);
}

function shortened(entries: readonly Entry[]): Entry[] {
  if (entries.length <= SHOWN) return [...entries];
  const rest = entries.slice(SHOWN - 1);
  const units = rest.reduce((sum, entry) => sum + entry.units, 0);
  return [...entries.slice(0, SHOWN - 1), { name: `${rest.length} more`, units, times: 1 }];
}
