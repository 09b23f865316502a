// What comes first: a process, a program.
import { readFileSync } from "node:fs";
import { TOKEN_2022_PROGRAM_ID } from "../../dist/solana/program-ids.js";
import { addressFromPubkey } from "../../dist/solana/pubkey.js";
import { agree } from "../measure/agree.mjs";
import { Child, withChildren } from "../measure/child.mjs";
import { prepare, stateOf } from "../measure/compare.mjs";
import { median, ratioOf } from "../measure/statistics.mjs";
import { takeTurns, time } from "../measure/turns.mjs";
import { CALLGATE } from "../sides/callgate-door.mjs";
import { CallgateSide, LiteSvmNativeSide, LiteSvmSide } from "../sides/index.mjs";
import { createAssociatedToken, key, wire } from "../wire.mjs";
import {
  FEE_ACCOUNTS,
  FEE_TRANSFER,
  MINT,
  mint,
  PAYER,
  payer,
  repeated,
  SYSTEM_TRANSFER,
  TOKEN_ACCOUNTS,
  TOKEN_TRANSFER,
} from "./workloads.mjs";

/** Fresh processes in turns; Node's own start and the work before the import are not on the clock. */
async function coldProcess(wires, effort) {
  const setting = {
    entry: CALLGATE.startsWith("file:") ? CALLGATE : import.meta.resolve(CALLGATE),
    wires: wires.map((wire) => Buffer.from(wire).toString("base64")),
    accounts: [payer, mint, ...TOKEN_ACCOUNTS, ...FEE_ACCOUNTS].map(accountAsJson),
  };
  const scripts = ["cold-callgate", "cold-litesvm"];
  const states = [];
  const measure = async (side) => {
    const { ms, state } = await withChildren([new Child(scripts[side], setting)], (child) => child.ask());
    states[side] = { side: scripts[side], state };
    return ms;
  };
  const times = await takeTurns(2, measure, { ...effort, warmupMs: 0 });
  agree(states);
  return summary(times);
}

function accountAsJson([key, { lamports, data = new Uint8Array(0), owner }]) {
  const text = Buffer.from(data).toString("base64");
  return [
    addressFromPubkey(key),
    { lamports: lamports.toString(), data: text, programAddress: addressFromPubkey(owner) },
  ];
}

/** Transactions of four kinds in turns, as the tests of an application send them. */
function firstTransactions(count) {
  const kinds = [
    () => SYSTEM_TRANSFER,
    () => TOKEN_TRANSFER,
    (i) => wire(PAYER, createAssociatedToken(PAYER, key(1000 + i), MINT)),
    () => FEE_TRANSFER,
  ];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length](i));
}

/** A program that nobody has seen is put in place and called; each turn has another one. */
async function firstCall(effort) {
  const workload = repeated(FEE_TRANSFER, { accounts: FEE_ACCOUNTS });
  const sides = [new CallgateSide(), new LiteSvmSide(), new LiteSvmNativeSide()];
  for (const side of sides) prepare(side, workload);
  const inputs = sides.map((side) => side.input(FEE_TRANSFER));
  const variants = sides.map(() => token2022Variants());
  const last = [];
  const times = await takeTurns(
    sides.length,
    (i) => {
      const elf = variants[i].next().value;
      return time(() => {
        sides[i].addProgram(TOKEN_2022_PROGRAM_ID, elf);
        last[i] = sides[i].send(inputs[i]);
      });
    },
    { ...effort, warmupMs: effort.warmupMs / 4 },
  );
  agree(sides.map((side, i) => ({ side: side.name, state: stateOf(side, last[i], workload) })));
  return summary(times);
}

/** Texts that Token-2022 logs for instructions that the benchmark does not send. */
const UNUSED_TEXT = "WithdrawExcessLamports";

/** Token-2022 with other letters in a text of .rodata each time, so that no cache has it. */
function* token2022Variants() {
  const elf = readFileSync(new URL("../../assets/token-2022.so", import.meta.url));
  const at = elf.indexOf(UNUSED_TEXT);
  if (at < 0) throw new Error(`Token-2022 has no text ${UNUSED_TEXT} to vary`);
  const run = process.pid % 1e6;
  for (let number = 0; ; number++) {
    const variant = new Uint8Array(elf);
    variant.set(Buffer.from(`${run}`.padStart(6, "0") + `${number}`.padStart(6, "0")), at);
    yield variant;
  }
}

function summary([ours, theirs, native]) {
  const row = { ...ratioOf(theirs, ours), oursUs: 1000 * median(ours), litesvmUs: 1000 * median(theirs) };
  if (native === undefined) return row;
  return { ...row, nativeUs: 1000 * median(native), nativeRatio: ratioOf(native, ours).ratio };
}

export const START_ROWS = [
  {
    name: "cold process: import, create, first token transfer",
    aim: 1,
    run: (effort) => coldProcess([TOKEN_TRANSFER], effort),
  },
  // No aim: V8 compiles what runs again and again, and has not yet.
  {
    name: "cold process: import, create, 100 transactions of four kinds",
    run: (effort) => coldProcess(firstTransactions(100), effort),
  },
  { name: "load Token-2022 and call it for the first time", aim: 1, run: firstCall },
];
