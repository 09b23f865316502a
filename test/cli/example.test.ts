import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL("../../dist/cli/example/main.js", import.meta.url));
const FOLDER = new URL("../../examples/", import.meta.url);
/** What examples share. */
const SHARED = "support";
const FILES = ["client.ts", "client-web3.ts", "demo.ts", "README.md"];
/** Where there is a program: mostly in program.ts. */
const PROGRAM = /^export const \w+ = (?:entrypoint|defineProgram)\(|^ {2}return (?:entrypoint|defineProgram)\(/m;

// What was built, which the command reads too; its types would bring every example into the tests' program.
const { EXAMPLES }: { EXAMPLES: Readonly<Record<string, { readonly about: string }>> } = await import(
  new URL("../../dist/examples/catalogue.js", import.meta.url).href
);
const NAMES = Object.keys(EXAMPLES);
const folders = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== SHARED)
  .map(({ name }) => name);

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run example -- …`, without colours, 80 columns wide. */
async function example(...args: readonly string[]): Promise<Ending> {
  const env = { PATH: process.env.PATH, NO_COLOR: "1", COLUMNS: "80" };
  try {
    return { code: 0, ...(await run(process.execPath, [MAIN, ...args], { env, encoding: "utf8" })) };
  } catch (error) {
    return error as Ending;
  }
}

describe("npm run example -- NAME", () => {
  test.each(NAMES)("%s draws a call tree of each transaction", async (name) => {
    const { code, stdout, stderr } = await example(name);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const titles = stdout.match(/^ *\d+\. .*$/gm) ?? [];
    expect(titles.length).toBeGreaterThanOrEqual(4);
    expect(stdout).toMatch(/─+ ✔ success/);
    expect(stdout).toMatch(/ ✘ failed/);
    // A call in a call, with its price.
    expect(stdout).toMatch(/[├└]─ .* [\d,]+ CU$/m);
  });

  test("without a name lists all of them", async () => {
    const { code, stdout, stderr } = await example();
    expect([code, stderr]).toEqual([0, ""]);
    expect(namesIn(stdout)).toEqual(NAMES);
  });

  test.each([["no-such-example"], ["toString"], ["--list"], ["transfer-sol", "swap"]])(
    "%s %s is no name",
    async (...args) => {
      const { code, stdout, stderr } = await example(...args);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`expected the name of one example, got ${args.join(" ")}`);
      expect(namesIn(stderr)).toEqual(NAMES);
    },
  );
});

function namesIn(list: string): string[] {
  return [...list.matchAll(/^ {2}([\w-]+) {2,}\S/gm)].map(([, name]) => name!);
}

describe("the folders of examples/", () => {
  test("are those of the catalogue", () => {
    expect(folders).toContain("transfer-sol");
    expect(folders.toSorted()).toEqual(NAMES.toSorted());
  });

  test.each(folders)("%s has all that an example has", (folder) => {
    const missing = [...FILES, `${folder}.test.ts`].filter((file) => !existsSync(new URL(`${folder}/${file}`, FOLDER)));
    expect(missing).toEqual([]);
    const sources = readdirSync(new URL(`${folder}/`, FOLDER)).filter((name) => /(?<!\.test)\.ts$/.test(name));
    const texts = sources.map((name) => readFileSync(new URL(`${folder}/${name}`, FOLDER), "utf8"));
    expect(texts.filter((text) => PROGRAM.test(text)).length).toBeGreaterThan(0);
  });

  test("are listed in examples/README.md, with what the catalogue says of them", () => {
    const readme = readFileSync(new URL("README.md", FOLDER), "utf8");
    const rows = [...readme.matchAll(/^\| \[([\w-]+)\]\(\1\/README\.md\) \| (.+) \|$/gm)];
    const listed = rows.map(([, name, about]) => [name!, about!]);
    const expected = Object.entries(EXAMPLES).map(([name, { about }]) => [name, about]);
    expect(listed.toSorted()).toEqual(expected.toSorted());
  });
});
