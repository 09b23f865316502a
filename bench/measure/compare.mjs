// A workload on Callgate and on both doors of LiteSVM.
import { CallgateSide, LiteSvmNativeSide, LiteSvmSide } from "../sides/index.mjs";
import { agree } from "./agree.mjs";
import { collectGarbage } from "./garbage.mjs";
import { median, ratioOf } from "./statistics.mjs";
import { takeTurn, time } from "./turns.mjs";

/**
 * What is sent, and to which state.
 * @typedef {object} Workload
 * @property {readonly (readonly [Uint8Array, object])[]} accounts key and account
 * @property {readonly (readonly [Uint8Array, Uint8Array])[]} [programs] id and ELF
 * @property {readonly Uint8Array[]} watched keys of the accounts that are compared afterwards
 * @property {(count: number) => Uint8Array[]} transactions the next ones, on the wire
 * @property {number} count how many to begin with
 * @property {number} [warmup] how many to send at least before the rounds that count; default 0
 * @property {import("../sides/index.mjs").Settings} [settings]
 */

/** A side with a workload's accounts and programs. */
export function prepare(side, { accounts, programs = [] }) {
  for (const [key, account] of accounts) side.setAccount(key, account);
  for (const [id, elf] of programs) side.addProgram(id, elf);
  return side;
}

/** What both must agree on at the end: how a transaction ended, and the accounts. */
export function stateOf(side, last, { watched }) {
  return { last: side.outcome(last), accounts: watched.map((key) => side.account(key)) };
}

/**
 * Microseconds per transaction and the ratios. Throws `Disagreement` if the sides do not end alike.
 * @param {Workload} workload
 * @param {import("./turns.mjs").Effort} effort
 */
export async function compare(workload, effort) {
  const { settings = {} } = workload;
  const sides = [new CallgateSide(settings), new LiteSvmSide(settings), new LiteSvmNativeSide(settings)];
  for (const side of sides) prepare(side, workload);
  const last = [];
  const turn = async (number, count) => {
    const wires = workload.transactions(count);
    const inputs = sides.map((side) => wires.map((wire) => side.input(wire)));
    const ms = await takeTurn(sides.length, number, (i) =>
      time(() => {
        last[i] = sendAll(sides[i], inputs[i]);
        collectGarbage();
      }),
    );
    return ms.map((value) => (value * 1000) / count);
  };
  const { count, turns } = await warmUp(turn, workload, effort);
  const us = sides.map(() => []);
  for (let round = 0; round < effort.rounds; round++) {
    effort.progress(`round ${round + 1} of ${effort.rounds}`);
    const times = await turn(turns + round, count);
    for (const [i, value] of times.entries()) us[i].push(value);
  }
  agree(sides.map((side, i) => ({ side: side.name, state: stateOf(side, last[i], workload) })));
  const [ours, theirs, native] = us;
  return {
    ...ratioOf(theirs, ours),
    nativeRatio: ratioOf(native, ours).ratio,
    oursUs: median(ours),
    litesvmUs: median(theirs),
    nativeUs: median(native),
    transactionsPerRound: count,
  };
}

/** The last result; all of them must be successes. */
function sendAll(side, inputs) {
  let result;
  for (const input of inputs) result = side.send(input);
  return result;
}

/**
 * Until Callgate, which has compilers of its own and V8's to wait for, has run for long enough, and rounds are long
 * enough: how many transactions a round takes.
 */
async function warmUp(turn, { count: startCount, warmup = 0 }, { warmupMs, roundMs, quick, progress }) {
  let count = startCount;
  let turns = 0;
  let [oursMs, sent] = [0, 0];
  do {
    progress("warming up");
    const us = await turn(turns++, count);
    oursMs += (us[0] * count) / 1000;
    sent += count;
    const wanted = Math.ceil((roundMs * 1000) / Math.min(...us));
    if (wanted > count) count = Math.min(wanted, 4 * count);
  } while (!quick && (oursMs < warmupMs || sent < warmup));
  return { count, turns };
}
