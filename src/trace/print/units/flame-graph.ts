import type { Trace } from "../../model.js";
import { Labels } from "../labels.js";
import { escapeXml, MONOSPACED, MONOSPACED_WIDTH, type SvgTheme, themed } from "../svg.js";
import { groupDigits, truncate } from "../text.js";
import { type UnitNode, unitTree } from "./unit-tree.js";

/** How a flame graph is drawn. */
export interface FlameGraphOptions {
  /** What the transaction is called. Default its signature. */
  readonly title?: string;
  /** What addresses are called. */
  readonly names?: Readonly<Record<string, string>>;
  /** Default "auto". */
  readonly theme?: SvgTheme;
}

const WIDTH = 1200;
const PADDING = 12;
const ROW = 19;
const FONT_SIZE = 12;
const CHARACTER = MONOSPACED_WIDTH * FONT_SIZE;
const HEADER = 58;
/** Of a bar that is drawn, in pixels. */
const MIN_BAR = 0.3;
/** Characters that are worth writing. */
const MIN_TEXT = 3;

interface Palette extends Readonly<Record<Exclude<UnitNode["kind"], "lost">, string>> {
  readonly background: string;
  readonly text: string;
  readonly dim: string;
  /** Functions beside each other differ a little. */
  readonly shades: readonly string[];
}

const LIGHT: Palette = {
  background: "#ffffff",
  text: "#1f2328",
  dim: "#656d76",
  transaction: "#d8dee4",
  frame: "#9ecbff",
  function: "#ffd08a",
  syscall: "#a6dfb0",
  heap: "#d9c2f5",
  shades: ["#ffd9a0", "#ffc877", "#ffbf8f"],
};

const DARK: Palette = {
  background: "#0d1117",
  text: "#f0f6fc",
  dim: "#8b949e",
  transaction: "#373e47",
  frame: "#1f4e85",
  function: "#7d4e12",
  syscall: "#1f6b35",
  heap: "#553a85",
  shades: ["#6f4510", "#8a5518", "#7c4a28"],
};

/** What stands in the legend, if it is in the picture. */
const KINDS = { frame: "programs", function: "functions", syscall: "syscalls", heap: "heap" } as const;

/**
 * Where the units of a transaction went, as a picture: what calls stands below what it calls, and is as wide as what both
 * took. Frames, functions and syscalls stand in the order in which they came; functions only if the trace has them. Who
 * points at a bar reads its units. What a fault lost is told above it, for mostly all else would be too small to see.
 */
export function flameGraphSvg(trace: Trace, options: FlameGraphOptions = {}): string {
  const { names = {}, theme = "auto", title = trace.signature ?? "unsigned transaction" } = options;
  const tree = unitTree(trace, new Labels(trace, names), false);
  const height = HEADER + depthOf(tree) * ROW + PADDING;
  const scale = (WIDTH - 2 * PADDING) / Math.max(tree.total, 1);
  const bars: string[] = [];
  const draw = (node: UnitNode, start: number, depth: number): void => {
    if (node.total * scale < MIN_BAR && depth > 0) return;
    const place = { x: PADDING + start * scale, y: height - PADDING - (depth + 1) * ROW, width: node.total * scale };
    bars.push(barOf(node, place, tree.total));
    let at = start;
    for (const child of node.children) {
      draw(child, at, depth + 1);
      at += child.total;
    }
  };
  draw(tree, 0, 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<title>${escapeXml(`Compute units of ${title}`)}</title>
<style>
text { font: ${FONT_SIZE}px ${MONOSPACED}; white-space: pre; pointer-events: none; }
.title { font-weight: bold; }
.bar:hover rect { stroke-width: 1.5; }
${themed(theme, rulesOf(LIGHT), rulesOf(DARK))}
</style>
<rect class="background" width="${WIDTH}" height="${height}" rx="6"/>
<text class="title" x="${PADDING}" y="22">${escapeXml(truncate(title, 110))}</text>
<text class="dim" x="${PADDING}" y="42">${usedText(trace, tree.total)}</text>
${legend(kindsIn(tree))}
${bars.join("\n")}
</svg>
`;
}

function usedText({ unitsConsumed, limits }: Trace, drawn: number): string {
  const lost = unitsConsumed - drawn;
  const used = `${groupDigits(drawn)} of ${groupDigits(limits.computeUnits)} compute units`;
  return lost > 0 ? `${used}; ${groupDigits(lost)} more were lost in a fault` : used;
}

function depthOf({ children }: UnitNode): number {
  return 1 + children.reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function barOf(node: UnitNode, { x, y, width }: Place, total: number): string {
  // A gap between neighbours, where there is room for one.
  const drawn = width > 3 ? width - 1 : width;
  const room = Math.floor((drawn - 8) / CHARACTER);
  const text =
    room < MIN_TEXT ? "" : `<text x="${px(x + 4)}" y="${px(y + 13)}">${escapeXml(truncate(node.name, room))}</text>`;
  const rect = `<rect class="${classOf(node)}" x="${px(x)}" y="${px(y)}" width="${px(drawn)}" height="${ROW - 1}" rx="2"/>`;
  return `<g class="bar"><title>${escapeXml(wordsOf(node, total))}</title>${rect}${text}</g>`;
}

/** What is read when somebody points at a bar. */
function wordsOf({ name, own, total: units, children, times }: UnitNode, total: number): string {
  const share = `${((100 * units) / Math.max(total, 1)).toFixed(1)}%`;
  return [
    name,
    `${groupDigits(units)} units, ${share}`,
    ...(children.length > 0 ? [`${groupDigits(own)} of them its own`] : []),
    ...(times > 1 ? [`called ${groupDigits(times)} times`] : []),
  ].join("\n");
}

function classOf({ kind, name }: UnitNode): string {
  if (kind !== "function") return kind;
  const sum = Array.from(name).reduce((hash, character) => (hash * 31 + character.charCodeAt(0)) % 65_521, 7);
  return `function shade${sum % LIGHT.shades.length}`;
}

function kindsIn({ kind, children }: UnitNode): Set<UnitNode["kind"]> {
  return new Set([kind, ...children.flatMap((child) => [...kindsIn(child)])]);
}

/** Marks of 11 pixels and what they mean, on the right. */
function legend(kinds: ReadonlySet<string>): string {
  let x = WIDTH - PADDING + 14;
  const entries = Object.entries(KINDS).filter(([kind]) => kinds.has(kind));
  const drawn = entries.reverse().map(([kind, text]) => {
    x -= text.length * CHARACTER + 30;
    return `<rect class="${kind}" x="${px(x)}" y="33" width="11" height="11" rx="2"/><text class="dim" x="${px(x + 16)}" y="42">${text}</text>`;
  });
  return drawn.reverse().join("\n");
}

function rulesOf({ background, text, dim, shades, ...kinds }: Palette): string {
  const rules = Object.entries(kinds).map(([kind, colour]) => `.${kind} { fill: ${colour}; }`);
  return [
    `.background { fill: ${background}; }`,
    `text { fill: ${text}; }`,
    `.dim { fill: ${dim}; }`,
    `.bar:hover rect { stroke: ${text}; }`,
    ...rules,
    ...shades.map((colour, i) => `.shade${i} { fill: ${colour}; }`),
  ].join("\n");
}

/** Hundredths of a pixel. */
function px(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}
