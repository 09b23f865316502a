// npm run bench: Callgate beside litesvm 1.5.0, in one process. See README.md here.
import { parseArgs } from "node:util";
import { Callgate, LiteSvm } from "./chains.mjs";
import { compare } from "./measure.mjs";
import { prepare, stateOf, workloads } from "./workloads.mjs";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "15" },
  },
});

const rows = workloads()
  .filter(({ name }) => name.includes(values.only))
  .map(run);
if (values.json) console.log(JSON.stringify(rows, null, 2));

function run(workload) {
  const [ours, theirs] = [new Callgate(), new LiteSvm()];
  prepare(ours, workload);
  prepare(theirs, workload);
  // Both sides get the same wires in the same order; who asks first has them made.
  const sides = [ours, theirs].map((chain) => ({ chain, queue: [] }));
  const refill = () => {
    const wires = workload.wires();
    for (const { queue } of sides) queue.push(wires);
  };
  const [a, b] = sides.map(({ chain, queue }) => {
    let units = 0;
    return {
      round: () => {
        for (const wire of queue.shift()) units += chain.send(wire);
      },
      check: () => [units, stateOf(chain, workload)],
    };
  });
  const rounds = Number(values.rounds);
  for (let i = 0; i < rounds + 3; i++) refill();
  const result = compare(a, b, { rounds });
  const perTransaction = (ms) => (ms * 1000) / workload.transactionsPerRound;
  const row = {
    workload: workload.name,
    target: workload.target,
    ratio: result.ratio,
    low: result.low,
    high: result.high,
    oursUs: perTransaction(result.ours),
    litesvmUs: perTransaction(result.theirs),
  };
  if (!values.json) print(row);
  return row;
}

function print({ workload, target, ratio, low, high, oursUs, litesvmUs }) {
  const verdict = ratio >= target ? "reached" : "below";
  console.log(
    `${workload.padEnd(44)} ${ratio.toFixed(2).padStart(6)}  (${low.toFixed(2)}–${high.toFixed(2)})`.padEnd(68) +
      ` at least ${String(target).padEnd(4)} ${verdict.padEnd(8)} ${oursUs.toFixed(1)} µs, litesvm ${litesvmUs.toFixed(1)} µs`,
  );
}
