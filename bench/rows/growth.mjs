// What becomes of Callgate with size and age. All of this is Callgate beside itself.
import { Child, withChildren } from "../measure/child.mjs";
import { median, ratioOf } from "../measure/statistics.mjs";
import { takeTurns } from "../measure/turns.mjs";

const MEGA = 1_000_000;

/** A process per size, with a garbage collector that can be called. */
function grown(setting) {
  return new Child("growth", setting, ["--expose-gc", "--max-old-space-size=8192"]);
}

/** Microseconds per transfer of each child, by turn, once all of them are ready. */
async function transfersInTurns(children, effort) {
  for (const child of children) await child.ask("placed");
  return takeTurns(children.length, (i) => children[i].ask("transfers"), effort);
}

async function manyAccounts(effort) {
  const [few, many] = effort.quick ? [100, 1000] : [1000, MEGA];
  effort.progress(`placing ${many} accounts`);
  const sizes = { transactions: 0, wires: effort.quick ? 20 : 20_000 };
  return withChildren(
    [grown({ ...sizes, accounts: few }), grown({ ...sizes, accounts: many })],
    async (...children) => {
      const { bytes } = await children[1].ask("placed");
      const [before, after] = await transfersInTurns(children, effort);
      const time = { ...ratioOf(after, before), beforeUs: median(before), afterUs: median(after) };
      return { time, bytesPerAccount: bytes / many - KEY_BYTES };
    },
  );
}

const KEY_BYTES = 32;

async function manyTransactions(effort) {
  const [few, many] = effort.quick ? [20, 40] : [10_000, MEGA];
  effort.progress(`sending ${many} transactions`);
  const sizes = { accounts: 1000, wires: effort.quick ? 20 : 5000 };
  const children = [grown({ ...sizes, transactions: few }), grown({ ...sizes, transactions: many })];
  return withChildren(children, async (...both) => {
    const [before, after] = await transfersInTurns(both, effort);
    const [bytesBefore, bytesAfter] = [await both[0].ask("memory"), await both[1].ask("memory")];
    const time = { ...ratioOf(after, before), beforeUs: median(before), afterUs: median(after) };
    return { time, memory: { ratio: bytesAfter / bytesBefore, bytesBefore, bytesAfter } };
  });
}

function once(run) {
  let result;
  return (effort) => (result ??= run(effort));
}

const withAccounts = once(manyAccounts);
const withTransactions = once(manyTransactions);

function timeLine({ ratio, low, high, beforeUs, afterUs }) {
  return { value: ratio, low, high, detail: `${beforeUs.toFixed(2)} µs, then ${afterUs.toFixed(2)} µs` };
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

export const GROWTH_ROWS = [
  {
    name: "time per transfer: 1,000,000 accounts / 1,000",
    atMost: 1.3,
    run: async (effort) => timeLine((await withAccounts(effort)).time),
  },
  {
    name: "memory per empty account beyond its key (bytes)",
    atMost: 400,
    run: async (effort) => ({ value: (await withAccounts(effort)).bytesPerAccount, detail: "" }),
  },
  {
    name: "time per transfer: after 1,000,000 transactions / 10,000",
    atMost: 1.1,
    run: async (effort) => timeLine((await withTransactions(effort)).time),
  },
  {
    name: "memory: after 1,000,000 transactions / 10,000",
    atMost: 1.1,
    run: async (effort) => {
      const { ratio, bytesBefore, bytesAfter } = (await withTransactions(effort)).memory;
      return { value: ratio, detail: `${megabytes(bytesBefore)}, then ${megabytes(bytesAfter)}` };
    },
  },
];
