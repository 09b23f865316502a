// The sides of a comparison, all with the same doors.

/**
 * @typedef {object} Settings
 * @property {boolean} [signatures] whether they are verified; default no
 * @property {boolean} [history] whether transactions are remembered as by default; default not at all
 * @property {boolean} [trace] whether Callgate makes a trace of each transaction; default no
 * @property {readonly string[]} [gates] feature gates beside mainnet's
 */

export { CallgateSide } from "./callgate.mjs";
export { LiteSvmSide } from "./litesvm.mjs";
export { LiteSvmNativeSide } from "./litesvm-native.mjs";
