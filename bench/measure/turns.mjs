// Times several sides in turns: what the machine does beside it then hits all of them alike.
import { now } from "./clock.mjs";

/**
 * @typedef {object} Effort how much to measure
 * @property {number} rounds rounds that count
 * @property {number} roundMs how long a round of the fastest side should take at least, in milliseconds
 * @property {number} warmupMs how long to run before the rounds that count, in milliseconds for each side
 * @property {boolean} quick whether only the code is tried: sizes shrink, figures mean nothing
 * @property {(text: string) => void} progress tells what is being done
 */

/** @returns milliseconds that `run` took */
export function time(run) {
  const start = now();
  run();
  return now() - start;
}

/**
 * One turn: every side once, another one first each time, for who goes first may pay for the other's garbage.
 * @param {number} sides how many
 * @param {(side: number) => number | Promise<number>} measure milliseconds of a side's work
 * @returns {Promise<number[]>} by side
 */
export async function takeTurn(sides, turn, measure) {
  const ms = [];
  for (let i = 0; i < sides; i++) {
    const side = (turn + i) % sides;
    ms[side] = await measure(side);
  }
  return ms;
}

/**
 * Warms up, then takes the turns that count.
 * @param {number} sides how many
 * @param {(side: number) => number | Promise<number>} measure milliseconds of a side's work
 * @param {Effort} effort
 * @returns {Promise<number[][]>} milliseconds by side and turn
 */
export async function takeTurns(sides, measure, { rounds, warmupMs, progress }) {
  const end = performance.now() + warmupMs * sides;
  let turn = 0;
  do {
    progress("warming up");
    await takeTurn(sides, turn++, measure);
  } while (performance.now() < end);
  const turns = [];
  while (turns.length < rounds) {
    progress(`round ${turns.length + 1} of ${rounds}`);
    turns.push(await takeTurn(sides, turn++, measure));
  }
  return Array.from({ length: sides }, (_, side) => turns.map((ms) => ms[side]));
}
