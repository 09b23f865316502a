import { parseArgs } from "node:util";
import type { TransactionResult } from "../../svm/index.js";
import { type Names, viewOfResult } from "../render/from-result.js";
import { styleFor } from "../render/style.js";
import { renderLegend, renderTransaction } from "../render/transaction.js";
import { Cast } from "../tour/cast.js";

// The examples are users of the package, so they are compiled apart from it, and found when they are asked for.

/** What an example knows of its own addresses and instructions (examples/support/stage.ts). */
interface Stage {
  nameOf(address: string): string | undefined;
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
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const [name] = positionals;
  if (positionals.length === 0) return list(EXAMPLES, console.log);
  if (positionals.length === 1 && Object.hasOwn(EXAMPLES, name)) return run(EXAMPLES[name]);
  console.error(`expected the name of one example, got ${positionals.join(" ")}\n`);
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
  print([`${about[0].toUpperCase()}${about.slice(1)}.`, renderLegend(style), ""]);
  let count = 0;
  const cast = new Cast();
  const stage: Stage = new Stage({}, (title, result) => {
    print(renderTransaction(viewOfResult(`${++count}. ${title}`, result, names), style));
  });
  const names: Names = {
    address: (address) => stage.nameOf(address) ?? cast.address(address),
    instruction: (program, data) => stage.instructionNameOf(program, data) ?? cast.instruction(program, data),
  };
  await (await demo()).demo(stage);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
