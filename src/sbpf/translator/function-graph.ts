import { END, type TextFlow } from "./text-flow.js";

/**
 * Functions of more blocks or instructions are left to the interpreter: compiling them would take long, and WebAssembly
 * functions may have 7,654,321 bytes (WebAssembly JavaScript interface, implementation limits).
 */
const MAX_BLOCKS = 10_000;
const MAX_INSTRUCTIONS = 50_000;
/** Functions of more blocks get no structure: it might nest too deep. */
const MAX_STRUCTURED_BLOCKS = 2000;

/** A block in the control flow of one function. */
export interface Node {
  /** Its number in the `TextFlow`. */
  readonly block: number;
  /** Its place in reverse postorder: every block comes after those that dominate it. */
  readonly order: number;
  /** Where it goes on; `LEAVES` stands for a place outside the function. */
  readonly taken: number;
  readonly following: number;
  /** The blocks that only it leads to directly, ascending. */
  readonly dominated: number[];
  /** Whether blocks that come later lead back to it. */
  isLoop: boolean;
  /** Whether more than one block before it leads to it. */
  isMerge: boolean;
}

/** The control flow of a function. */
export interface FunctionGraph {
  readonly nodes: readonly Node[];
  /** Whether it can be written with blocks and loops: all that leads back leads to a block that dominates it. */
  readonly isStructured: boolean;
}

/** No successor, or one that belongs to another function. */
export const LEAVES = -1;

/**
 * The blocks of a function in reverse postorder, with their dominator tree; null if they are too many. It goes no further than the first instruction of another function: code after a call that never
 * returns would fall into whatever comes next.
 */
export function functionGraph(flow: TextFlow, entryPc: number): FunctionGraph | null {
  const postorder = walk(flow, flow.blockAt[entryPc], entryPc);
  const instructions = postorder.reduce((sum, block) => sum + flow.ends[block] - flow.begins[block], 0);
  if (postorder.length > MAX_BLOCKS || instructions > MAX_INSTRUCTIONS) return null;
  const blocks = postorder.reverse();
  const orders = new Map(blocks.map((block, order) => [block, order]));
  const nodes = blocks.map((block, order): Node => {
    const [taken, following] = successors(flow, block, entryPc).map((next) => orders.get(next) ?? LEAVES);
    return { block, order, taken, following, dominated: [], isLoop: false, isMerge: false };
  });
  const predecessors = predecessorsOf(nodes);
  const parents = dominators(predecessors);
  let isStructured = nodes.length <= MAX_STRUCTURED_BLOCKS;
  for (const [order, sources] of predecessors.entries()) {
    const node = nodes[order];
    node.isLoop = sources.some((source) => source >= order);
    node.isMerge = sources.filter((source) => source < order).length > 1;
    if (order > 0) nodes[parents[order]].dominated.push(order);
    isStructured &&= sources.every((source) => source < order || dominates(parents, order, source));
  }
  return { nodes, isStructured };
}

/** The blocks that a jump goes to and that follow; `LEAVES` for none. */
function successors(flow: TextFlow, block: number, entryPc: number): readonly [taken: number, following: number] {
  const inside = (pc: number): number => {
    const belongs = pc < flow.length && (pc === entryPc || flow.isFunction[pc] === 0);
    return belongs ? flow.blockAt[pc] : LEAVES;
  };
  const kind = flow.kinds[block];
  const taken = kind === END.jump || kind === END.branch ? inside(flow.targets[block]) : LEAVES;
  const following = kind === END.jump || kind === END.exit ? LEAVES : inside(flow.ends[block]);
  return [taken, following];
}

/** The blocks that can be reached, in postorder. */
function walk(flow: TextFlow, entry: number, entryPc: number): number[] {
  const seen = new Set([entry]);
  const postorder: number[] = [];
  const open = [{ block: entry, rest: [...successors(flow, entry, entryPc)] }];
  while (open.length > 0) {
    const { block, rest } = open[open.length - 1];
    const next = rest.pop();
    if (next === undefined) {
      postorder.push(block);
      open.pop();
    } else if (next !== LEAVES && !seen.has(next)) {
      seen.add(next);
      open.push({ block: next, rest: [...successors(flow, next, entryPc)] });
    }
  }
  return postorder;
}

function predecessorsOf(nodes: readonly Node[]): number[][] {
  const predecessors: number[][] = nodes.map(() => []);
  for (const { order, taken, following } of nodes) {
    if (taken !== LEAVES) predecessors[taken].push(order);
    if (following !== LEAVES && following !== taken) predecessors[following].push(order);
  }
  return predecessors;
}

/** The immediate dominator of each block (Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm). */
function dominators(predecessors: readonly (readonly number[])[]): Int32Array {
  const parents = new Int32Array(predecessors.length).fill(-1);
  parents[0] = 0;
  const common = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      if (x > y) x = parents[x];
      else y = parents[y];
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let order = 1; order < predecessors.length; order++) {
      const known = predecessors[order].filter((source) => parents[source] >= 0);
      const parent = known.reduce(common);
      changed ||= parents[order] !== parent;
      parents[order] = parent;
    }
  }
  return parents;
}

function dominates(parents: Int32Array, above: number, below: number): boolean {
  let node = below;
  while (node > above) node = parents[node];
  return node === above;
}
