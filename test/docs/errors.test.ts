import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const TABLE_ROW = /^\| `([^`]+)` \| /gm;
const CONSTRUCTION = /(?:new CallgateError|readUntrusted|readFromKit)(?:<\w+>)?\(\s*([^,]+),/g;
const CODE = /^"([a-z0-9]+(?:-[a-z0-9]+)+)"$/;

/** First arguments that pass on a code which the caller has written out. */
const PASSED_ON = ["code", "code: string"];

function sources(): { path: string; text: string }[] {
  const names = readdirSync(new URL("src/", ROOT), { recursive: true, encoding: "utf8" });
  const paths = names.filter((name) => name.endsWith(".ts")).map((name) => `src/${name}`);
  return paths.map((path) => ({ path, text: readFileSync(new URL(path, ROOT), "utf8") }));
}

const documented = [...readFileSync(new URL("docs/errors.md", ROOT), "utf8").matchAll(TABLE_ROW)].map(
  ([, code]) => code!,
);
const constructed = sources().flatMap(({ path, text }) =>
  [...text.matchAll(CONSTRUCTION)].map(([, argument]) => ({ path, argument: argument!.trim() })),
);

test("every code is written out where it is thrown, in kebab-case", () => {
  expect(constructed.length).toBeGreaterThan(20);
  const others = constructed.filter(({ argument }) => !CODE.test(argument) && !PASSED_ON.includes(argument));
  expect(others).toEqual([]);
});

test("docs/errors.md names every code that the sources throw, and no other, in order", () => {
  const thrown = new Set(constructed.flatMap(({ argument }) => CODE.exec(argument)?.[1] ?? []));
  expect(documented).toEqual([...thrown].sort());
});
