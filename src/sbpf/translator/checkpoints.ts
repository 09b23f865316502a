import { LEAVES, type Node } from "./function-graph.js";
import { END, type TextFlow } from "./text-flow.js";

/**
 * Where a function looks at the units that are left: at its begin, at the begin of loops, and after calls. For these
 * nodes how many the longest way to the next such place takes, else 0. If so many are left, nothing on the way can
 * lack units.
 */
export function checkpoints(flow: TextFlow, nodes: readonly Node[]): Float64Array {
  const checked = new Uint8Array(nodes.length);
  for (const { order, block, isLoop, following } of nodes) {
    if (order === 0 || isLoop) checked[order] = 1;
    if (isCall(flow.kinds[block]) && following !== LEAVES) checked[following] = 1;
  }
  const longest = new Float64Array(nodes.length);
  for (let order = nodes.length - 1; order >= 0; order--) {
    const { block, taken, following } = nodes[order];
    const after = (next: number): number => (next <= order || checked[next] === 1 ? 0 : longest[next]);
    longest[order] = instructionsIn(flow, block) + Math.max(after(taken), after(following));
  }
  return longest.map((units, order) => (checked[order] === 1 ? units : 0));
}

function isCall(kind: number): boolean {
  return kind === END.call || kind === END.callx || kind === END.syscall;
}

function instructionsIn(flow: TextFlow, block: number): number {
  let instructions = 0;
  for (let pc = flow.begins[block]; pc < flow.ends[block] && pc < flow.length; pc = flow.next(pc)) instructions++;
  return instructions;
}
