// A side's garbage is its own: whoever runs next must not pay for collecting it.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

/** Collects young garbage. To be called on the clock of the side that made it. */
export function collectGarbage() {
  gc({ type: "minor" });
}
