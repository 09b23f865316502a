import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

const CHILD = `
  const { LiteSvm } = require(${JSON.stringify(createRequire(import.meta.url).resolve("litesvm/dist/internal.js"))});
  new LiteSvm().simulateVersionedTransaction(Buffer.from(process.argv[1], "base64"));
  process.stdout.write("read");
`;

/** Whether Agave can read these bytes as a transaction. LiteSVM aborts its process if not, so it gets one of its own. */
export function agaveReads(wire: Uint8Array): boolean {
  const argument = Buffer.from(wire).toString("base64");
  const { stdout } = spawnSync(process.execPath, ["-e", CHILD, argument], { encoding: "utf8" });
  return stdout === "read";
}
