// What the machine itself would need, beside what Callgate needs.
import { agree } from "../measure/agree.mjs";
import { prepare } from "../measure/compare.mjs";
import { median, ratioOf } from "../measure/statistics.mjs";
import { takeTurns, time } from "../measure/turns.mjs";
import { LOOPS } from "../programs/loops.mjs";
import { CallgateSide } from "../sides/index.mjs";
import { byteWork } from "../yardsticks/bytes.mjs";
import { plainLoop } from "../yardsticks/loops.mjs";
import { programWorkload } from "./programs.mjs";
import { repeated, TOKEN_ACCOUNTS, TOKEN_TRANSFER } from "./workloads.mjs";

/** Both a number of times each round, in turns: microseconds each, and how many times longer Callgate takes. */
async function beside(plain, callgate, { quick, roundMs, warmupMs, ...effort }) {
  const works = [callgate, plain].map((work) => ({ work, count: 1 }));
  const measure = ({ work, count }) =>
    time(() => {
      for (let i = 0; i < count; i++) work();
    }) / count;
  for (const one of quick ? [] : works) {
    for (const end = performance.now() + warmupMs; performance.now() < end; ) measure(one);
    while (measure(one) * one.count < roundMs) one.count *= 2;
  }
  const times = await takeTurns(2, (i) => measure(works[i]) * 1000, { ...effort, warmupMs: 0 });
  const [oursUs, plainUs] = times.map(median);
  return { ...ratioOf(times[0], times[1]), us: plainUs, callgateUs: oursUs };
}

async function loop(name, effort) {
  const workload = programWorkload(LOOPS[name]);
  const side = prepare(new CallgateSide(), workload);
  const [transaction] = workload.transactions(1);
  const plain = plainLoop(name);
  let last;
  const callgate = () => {
    last = side.send(transaction);
  };
  const result = await beside(plain.run, callgate, effort);
  agree([
    { side: "plain WebAssembly", state: plain.returned() },
    { side: "Callgate", state: side.outcome(last).returned },
  ]);
  return result;
}

async function bytes(kind, effort) {
  const workload = repeated(TOKEN_TRANSFER, { accounts: TOKEN_ACCOUNTS });
  const side = prepare(new CallgateSide(), workload);
  const work = byteWork(
    TOKEN_TRANSFER,
    TOKEN_ACCOUNTS.map(([, { data }]) => data.slice()),
  );
  const result = await beside(work[kind], () => side.send(TOKEN_TRANSFER), effort);
  return { ...result, checksum: work.checksum() };
}

export const YARDSTICK_ROWS = [
  ...Object.keys(LOOPS).map((name) => ({ name: `${name}, plain WebAssembly`, run: (effort) => loop(name, effort) })),
  { name: "p-token transfer: reading the wire and the accounts", run: (effort) => bytes("read", effort) },
  { name: "p-token transfer: hashing the message", run: (effort) => bytes("hash", effort) },
  { name: "p-token transfer: copying all of it in and out", run: (effort) => bytes("copy", effort) },
];
