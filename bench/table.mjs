// Results as text.

const NAME_WIDTH = 56;

/** @returns microseconds, in the unit that suits them */
function duration(us) {
  if (us < 1) return `${(us * 1000).toFixed(0)} ns`;
  if (us < 1000) return `${us.toFixed(us < 10 ? 2 : 1)} µs`;
  return `${(us / 1000).toFixed(us < 10_000 ? 2 : 1)} ms`;
}

/** Three digits that count. */
function number(value) {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function spread({ low, high }) {
  return low === undefined ? "" : `${number(low)}–${number(high)}`;
}

/** Columns of each kind of line: title, width (negative: to the left), text. */
const COLUMNS = {
  rows: [
    ["", -NAME_WIDTH, ({ name }) => name],
    ["ratio", 6, ({ ratio }) => number(ratio)],
    ["quartiles", 13, spread],
    ["aim", 6, ({ aim }) => (aim === undefined ? "" : `≥ ${aim}`)],
    ["", -8, verdict],
    ["Callgate", 9, ({ oursUs }) => duration(oursUs)],
    ["LiteSVM", 9, ({ litesvmUs }) => duration(litesvmUs)],
    ["native class", 13, ({ nativeUs }) => (nativeUs === undefined ? "" : duration(nativeUs))],
    ["ratio to it", 12, ({ nativeRatio }) => (nativeRatio === undefined ? "" : number(nativeRatio))],
  ],
  growth: [
    ["", -NAME_WIDTH, ({ name }) => name],
    ["", 6, ({ value }) => number(value)],
    ["quartiles", 13, spread],
    ["aim", 6, ({ atMost }) => `≤ ${atMost}`],
    ["", -8, verdict],
    ["", 0, ({ detail }) => detail],
  ],
  yardsticks: [
    ["", -NAME_WIDTH, ({ name }) => name],
    ["times", 6, ({ ratio }) => number(ratio)],
    ["quartiles", 13, spread],
    ["", 6, () => ""],
    ["", -8, () => ""],
    ["Callgate", 9, ({ callgateUs }) => duration(callgateUs)],
    ["plain", 9, ({ us }) => duration(us)],
  ],
};

/** Whether a line reaches its aim; undefined if it has none. */
export function isReached({ aim, ratio, atMost, value }) {
  if (aim !== undefined) return ratio >= aim;
  return atMost === undefined ? undefined : value <= atMost;
}

function verdict(line) {
  const reached = isReached(line);
  return reached === undefined ? "" : reached ? "reached" : "below";
}

/** How many aims were reached, and rows that failed. */
export function summary(lines) {
  const withAim = lines.filter(({ reached }) => reached !== undefined);
  const failed = lines.filter(({ failure }) => failure !== undefined);
  const aims = `aims reached: ${withAim.filter(({ reached }) => reached).length} of ${withAim.length}`;
  return failed.length === 0 ? aims : `${aims}; FAILED: ${failed.length}`;
}

function cells(texts, columns) {
  const padded = texts.map((text, i) => {
    const [, width] = columns[i];
    return width < 0 ? text.padEnd(-width) : text.padStart(width);
  });
  return padded.join("  ").trimEnd();
}

/** The titles of a kind of line: "rows", "growth" or "yardsticks". */
export function header(kind) {
  const columns = COLUMNS[kind];
  return cells(
    columns.map(([title]) => title),
    columns,
  );
}

/** One line of that kind; what could not be measured has its reason. */
export function tableLine(kind, line) {
  const reason = line.skipped ?? line.failure;
  if (reason !== undefined) return `${line.name.padEnd(NAME_WIDTH)}  ${line.skipped ? "skipped" : "FAILED"}: ${reason}`;
  const columns = COLUMNS[kind];
  return cells(
    columns.map(([, , text]) => text(line)),
    columns,
  );
}
