import type { Trace } from "../../model.js";
import { Labels } from "../labels.js";
import { type UnitNode, unitTree } from "./unit-tree.js";

/** What an address is called. */
export interface CollapsedStacksOptions {
  readonly names?: Readonly<Record<string, string>>;
}

/**
 * Compute units by stack, in the form that tools for flame graphs read: a line for each stack, outermost first, `;`
 * between its parts, then a space and the units of its own. Stacks that look the same are one. Programs, functions and
 * syscalls are parts of a stack; functions and syscalls only if the trace has them.
 */
export function collapsedStacks(trace: Trace, { names = {} }: CollapsedStacksOptions = {}): string {
  const units = new Map<string, number>();
  const add = (node: UnitNode, above: string): void => {
    const stack = above === "" ? partOf(node) : `${above};${partOf(node)}`;
    if (node.own > 0) units.set(stack, (units.get(stack) ?? 0) + node.own);
    for (const child of node.children) add(child, stack);
  };
  for (const frame of unitTree(trace, new Labels(trace, names)).children) add(frame, "");
  return [...units].map(([stack, own]) => `${stack} ${own}\n`).join("");
}

/** Without what separates parts and lines, and without a frame's id: calls that are alike are to be one. */
function partOf({ kind, name }: UnitNode): string {
  const text = kind === "frame" ? name.replace(/^#\d+ /, "") : name;
  return text.replaceAll(";", ",").replace(/\s+/g, " ");
}
