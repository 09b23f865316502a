import type { Address } from "../../solana/pubkey.js";
import type { TransactionResult } from "../../svm/index.js";
import { nameTrace } from "../../trace/names/name-frame.js";
import type { ProgramDescription } from "../../trace/names/program-description.js";
import { traceLines } from "../../trace/print/print-trace.js";
import { legend } from "../../trace/print/tree.js";
import { endWhenReaderIsGone } from "../reader-gone.js";
import { styleFor } from "../terminal-style.js";

// The examples are users of the package, so they are compiled apart from it, and found when they are asked for.

/** What an example knows of its own addresses and instructions (examples/support/stage.ts). */
interface Stage {
  readonly names: Readonly<Record<string, string>>;
  instructionNameOf(programAddress: string, data: Uint8Array): string | undefined;
}

interface Example {
  readonly about: string;
  readonly demo: () => Promise<{ demo: (stage: Stage) => Promise<void> }>;
}

interface Examples {
  readonly EXAMPLES: Readonly<Record<string, Example>>;
}

interface StageModule {
  readonly Stage: new (options: object, onSent: (title: string, result: TransactionResult) => void) => Stage;
}

const FOLDER = new URL("../../examples/", import.meta.url);

/** `npm run example -- NAME`: sends what the example sends, and draws each call tree. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { EXAMPLES }: Examples = await import(new URL("catalogue.js", FOLDER).href);
  const [name] = args;
  if (args.length === 0) return list(EXAMPLES, console.log);
  if (args.length === 1 && Object.hasOwn(EXAMPLES, name)) return run(EXAMPLES[name]);
  console.error(`expected the name of one example, got ${args.join(" ")}\n`);
  list(EXAMPLES, console.error);
  return 2;
}

function list(examples: Examples["EXAMPLES"], print: (line: string) => void): number {
  const width = Math.max(...Object.keys(examples).map((name) => name.length));
  print("npm run example -- NAME, where NAME is one of\n");
  for (const [name, { about }] of Object.entries(examples)) print(`  ${name.padEnd(width)}  ${about}`);
  return 0;
}

async function run({ about, demo }: Example): Promise<number> {
  const { Stage }: StageModule = await import(new URL("support/stage.js", FOLDER).href);
  const style = styleFor(process.stdout, process.env);
  const print = (lines: readonly string[]): void => console.log(lines.join("\n"));
  print([`${about[0].toUpperCase()}${about.slice(1)}.`, legend(style), ""]);
  let count = 0;
  const stage: Stage = new Stage({ trace: true }, (title, result) => {
    const trace = nameTrace(result.trace!, (program) => describeProgram(stage, program));
    print(traceLines(trace, style, { title: `${++count}. ${title}`, names: stage.names }));
  });
  await (await demo()).demo(stage);
  return 0;
}

/** Instructions of programs that declare none have the names that the example gives them. */
function describeProgram(stage: Stage, program: Address): ProgramDescription {
  const instruction: ProgramDescription["instruction"] = (data) => {
    const name = stage.instructionNameOf(program, data);
    return name === undefined ? undefined : { name, arguments: {}, accountNames: [] };
  };
  return { address: program, name: null, instruction };
}

endWhenReaderIsGone();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
