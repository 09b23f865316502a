// Makes what is published out of what `tsc -b` wrote: few files instead of hundreds, because Node takes longer to find
// and link modules than to run them. dist/bundle has the code, dist/types the declarations that it needs.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** The entries of package.json's "exports" and "bin", and what its "imports" choose between. */
const ENTRIES = {
  callgate: "svm/index.js",
  litesvm: "litesvm/index.js",
  program: "program/index.js",
  idl: "idl/index.js",
  trace: "trace/index.js",
  explain: "explain/index.js",
  cluster: "rpc/index.js",
  server: "server/index.js",
  testing: "testing/index.js",
  cli: "cli/callgate/main.js",
  "noble-node": "crypto/noble-node.js",
  "noble-static": "crypto/noble-static.js",
  "elf-source-files": "svm/elf-source-files.js",
  "elf-source-inline": "svm/elf-source-inline.js",
};
const UNTYPED_ENTRIES = ["cli", "noble-node", "noble-static", "elf-source-files", "elf-source-inline"];
const TYPED_ENTRIES = Object.entries(ENTRIES).flatMap(([name, path]) => (UNTYPED_ENTRIES.includes(name) ? [] : [path]));

/** Other packages, and what package.json's "imports" choose. */
const external = /^[#@\w]/;

/** The ELF files are modules of their own, which scripts/build-programs.mjs writes beside the bundle. */
const elfFiles = {
  name: "elf-files",
  resolveId: (id) => (id.endsWith(".elf.js") ? { id: `./elfs/${basename(id)}`, external: true } : undefined),
};

/** Modules that make bytes which are the same in every process: the bundle has the bytes, and not what makes them. */
const MADE_BYTES = {
  "sbpf/wasm-interpreter/generator/interpreter-module.js": "interpreterModule",
  "sbpf/bulk-memory-module.js": "bulkModule",
  "crypto/field-wasm/is-on-curve-module.js": "isOnCurveModule",
  "crypto/hash-wasm/sha256-module.js": "sha256Module",
  "solana/feature-ids.js": "featureIds",
};

const madeBytes = {
  name: "made-bytes",
  async load(id) {
    const name = MADE_BYTES[id.slice(dist.length + 1)];
    if (name === undefined) return undefined;
    const make = (await import(id))[name];
    const text = Buffer.from(make()).toString("base64");
    // A loop over cold code takes a millisecond.
    return `export function ${name}() {
  const { Buffer } = globalThis;
  const text = "${text}";
  return Buffer === undefined ? Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0)) : new Uint8Array(Buffer.from(text, "base64"));
}
`;
  },
};

/** What several entries share; "base" is apart because the others choose by "imports" need it as well. */
const groups = [
  // Who runs transactions does not read and print traces.
  {
    name: "trace-text",
    test: /[\\/]dist[\\/]trace[\\/](json|print)[\\/]/,
    priority: 1,
    includeDependenciesRecursively: false,
  },
  { name: "base", test: /[\\/]dist[\\/]base[\\/]/ },
  {
    name: "core",
    test: /[\\/]dist[\\/](crypto|solana|sbpf|program|runtime|trace|svm)[\\/]/,
    minShareCount: 2,
  },
  {
    name: "chain",
    test: /[\\/]dist[\\/](account-decoder|transaction-status|cluster|rpc)[\\/]/,
    minShareCount: 2,
  },
];

async function bundle() {
  const input = Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, `${dist}/${path}`]));
  const build = await rolldown({
    input,
    external: (id) => external.test(id),
    // As "trace-text" requires it.
    preserveEntrySignatures: "allow-extension",
    plugins: [elfFiles, madeBytes],
  });
  const { output } = await build.write({
    dir: `${dist}/bundle`,
    cleanDir: true,
    chunkFileNames: "[name].js",
    // They are in the declarations.
    comments: { jsdoc: false },
    // Local names are shortened, and nothing else: stack traces stay readable.
    minify: { compress: false, mangle: { keepNames: true }, codegen: { removeWhitespace: false } },
    codeSplitting: { groups },
  });
  await build.close();
  for (const { fileName, code } of output) writeFileSync(`${dist}/bundle/${fileName}`, inAscii(code));
  return output;
}

/** The same code: engines take longer for a file that has other characters. */
function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The declarations that the entries' own ones lead to. */
function copyTypes() {
  rmSync(`${dist}/types`, { recursive: true, force: true });
  const seen = new Set();
  const copy = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, "utf8").replace(/\n\/\/# sourceMappingURL=.*/, "\n");
    const target = path.replace(dist, `${dist}/types`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    for (const [, specifier] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)\.js"/g)) {
      copy(`${resolve(dirname(path), specifier)}.d.ts`);
    }
  };
  for (const entry of TYPED_ENTRIES) copy(`${dist}/${entry.replace(/\.js$/, ".d.ts")}`);
  return seen.size;
}

const files = await bundle();
const bytes = files.reduce((sum, { code }) => sum + code.length, 0);
console.log(`dist/bundle has ${files.length} files, ${bytes} bytes; dist/types ${copyTypes()} declarations`);
