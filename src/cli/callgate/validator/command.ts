import { Command } from "commander";
import { startValidator, type Validator } from "../../../server/validator.js";
import { isSimpleVoteTransaction } from "../../../solana/simple-vote.js";
import { styleFor } from "../../terminal-style.js";
import { banner, shownHost } from "./banner.js";
import { addValidatorFlags, genesisFlags, ignoredFlags, type ValidatorFlags } from "./flags.js";
import { LiveLine } from "./live-line.js";
import { LogFile } from "./log-file.js";
import { untilSignal } from "./signals.js";
import { runSetup } from "./typescript-programs.js";
import { validatorOptions } from "./validator-options.js";

/** `callgate`, `callgate validator`: a cluster on this machine, until it is told to end. */
export function validatorCommand(): Command {
  const command = new Command("validator").description(
    "Starts a cluster on this machine: JSON-RPC and PubSub, with the flags of solana-test-validator.",
  );
  return addValidatorFlags(command).action((flags: ValidatorFlags) => run(flags, command));
}

async function run(flags: ValidatorFlags, command: Command): Promise<void> {
  const began = performance.now();
  for (const flag of ignoredFlags(command)) console.error(`${flag} has no effect: this cluster is one process.`);
  const options = await validatorOptions(flags);
  const validator = await startValidator({ ...options, onError: (error) => console.error(error) });
  if (validator.isResumed) {
    for (const flag of genesisFlags(command))
      console.error(`${flag} has no effect: the ledger is there already; see --reset.`);
  }
  await serveUntilSignal(validator, flags, performance.now() - began);
}

async function setUp({ server, cluster }: Validator, path: string, live: LiveLine | undefined): Promise<void> {
  let sent = 0;
  const stop = cluster.listen({
    block: (block) => (sent += block.transactions.filter((each) => !isSimpleVoteTransaction(each.transaction)).length),
  });
  const host = shownHost(server.host);
  await runSetup(path, { rpcUrl: `http://${host}:${server.rpcPort}`, pubsubUrl: `ws://${host}:${server.pubsubPort}` });
  stop();
  live?.print(`${path} has sent ${sent} transactions.`, "");
}

/** Prints what is to be known and waits for the end; everything is closed then. Rejects if the ledger fails. */
async function serveUntilSignal(
  validator: Validator,
  flags: ValidatorFlags,
  millisecondsToStart: number,
): Promise<void> {
  const style = styleFor(process.stdout, process.env);
  if (!flags.quiet) for (const line of banner(validator, style, millisecondsToStart)) console.log(line);
  const log = validator.folder && new LogFile(validator.cluster, validator.folder.logPath);
  const live = flags.quiet ? undefined : new LiveLine(validator.cluster, process.stdout, style, flags.log ?? false);
  try {
    const ended = untilSignal(validator.cluster);
    if (flags.setup !== undefined) await Promise.race([setUp(validator, flags.setup, live), ended]);
    await ended;
  } finally {
    live?.stop();
    await log?.close();
    await validator.close();
  }
  if (!flags.quiet) console.log(validator.folder === undefined ? "Goodbye." : "Everything is kept; goodbye.");
}
