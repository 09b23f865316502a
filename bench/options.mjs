// What the command line asks for.
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

/** The command line asks for what cannot be. */
export class Misuse extends Error {
  name = "Misuse";
}

export const USAGE = `npm run bench -- [options]
  --only TEXT      rows whose name contains TEXT
  --rounds N       rounds that count, 15 by default
  --json           for machines
  --plot [FILE]    also draws time by accounts and by data as SVG, in growth.svg by default
  --check          exit code 1 if a row is below its aim
  --cpu            processor time instead of time, for busy machines
  --modules        measures dist/ as tsc writes it, not the bundle that the package has
  --quick          the least work that runs every row; the figures mean nothing

npm run bench -- rpc [options]: the cluster under load
  --clients N      100 by default
  --window N       transactions that each has under way, 8 by default
  --seconds N      60 by default
  --trace WHICH    the command's flag: all (by default), failed or none

npm run bench -- rpc-faults [--rounds N]: what a ledger outlives, 200 times by default`;

const DEFAULT_ROUNDS = 15;

/** Throws `Misuse`. */
export function readOptions(args) {
  const { values, positionals } = parse(args);
  if (positionals.length > (values.plot ? 1 : 0)) throw new Misuse(`expected no ${positionals.at(-1)}`);
  const rounds = wholeNumber("--rounds", values.rounds ?? (values.quick ? 1 : DEFAULT_ROUNDS));
  return { ...values, rounds, plot: values.plot ? plotPath(positionals) : undefined };
}

/** Throws `Misuse`. */
export function wholeNumber(flag, text) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Misuse(`expected ${flag} to be a whole number from 1 on, got ${text}`);
}

/** Looks at the folder now, so that nobody waits minutes for a file that cannot be written. */
function plotPath([path = "growth.svg"]) {
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (thrown) {
    throw new Misuse(`cannot write ${path}: ${thrown.message}`);
  }
  return path;
}

function parse(args) {
  const boolean = { type: "boolean", default: false };
  const flags = {
    json: boolean,
    plot: boolean,
    check: boolean,
    cpu: boolean,
    modules: boolean,
    quick: boolean,
  };
  return parseFlags({
    args,
    options: { ...flags, only: { type: "string", default: "" }, rounds: { type: "string" } },
    allowPositionals: true,
  });
}

/** `parseArgs` of node:util. Throws `Misuse`. */
export function parseFlags(config) {
  try {
    return parseArgs(config);
  } catch (thrown) {
    throw new Misuse(thrown.message);
  }
}

const DIST = new URL("../dist/", import.meta.url);
const BUNDLE = "bundle";

/** Throws `Misuse` if the package's entry is not made of what was compiled last. */
export function checkBundle() {
  const files = readdirSync(DIST, { recursive: true }).filter((path) => path.endsWith(".js"));
  const newest = (isIn) => Math.max(0, ...files.filter(isIn).map((path) => statSync(new URL(path, DIST)).mtimeMs));
  const isBundle = (path) => path.startsWith(BUNDLE);
  if (newest(isBundle) >= newest((path) => !isBundle(path))) return;
  throw new Misuse("dist/bundle is missing or older than dist: run npm run build, or measure with --modules");
}
