#!/usr/bin/env node
import { createRequire } from "node:module";
import { Command, CommanderError } from "commander";
import { CallgateError } from "../../base/errors.js";
import { endWhenReaderIsGone } from "../reader-gone.js";
import { disassembleCommand } from "./disassemble.js";
import { CommandError } from "./failure.js";
import { snapshotCommand } from "./snapshot-command.js";
import { traceCommand } from "./trace-command.js";
import { validatorCommand } from "./validator/command.js";

/** `callgate`: what a developer asks on the command line. */
function program(): Command {
  const command = new Command("callgate")
    .description("A Solana runtime in TypeScript. Without a command it starts a cluster, as validator does.")
    .version(packageVersion(), "-V, --version")
    .exitOverride();
  command.addCommand(validatorCommand(), { isDefault: true });
  for (const child of [traceCommand(), disassembleCommand(), snapshotCommand()]) command.addCommand(child);
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError(`(callgate ${child.name()} --help lists the options)`);
  }
  return command;
}

function packageVersion(): string {
  return createRequire(import.meta.url)("callgate/package.json").version;
}

/** Throws for a first word that is no command. The command without a name would take it, and find fault with what follows. */
function checkCommand(command: Command, word = "-"): void {
  const names = ["help", ...command.commands.map((child) => child.name())];
  if (word.startsWith("-") || names.includes(word)) return;
  command.error(`error: '${word}' is no command (callgate --help lists them)`);
}

/** 0 for success, 1 if the command could not do what it was asked, 2 for a command line that is wrong. */
async function run(): Promise<number> {
  try {
    const command = program();
    checkCommand(command, process.argv[2]);
    await command.parseAsync(process.argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandError || error instanceof CallgateError)) throw error;
    console.error(`error: ${error.message}`);
    return 1;
  }
}

endWhenReaderIsGone();
process.exitCode = await run();
