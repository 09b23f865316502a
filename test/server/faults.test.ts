import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

// The command as `npm run build` makes it. Windows has no limit on the size of files, by which a disk is full here.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

it.skipIf(process.platform === "win32")(
  "loses nothing that was reported when it is killed, or has no room left, under load",
  () => {
    const args = ["bench/main.mjs", "rpc-faults", "--rounds", "8"];
    const { status, stdout, stderr } = spawnSync("node", args, { cwd: ROOT, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const [killed, full, ...rest] = stdout.trim().split("\n");
    expect(killed).toMatch(/^8 times killed under load: [1-9]\d* transactions .*, problems: 0$/);
    expect(full).toMatch(
      /^no room left \("error: keeping slot \d+: no space left .*, exit code 1\): [1-9]\d* .*, problems: 0$/,
    );
    expect(rest).toEqual([]);
  },
  240_000,
);
