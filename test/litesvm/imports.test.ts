import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const sources = fileURLToPath(new URL("../../src/", import.meta.url));
const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));

function importing(pattern: RegExp): string[] {
  return files
    .filter((name) => pattern.test(readFileSync(sources + name, "utf8")))
    .map((name) => name.replaceAll("\\", "/"));
}

test("only callgate/litesvm, callgate/idl and callgate/testing need Kit at run time", () => {
  const found = importing(/from "@solana\/kit"/);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((name) => !/^(litesvm|idl|testing)\//.test(name))).toEqual([]);
});

test("nothing below it needs callgate/litesvm, and nothing published needs the package", () => {
  expect(importing(/from "\.\.?\/(\.\.\/)*litesvm\//).filter((name) => !name.startsWith("cli/"))).toEqual([]);
  expect(importing(/from "litesvm/).filter((name) => !name.startsWith("cli/diff/"))).toEqual([]);
});
