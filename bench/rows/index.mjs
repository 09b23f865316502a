// All that the benchmark shows, in order.
import { CURVE_ROWS } from "./curves.mjs";
import { GROWTH_ROWS } from "./growth.mjs";
import { LOOP_ROWS, SYSCALL_ROWS } from "./programs.mjs";
import { SIGNATURE_ROWS } from "./signatures.mjs";
import { SNAPSHOT_ROWS } from "./snapshot.mjs";
import { START_ROWS } from "./start.mjs";
import { TRANSACTION_ROWS } from "./transactions.mjs";
import { YARDSTICK_ROWS } from "./yardsticks.mjs";

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} [aim] the least ratio wanted
 * @property {number} [atMost] the most that a growth line should show
 * @property {() => string | undefined} [skip] why it cannot be measured here
 * @property {(effort: import("../measure/turns.mjs").Effort) => Promise<object>} run
 */

/** @type {readonly { kind: "rows" | "growth" | "yardsticks", rows: readonly Row[] }[]} */
export const GROUPS = [
  {
    kind: "rows",
    rows: [...TRANSACTION_ROWS, ...LOOP_ROWS, ...SYSCALL_ROWS, ...SIGNATURE_ROWS, ...START_ROWS, ...SNAPSHOT_ROWS],
  },
  { kind: "growth", rows: [...GROWTH_ROWS, ...CURVE_ROWS] },
  { kind: "yardsticks", rows: YARDSTICK_ROWS },
];
