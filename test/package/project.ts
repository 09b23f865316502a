import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import packageJson from "../../package.json" with { type: "json" };
import { firstExample, ROOT } from "../docs/markdown.js";

export const run = promisify(execFile);
const CHECKOUT = fileURLToPath(ROOT);
const VERSIONS: Readonly<Record<string, string>> = { ...packageJson.dependencies, ...packageJson.devDependencies };

export interface PackedFile {
  readonly path: string;
  readonly size: number;
}

/** What `npm pack` makes of the checkout, which must be built. */
export interface Tarball {
  readonly path: string;
  readonly files: readonly PackedFile[];
  /** Bytes. */
  readonly size: number;
}

export async function pack(folder: string): Promise<Tarball> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: CHECKOUT });
  const [{ filename, files, size }] = JSON.parse(stdout) as [{ filename: string; files: PackedFile[]; size: number }];
  return { path: join(folder, filename), files, size };
}

/** A newcomer's project: the tarball installed, and the packages that the README's first example imports. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "callgate-project-"));

  async install(tarball: Tarball): Promise<void> {
    this.write("package.json", JSON.stringify({ name: "newcomer", private: true, type: "module" }));
    this.write("example.ts", firstExample().code);
    const others = importsOf(firstExample().code).filter((name) => name !== "callgate");
    const packages = others.map((name) => `${name}@${VERSIONS[name]}`);
    const args = ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball.path, ...packages];
    await run("npm", args, { cwd: this.folder });
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Compiles the project with these options; what the compiler objects to. */
  async compile(compilerOptions: object): Promise<string> {
    const common = { strict: true, target: "es2022", lib: ["es2023", "dom"], types: [], outDir: "out", rootDir: "." };
    this.write(
      "tsconfig.json",
      JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, include: ["*.ts"] }),
    );
    const tsc = join(CHECKOUT, "node_modules/typescript/bin/tsc");
    return run(process.execPath, [tsc, "-p", this.folder]).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
  }
}

/** The packages that code imports. */
export function importsOf(code: string): string[] {
  const specifiers = [...code.matchAll(/from "([^".][^"]*)"/g)].map(([, specifier]) => specifier!);
  return [...new Set(specifiers.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]))];
}
