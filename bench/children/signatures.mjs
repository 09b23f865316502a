// System transfers with their signatures checked, with the native backend of signatures or as if there were none.
import Module from "node:module";
import { answer, setting } from "../measure/child.mjs";

const { portable } = setting();
if (portable) hide("sodium-native");
const { compare } = await import("../measure/compare.mjs");
const { signedTransfers } = await import("../rows/signed-transfers.mjs");

answer((effort) => compare(signedTransfers(), { ...effort, progress() {} }));

/** Makes a package look as if it were not installed. */
function hide(name) {
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    if (request !== name) return resolve.call(this, request, ...rest);
    throw Object.assign(new Error(`Cannot find module '${name}'`), { code: "MODULE_NOT_FOUND" });
  };
}
