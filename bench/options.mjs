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
  --quick          the least work that runs every row; the figures mean nothing`;

const DEFAULT_ROUNDS = 15;

/** Throws `Misuse`. */
export function readOptions(args) {
  const { values, positionals } = parse(args);
  if (positionals.length > (values.plot ? 1 : 0)) throw new Misuse(`expected no ${positionals.at(-1)}`);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : DEFAULT_ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Misuse(`expected --rounds to be a whole number from 1 on, got ${values.rounds}`);
  }
  return { ...values, rounds, plot: values.plot ? plotPath(positionals) : undefined };
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
    help: boolean,
  };
  const options = { ...flags, only: { type: "string", default: "" }, rounds: { type: "string" } };
  try {
    return parseArgs({ args, options, allowPositionals: true });
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
