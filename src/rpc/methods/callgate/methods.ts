import type { Method } from "../../method.js";
import { programMethods } from "./programs.js";
import { setAccountMethods } from "./set-account.js";
import { setTokenAccountMethods } from "./set-token-account.js";
import { callgateSimulateMethods } from "./simulate.js";
import { snapshotMethods } from "./snapshots.js";
import { timeMethods } from "./time.js";
import { traceMethods } from "./traces.js";

/** What no other node has, by name: for tests, and for those who want to know what happened. */
export const CALLGATE_METHODS: Readonly<Record<string, Method>> = {
  ...callgateSimulateMethods,
  ...programMethods,
  ...setAccountMethods,
  ...setTokenAccountMethods,
  ...snapshotMethods,
  ...timeMethods,
  ...traceMethods,
};
