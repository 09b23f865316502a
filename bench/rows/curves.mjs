// Time per transaction as it grows: points, and the straight line through them.
import { agree } from "../measure/agree.mjs";
import { prepare, stateOf } from "../measure/compare.mjs";
import { lineThrough, quantile } from "../measure/statistics.mjs";
import { takeTurns, time } from "../measure/turns.mjs";
import { elf } from "../programs/elf.mjs";
import { TOUCH } from "../programs/touch.mjs";
import { CallgateSide, LiteSvmSide } from "../sides/index.mjs";
import { instruction, key, wire } from "../wire.mjs";
import { PAYER, PROGRAM, RENT, repeated } from "./workloads.mjs";

const KIB = 1024;

/** A program called with accounts of its own; the first one's data are changed. */
function touching(dataLengths) {
  const accounts = dataLengths.map((length, i) => [
    key(100 + i),
    { lamports: RENT, owner: PROGRAM, data: new Uint8Array(length) },
  ]);
  const call = instruction(PROGRAM, new Uint8Array(0), ...accounts.map(([address]) => [address, "w"]));
  return repeated(wire(PAYER, call), { accounts, programs: [[PROGRAM, elf(TOUCH)]] });
}

/** The payer and the program count too. */
const byAccounts = (count) => touching(Array.from({ length: count - 2 }, () => 128));
const byKib = (kib) => touching([kib * KIB]);

/** Every point of both sides once in a turn, and the lower quartile of the turns: a busy machine bends no line. */
async function curve(xs, workloadOf, effort) {
  const points = xs.flatMap((x) => {
    const workload = workloadOf(x);
    const [transaction] = workload.transactions(1);
    return [new CallgateSide(), new LiteSvmSide()].map((side) =>
      point(prepare(side, workload), x, workload, transaction),
    );
  });
  for (const one of points) await calibrate(one, effort);
  const times = await takeTurns(points.length, (i) => points[i].measure(), { ...effort, warmupMs: 0 });
  for (let i = 0; i < points.length; i += 2) agree(points.slice(i, i + 2).map((one) => one.check()));
  const us = points.map(({ x, side }, i) => ({ x, side: side.name, y: quantile(times[i], 0.25) }));
  const [ours, theirs] = ["Callgate", "LiteSVM"].map((name) => us.filter(({ side }) => side === name));
  return { ours: lineOf(ours), litesvm: lineOf(theirs) };
}

function lineOf(points) {
  return { points: points.map(({ x, y }) => ({ x, us: y })), ...lineThrough(points) };
}

function point(side, x, workload, transaction) {
  const input = side.input(transaction);
  const one = { x, side, count: 1, last: undefined };
  const send = () => {
    for (let i = 0; i < one.count; i++) one.last = side.send(input);
  };
  one.measure = () => (time(send) * 1000) / one.count;
  // How often each was sent differs, and so does what the payer has left and how often the data were touched.
  one.check = () => ({ side: side.name, state: stateOf(side, one.last, { ...workload, watched: [] }) });
  return one;
}

/** Warm, though not as long as the rows of the table, for there are many points; and long enough a round. */
async function calibrate(one, { quick, roundMs, warmupMs }) {
  if (quick) return;
  for (const end = performance.now() + warmupMs / 8; performance.now() < end; ) one.measure();
  one.count = Math.max(1, Math.ceil((roundMs * 1000) / one.measure()));
}

const row = (title, unit, xs, ticks, workloadOf) => ({
  name: `${title}: worst distance from a straight line`,
  isPlotted: true,
  // How far a point may lie from the line.
  atMost: 0.1,
  run: async (effort) => {
    const { ours, litesvm } = await curve(effort.quick ? xs.slice(0, 3) : xs, workloadOf, effort);
    const formulas = [ours, litesvm].map(
      ({ intercept, slope }) => `${intercept.toFixed(1)} + ${slope.toFixed(3)} × ${unit}`,
    );
    const detail = `µs: ${formulas[0]}; LiteSVM ${formulas[1]}`;
    return { value: ours.deviation, detail, plot: { title, unit, ticks, ours, litesvm } };
  },
});

export const CURVE_ROWS = [
  row("time by accounts", "accounts", [2, 4, 8, 16, 32, 48, 64], [2, 16, 32, 48, 64], byAccounts),
  row("time by data", "KiB", [0, 64, 128, 256, 512, 768, 1024], [0, 256, 512, 768, 1024], byKib),
];
