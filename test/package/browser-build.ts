import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, createLogger, preview } from "vite";
import type { Project } from "./project.js";

/** What Vite made of an entry. */
export interface BrowserBuild {
  readonly folder: string;
  readonly warnings: readonly string[];
  /** Of all chunks, workers included. */
  readonly code: string;
  /** Paths of the modules that are in it. */
  readonly modules: readonly string[];
}

/** Bundles a module of the project, with a page that loads it. */
export async function bundle(project: Project, entry: string): Promise<BrowserBuild> {
  const folder = project.path(`site-${entry}`);
  mkdirSync(folder);
  project.write(
    "index.html",
    `<!doctype html><link rel="icon" href="data:,"><script type="module" src="./${entry}"></script>`,
  );
  const warnings: string[] = [];
  const modules: string[] = [];
  const list = { name: "list", moduleParsed: ({ id }: { id: string }) => void modules.push(id) };
  const chunks = await build({
    root: project.folder,
    configFile: false,
    logLevel: "warn",
    customLogger: recordingLogger(warnings),
    plugins: [list],
    worker: { format: "es", plugins: () => [list] },
    // How big a page may be is for its author to say.
    build: {
      outDir: folder,
      target: "es2022",
      modulePreload: false,
      chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
    },
  });
  const outputs = (Array.isArray(chunks) ? chunks : [chunks]).flatMap((one) => ("output" in one ? one.output : []));
  const scripts = outputs.filter(({ fileName }) => fileName.endsWith(".js"));
  const code = scripts.map(({ fileName }) => readFileSync(join(folder, fileName), "utf8")).join("\n");
  return { folder, warnings, code, modules };
}

function recordingLogger(warnings: string[]) {
  const record = (text: string) => void warnings.push(text);
  return { ...createLogger("silent"), warn: record, warnOnce: record, error: record, hasWarned: false };
}

/** Serves a build while `use` runs. */
export async function serving<T>({ folder }: BrowserBuild, use: (url: string) => Promise<T>): Promise<T> {
  const server = await preview({
    root: folder,
    configFile: false,
    logLevel: "silent",
    build: { outDir: folder },
    preview: { port: 0, host: "localhost" },
  });
  try {
    return await use(server.resolvedUrls!.local[0]!);
  } finally {
    await server.close();
  }
}
