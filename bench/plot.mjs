// Draws how time grows as SVG: for each plot, the points of both sides and the lines through them.

const [WIDTH, HEIGHT] = [440, 340];
const MARGIN = { left: 64, right: 24, top: 76, bottom: 52 };
const SIDES = [
  { name: "Callgate", curve: "ours", colour: "#0b6e4f" },
  { name: "LiteSVM", curve: "litesvm", colour: "#b5541c" },
];

/** @param {readonly { title: string, unit: string, ticks: number[], ours: object, litesvm: object }[]} plots */
export function svgOf(plots) {
  const width = WIDTH * plots.length;
  const panels = plots.map((plot, i) => `<g transform="translate(${i * WIDTH} 0)">\n${panel(plot)}\n</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}"
  font-family="system-ui, sans-serif" font-size="12" fill="#222">
<rect width="${width}" height="${HEIGHT}" fill="#fff"/>
${panels.join("\n")}
</svg>
`;
}

function panel(plot) {
  const points = SIDES.flatMap(({ curve }) => plot[curve].points);
  const highest = Math.max(...points.map(({ us }) => us));
  const x = scale(Math.max(...plot.ticks), MARGIN.left, WIDTH - MARGIN.right);
  const y = scale(highest * 1.02, HEIGHT - MARGIN.bottom, MARGIN.top);
  return [
    text(MARGIN.left, 24, plot.title, 'font-weight="600" font-size="14"'),
    ...axes(plot, roundSteps(highest), x, y),
    ...SIDES.flatMap((side, i) => drawn(side, plot, x, y, 42 + 18 * i)),
  ].join("\n");
}

/** A side's line and points, and which side they are. */
function drawn({ name, curve, colour }, plot, x, y, top) {
  const { points, intercept, slope } = plot[curve];
  const on = (value) => y(Math.max(0, intercept + slope * value));
  const [first, last] = [points[0].x, points.at(-1).x];
  const ends = `x1="${x(first)}" y1="${on(first)}" x2="${x(last)}" y2="${on(last)}"`;
  const formula = `${intercept.toFixed(1)} µs + ${(slope * 1000).toFixed(0)} ns × ${plot.unit}`;
  return [
    `<line ${ends} stroke="${colour}" stroke-width="1.5"/>`,
    ...points.map((point) => `<circle cx="${x(point.x)}" cy="${y(point.us)}" r="3.5" fill="${colour}"/>`),
    `<circle cx="${MARGIN.left + 4}" cy="${top}" r="3.5" fill="${colour}"/>`,
    text(MARGIN.left + 13, top + 4, `${name}: ${formula}`),
  ];
}

function axes({ unit, ticks }, levels, x, y) {
  const bottom = HEIGHT - MARGIN.bottom;
  const grid = levels.flatMap((us) => [
    `<line x1="${MARGIN.left}" y1="${y(us)}" x2="${WIDTH - MARGIN.right}" y2="${y(us)}" stroke="#ddd"/>`,
    text(MARGIN.left - 8, y(us) + 4, `${us}`, 'text-anchor="end"'),
  ]);
  const below = ticks.map((tick) => text(x(tick), bottom + 18, `${tick}`, 'text-anchor="middle"'));
  const middle = (MARGIN.left + WIDTH - MARGIN.right) / 2;
  const height = (MARGIN.top + bottom) / 2;
  return [
    ...grid,
    ...below,
    text(middle, bottom + 38, unit, 'text-anchor="middle"'),
    text(16, height, "µs per transaction", `text-anchor="middle" transform="rotate(-90 16 ${height})"`),
  ];
}

/** Where a value from 0 to `largest` lies between two places. */
function scale(largest, start, end) {
  return (value) => Number((start + ((end - start) * value) / largest).toFixed(1));
}

/** Multiples of 1, 2 or 5 times a power of ten, about five of them. */
function roundSteps(largest) {
  const power = 10 ** Math.floor(Math.log10(largest / 5));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= largest / 5);
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

function text(x, y, content, attributes = "") {
  return `<text x="${x}" y="${y}"${attributes && ` ${attributes}`}>${content}</text>`;
}
