// Signatures checked, in processes of their own, because a process keeps the backend that it found first.
import { createRequire } from "node:module";
import { Child, withChildren } from "../measure/child.mjs";

function withoutNative() {
  try {
    createRequire(import.meta.url)("sodium-native");
    return undefined;
  } catch {
    return "sodium-native is not installed";
  }
}

function row(name, aim, how, skip = () => undefined) {
  const run = ({ progress, ...effort }) => {
    progress("in a process of its own");
    return withChildren([new Child("signatures", how)], (child) => child.ask(effort));
  };
  return { name, aim, skip, run };
}

/** Backends keep what they know of keys, of a few hundred at most: of the last number each key comes as if it were new. */
const [FEW, SOME, MANY] = [8, 500, 5000];
const NATIVE = "System transfer, signatures on, sodium-native";
const PORTABLE = "System transfer, signatures on, portable";

export const SIGNATURE_ROWS = [
  row(NATIVE, 1, { portable: false, payers: FEW }, withoutNative),
  row(`${NATIVE}, 5,000 payers`, 1, { portable: false, payers: MANY }, withoutNative),
  row(PORTABLE, 0.65, { portable: true, payers: FEW }),
  row(`${PORTABLE}, 500 payers`, 0.65, { portable: true, payers: SOME }),
  row(`${PORTABLE}, 5,000 payers`, 0.65, { portable: true, payers: MANY }),
];
