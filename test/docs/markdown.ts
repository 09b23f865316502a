import { readdirSync, readFileSync } from "node:fs";

export const ROOT = new URL("../../", import.meta.url);

/** A fenced code block. */
export interface Block {
  /** Of its opening fence, as "README.md:12". */
  readonly place: string;
  readonly language: string;
  /** Why it does not run: what follows "no-run:" after the language. */
  readonly noRun: string | undefined;
  readonly code: string;
}

/** Every Markdown file that a reader may open. */
export function documents(): string[] {
  return ["", "docs/", "bench/", ...exampleFolders()].flatMap((folder) => {
    const names = readdirSync(new URL(folder, ROOT), { encoding: "utf8" });
    return names.filter((name) => name.endsWith(".md")).map((name) => folder + name);
  });
}

function exampleFolders(): string[] {
  const entries = readdirSync(new URL("examples/", ROOT), { withFileTypes: true });
  return ["examples/", ...entries.filter((entry) => entry.isDirectory()).map(({ name }) => `examples/${name}/`)];
}

export function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

const FENCE = /^```(\w*)(?: +(.*))?$/;

/** The blocks of a document. Throws for a fence that says something else than a language and "no-run: reason". */
export function blocksOf(path: string): Block[] {
  const blocks: Block[] = [];
  let open: { place: string; language: string; noRun: string | undefined; lines: string[] } | undefined;
  for (const [i, line] of textOf(path).split("\n").entries()) {
    if (open !== undefined && line === "```") {
      blocks.push({
        place: open.place,
        language: open.language,
        noRun: open.noRun,
        code: `${open.lines.join("\n")}\n`,
      });
      open = undefined;
    } else if (open !== undefined) {
      open.lines.push(line);
    } else if (line.startsWith("```")) {
      open = { ...openingOf(line, `${path}:${i + 1}`), lines: [] };
    }
  }
  if (open !== undefined) throw new Error(`${open.place}: the block never ends`);
  return blocks;
}

function openingOf(line: string, place: string): Omit<Block, "code"> {
  const [, language = "", info = ""] = FENCE.exec(line) ?? [];
  const noRun = /^no-run: (.{10,})$/.exec(info)?.[1];
  if (FENCE.test(line) && (info === "" || noRun !== undefined)) return { place, language, noRun };
  throw new Error(`${place}: expected a language and perhaps "no-run:" with a reason, got ${line}`);
}

/** The example that a newcomer meets first. */
export function firstExample(): Block {
  return blocksOf("README.md").find(({ language }) => language === "ts" || language === "js")!;
}

const LOGGED = /console\.log\(.*\);\s*\/\/ (.+)$/;

/** What a block says that it prints: the comments after its calls of console.log. */
export function promisedOutput({ code }: Block): string[] {
  return code.split("\n").flatMap((line) => LOGGED.exec(line)?.[1] ?? []);
}
