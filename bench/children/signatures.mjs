// System transfers with their signatures checked, with the native backend of signatures or as if there were none.
import Module from "node:module";
import { answer, setting } from "../measure/child.mjs";

const NATIVE = "sodium-native";

const { portable, payers } = setting();
if (portable) hide(NATIVE);
const { compare } = await import("../measure/compare.mjs");
const { signedTransfers } = await import("../rows/signed-transfers.mjs");

answer(async (effort) => {
  const result = await compare(signedTransfers(payers), { ...effort, progress() {} });
  const isNative = Object.keys(Module._cache).some((path) => path.includes(NATIVE));
  // A process begins without it: few transactions are not worth loading it.
  if (isNative === portable && !effort.quick)
    throw new Error(`expected signatures ${portable ? "without" : "by"} ${NATIVE}`);
  return result;
});

/** Makes a package look as if it were not installed. */
function hide(name) {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    if (request !== name) return resolve.call(this, request, ...rest);
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
  };
}
