import type { Frame, Trace } from "../../model.js";
import type { Labels } from "../labels.js";

/** What took units, with what it called: frames, functions, syscalls, and what frames pay beside. */
export interface UnitNode {
  readonly kind: "transaction" | "frame" | "function" | "syscall" | "heap" | "lost";
  readonly name: string;
  /** Of its own, without those of its children. */
  readonly own: number;
  readonly total: number;
  /** Those that took something, in the order in which they came. */
  readonly children: readonly UnitNode[];
  /** How often it was called, for functions and syscalls. */
  readonly times: number;
  /** Where a function begins. */
  readonly pc: number | null;
}

/**
 * Where the units of a transaction went: each frame below the function that called it, if functions were traced. What
 * faults lost, which is mostly all that was left, can be left out.
 */
export function unitTree({ frames }: Trace, labels: Labels, hasLost = true): UnitNode {
  const children = frames.map((frame) => frameNode(frame, labels, hasLost));
  return node({ kind: "transaction", name: "transaction", own: 0, children });
}

function frameNode(frame: Frame, labels: Labels, hasLost: boolean): UnitNode {
  const { heap, forfeited } = frame.units;
  const functions = frame.functions ?? [];
  const below = functions.map((): UnitNode[] => []);
  const top: UnitNode[] = [];
  // Whoever made the trace: callers stand before what they call.
  const placeOf = (caller: number | null, end: number) => (caller !== null && caller < end ? below[caller]! : top);
  for (const call of frame.calls) {
    placeOf(call.callerFunction, functions.length).push(frameNode(call, labels, hasLost));
  }
  // Callees stand behind their callers, so that from the end on each one is whole.
  for (const [i, { name, pc, caller, times, units }] of [...functions.entries()].reverse()) {
    const kind = pc === null ? "syscall" : "function";
    placeOf(caller, i).unshift(node({ kind, name, own: units, children: below[i]!, times, pc }));
  }
  if (heap > 0) top.unshift(node({ kind: "heap", name: "heap", own: heap }));
  if (forfeited > 0 && hasLost) top.push(node({ kind: "lost", name: "lost in the fault", own: forfeited }));
  return node({ kind: "frame", name: labels.frame(frame), own: ownOf(frame), children: top });
}

/** What no function of the frame took. */
export function ownOf({ units, functions }: Frame): number {
  return units.own + units.calling - (functions ?? []).reduce((sum, one) => sum + one.units, 0);
}

function node(given: Pick<UnitNode, "kind" | "name" | "own"> & Partial<UnitNode>): UnitNode {
  const children = (given.children ?? []).filter(({ total }) => total > 0);
  const total = children.reduce((sum, child) => sum + child.total, given.own);
  return { times: 1, pc: null, ...given, children, total };
}
