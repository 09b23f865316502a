import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { reasonOf } from "../../../base/untrusted.js";
import type { GenesisAccount } from "../../../cluster/genesis.js";
import { isProgram } from "../../../program/program.js";
import { CommandError } from "../failure.js";
import { addressOrKeypair } from "./addresses.js";

/** A module that the user names. Throws a CommandError that names it. */
async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    throw new CommandError(`cannot load ${path}: ${reasonOf(cause)}`, { cause });
  }
}

/** The program in TypeScript that a module exports, under whichever name. */
export async function programOfModule(address: string, path: string): Promise<GenesisAccount> {
  const exported = Object.values(await importModule(path));
  const program = exported.find(isProgram);
  if (program === undefined) {
    throw new CommandError(`${path} exports no program: expected what defineProgram of callgate/program gives`);
  }
  return { address: addressOrKeypair(address, "--program"), program };
}

/** Where a cluster can be reached, for the first who use it. */
export interface SetupContext {
  readonly rpcUrl: string;
  readonly pubsubUrl: string;
}

/** Calls the function `setup` (or the default one) of a module. Throws a CommandError that names the module. */
export async function runSetup(path: string, context: SetupContext): Promise<void> {
  const { setup, default: fallback } = await importModule(path);
  const run = setup ?? fallback;
  if (typeof run !== "function") throw new CommandError(`${path} exports no function setup`);
  try {
    await run(context);
  } catch (cause) {
    throw new CommandError(`${path}: setup failed: ${reasonOf(cause)}`, { cause });
  }
}
