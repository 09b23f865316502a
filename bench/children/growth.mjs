// A Callgate with many accounts, or that has run many transactions: what transfers take then, and the memory.
import { SYSTEM_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { answer, setting } from "../measure/child.mjs";
import { time } from "../measure/turns.mjs";
import { payer, RENT, TOKEN_ACCOUNTS, TOKEN_TRANSFER } from "../rows/workloads.mjs";
import { CallgateSide } from "../sides/index.mjs";
import { key, systemTransfer, wire } from "../wire.mjs";

const { accounts, transactions, wires: wireCount } = setting();
const side = new CallgateSide();

/** System transfers between accounts picked all over the place, and a token transfer after each. */
function makeWires() {
  let state = 1;
  const pick = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return key(FIRST + (state % accounts));
  };
  return Array.from({ length: wireCount }, () => {
    const [from, to] = [pick(), pick()];
    return wire(from, systemTransfer(from, to, 1));
  });
}

/** Number of the first key; those below belong to workloads. */
const FIRST = 10_000;

const wires = makeWires();

function memoryBytes() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function place() {
  const before = memoryBytes();
  for (let i = 0; i < accounts; i++) {
    side.setAccount(key(FIRST + i), { lamports: RENT, owner: SYSTEM_PROGRAM_ID });
  }
  return { bytes: memoryBytes() - before };
}

function sendAll(list) {
  for (const one of list) side.send(one);
}

/** Half system transfers, half token transfers. */
function run(count) {
  for (const [address, account] of [payer, ...TOKEN_ACCOUNTS]) side.setAccount(address, account);
  for (let sent = 0; sent < count; sent += 2) {
    side.send(wires[(sent / 2) % wireCount]);
    side.send(TOKEN_TRANSFER);
  }
}

const placed = place();
run(transactions);

answer((question) => {
  if (question === "placed") return placed;
  if (question === "memory") return memoryBytes();
  return (time(() => sendAll(wires)) * 1000) / wireCount;
});
