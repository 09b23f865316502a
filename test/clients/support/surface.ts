import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

/** Which of these names no test file of a folder beside this one calls, as `name(` or `name<…>(`. */
export function uncalled(folder: string, names: readonly string[]): string[] {
  const source = testSources(folder);
  return names.filter((name) => !new RegExp(`\\b${name}(<[^>]*>)?\\(`).test(source));
}

function testSources(folder: string): string {
  const url = new URL(`../${folder}/`, import.meta.url);
  const files = readdirSync(url).filter((name) => name.endsWith(".ts") && name !== "surface.test.ts");
  return files.map((name) => withoutComments(readFileSync(fileURLToPath(new URL(name, url)), "utf8"))).join("\n");
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

/** The public methods that a class has by its package's type declarations. */
export function declaredMethods(declarationFile: string, className: string): string[] {
  const text = withoutComments(readFileSync(require.resolve(declarationFile), "utf8"));
  const body = text.match(new RegExp(`declare class ${className} \\{([\\s\\S]*?)^\\}`, "m"))![1]!;
  const names = [...body.matchAll(/^ {4}(?!private|protected|constructor|get |set )([a-zA-Z]\w*)\s*[(<:]/gm)];
  return [...new Set(names.map(([, name]) => name!))];
}
