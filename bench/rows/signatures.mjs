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

/** Backends may keep what they know of keys; with many keys that is of little use. */
const [FEW, MANY] = [8, 500];

export const SIGNATURE_ROWS = [
  row("System transfer, signatures on, sodium-native", 1, { portable: false, payers: FEW }, withoutNative),
  row("System transfer, signatures on, portable", 0.65, { portable: true, payers: FEW }),
  row("System transfer, signatures on, portable, 500 payers", undefined, { portable: true, payers: MANY }),
];
