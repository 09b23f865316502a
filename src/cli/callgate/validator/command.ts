import { Command } from "commander";
import { startValidator, type Validator } from "../../../server/validator.js";
import { styleFor } from "../../terminal-style.js";
import { banner, shownHost } from "./banner.js";
import { addValidatorFlags, ignoredFlags, type ValidatorFlags } from "./flags.js";
import { LiveLine } from "./live-line.js";
import { untilSignal } from "./signals.js";
import { runSetup } from "./typescript-programs.js";
import { validatorOptions } from "./validator-options.js";

/** `callgate`, `callgate validator`: a cluster on this machine, until it is told to end. */
export function validatorCommand(): Command {
  const command = new Command("validator").description(
    "Starts a cluster on this machine: JSON-RPC and PubSub, with the flags of solana-test-validator.",
  );
  return addValidatorFlags(command).action((flags: ValidatorFlags) => run(flags, ignoredFlags(command)));
}

async function run(flags: ValidatorFlags, ignored: readonly string[]): Promise<void> {
  const began = performance.now();
  for (const flag of ignored) console.error(`${flag} has no effect: this cluster is one process.`);
  const options = await validatorOptions(flags);
  const validator = await startValidator({ ...options, onError: (error) => console.error(error) });
  if (flags.warpSlot !== undefined) warp(validator, flags.warpSlot);
  await serveUntilSignal(validator, flags, performance.now() - began);
}

function setUp({ server }: Validator, path: string): Promise<void> {
  const host = shownHost(server.host);
  return runSetup(path, { rpcUrl: `http://${host}:${server.rpcPort}`, pubsubUrl: `ws://${host}:${server.pubsubPort}` });
}

/** Without a slot: the first one of the next epoch, as solana-test-validator's. */
function warp({ cluster }: Validator, slot: bigint | true): void {
  const next = cluster.view("processed").sysvar("epochSchedule").slotsPerEpoch;
  cluster.warpToSlot(slot === true ? cluster.workingSlot + next : slot);
}

/** Prints what is to be known and waits for the end; everything is closed then. Rejects if the ledger fails. */
async function serveUntilSignal(
  validator: Validator,
  flags: ValidatorFlags,
  millisecondsToStart: number,
): Promise<void> {
  const style = styleFor(process.stdout, process.env);
  if (!flags.quiet) for (const line of banner(validator, style, millisecondsToStart)) console.log(line);
  const live = flags.quiet ? undefined : new LiveLine(validator.cluster, process.stdout, style, flags.log ?? false);
  try {
    const ended = untilSignal(validator.cluster);
    if (flags.setup !== undefined) await Promise.race([setUp(validator, flags.setup), ended]);
    await ended;
  } finally {
    live?.stop();
    await validator.close();
  }
  if (!flags.quiet) console.log("Everything is kept; goodbye.");
}
