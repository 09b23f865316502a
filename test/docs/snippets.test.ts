import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { type Block, blocksOf, documents, promisedOutput, ROOT, textOf } from "./markdown.js";

// Every example of the documents is compiled and run against the package as it is published, and prints what the
// comments after its console.log say.

const run = promisify(execFile);
const FOLDER = new URL(`.tmp/snippets-${process.pid}/`, ROOT);
const blocks = documents().flatMap(blocksOf);
const examples = blocks.filter(({ language, noRun }) => ["ts", "js"].includes(language) && noRun === undefined);
const fileOf = ({ place }: Block) => place.replace(/[/.:]/g, "-");

const TSCONFIG = {
  extends: "../../tsconfig.base.json",
  compilerOptions: {
    composite: false,
    incremental: false,
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    noUnusedLocals: false,
    allowJs: true,
    outDir: "out",
    rootDir: ".",
    lib: ["es2023", "dom"],
    types: ["node"],
  },
  include: ["*.ts", "*.js"],
};

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL("tsconfig.json", FOLDER), JSON.stringify(TSCONFIG));
  for (const block of examples) writeFileSync(new URL(`${fileOf(block)}.${block.language}`, FOLDER), block.code);
  const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", ROOT));
  await run(process.execPath, [tsc, "-p", fileURLToPath(FOLDER)]).catch(({ stdout }) => {
    throw new Error(`the examples do not compile:\n${stdout}`);
  });
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe("examples run and print what they say", () => {
  test.each(examples.map((block) => [block.place, block] as const))("%s", async (_, block) => {
    const script = fileURLToPath(new URL(`out/${fileOf(block)}.js`, FOLDER));
    const { stdout } = await run(process.execPath, [script]);
    const printed = stdout.split("\n");
    for (const promised of promisedOutput(block)) {
      const at = printed.indexOf(promised);
      expect(at < 0 ? `printed: ${printed.join(" | ")}` : promised).toBe(promised);
      printed.splice(0, at + 1);
    }
  });

  test("there are some, and the first of them prints something", () => {
    expect(examples.length).toBeGreaterThan(8);
    expect(promisedOutput(examples[0]!)).not.toEqual([]);
  });
});

describe("commands exist", () => {
  const commands = blocks
    .filter(({ language, noRun }) => language === "sh" && noRun === undefined)
    .flatMap(({ place, code }) =>
      code
        .trim()
        .split(/\n|&&/)
        .map((command) => [place, command.trim()] as const),
    );
  const scripts: Readonly<Record<string, string>> = packageJson.scripts;

  test.each(commands)("%s: %s", (_, command) => {
    const script = /^npm (?:run )?([\w-]+)(?: -- .*)?$/.exec(command)?.[1];
    expect(script === "ci" || (script !== undefined && script in scripts)).toBe(true);
  });

  test("in the README's table too", () => {
    const named = [...textOf("README.md").matchAll(/`npm (?:run )?([\w-]+)/g)].map(([, script]) => script!);
    expect(named.filter((script) => script !== "install" && script !== "ci" && !(script in scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(3);
  });
});

test("blocks are of languages that readers know", () => {
  expect(blocks.filter(({ language }) => !["", "ts", "js", "sh", "json"].includes(language))).toEqual([]);
});

test("links lead to files that exist", () => {
  const broken = documents().flatMap((path) => {
    const links = [...textOf(path).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target]) => target!);
    return links
      .filter((target) => !existsSync(new URL(`${dirname(path)}/${target}`, ROOT)))
      .map((target) => `${path}: ${target}`);
  });
  expect(broken).toEqual([]);
});
