import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { isOnCurveModule } from "../../src/crypto/field-wasm/is-on-curve-module.js";
import { sha256Module } from "../../src/crypto/hash-wasm/sha256-module.js";
import { bulkModule } from "../../src/sbpf/bulk-memory-module.js";
import { interpreterModule } from "../../src/sbpf/wasm-interpreter/generator/interpreter-module.js";
import { firstExample, promisedOutput } from "../docs/markdown.js";
import { bundle, serving } from "./browser-build.js";
import { noChromium, visit } from "./chromium.js";
import { importsOf, Project, pack, run, type Tarball } from "./project.js";

// The package as a newcomer gets it: packed, installed in an empty project, and the README's first example run in
// Node, compiled, bundled, and run in a browser's page and worker. Wants a built checkout, which `npm test` makes.

const project = new Project();
let tarball: Tarball;

beforeAll(async () => {
  tarball = await pack(project.folder);
  await project.install(tarball);
}, 180_000);

afterAll(() => project.remove());

/** Examples in comments import what their readers have. */
function withoutComments(code: string): string {
  return code.replace(/\/\*\*[\s\S]*?\*\//g, "");
}

/** They run in Node alone, and so do these packages. */
const NODE_ENTRIES = ["./dist/bundle/server.js"];
const NODE_PACKAGES = ["lmdb", "ws"];

/** The code of an entry and of the chunks that it leads to. */
function reachable(entry: string): string[] {
  const seen = new Map<string, string>();
  const add = (path: string) => {
    if (seen.has(path)) return;
    const code = project.read(join("node_modules/callgate", path));
    seen.set(path, code);
    for (const [, chunk] of code.matchAll(/(?:from|import) *"\.\/([\w-]+\.js)"/g)) add(`./dist/bundle/${chunk}`);
  };
  add(entry);
  return [...seen.values()];
}

describe("the tarball", () => {
  const PUBLISHED = [
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
    /^assets\/[\w.-]+\.so$/,
    /^docs\/trace\.schema\.json$/,
    /^dist\/bundle\/[\w-]+\.js$/,
    /^dist\/bundle\/elfs\/[\w.-]+\.elf\.js$/,
    /^dist\/types\/.+\.d\.ts$/,
  ];

  test("has what is needed, and nothing else", () => {
    const paths = tarball.files.map(({ path }) => path);
    expect(paths.filter((path) => !PUBLISHED.some((pattern) => pattern.test(path)))).toEqual([]);
    for (const pattern of PUBLISHED) expect(paths.some((path) => pattern.test(path))).toBe(true);
  });

  test("is small", () => {
    // Most of them are declarations.
    expect(tarball.files.length).toBeLessThan(420);
    expect(tarball.size).toBeLessThan(1_700_000);
  });

  test("has the files that package.json names", () => {
    const { exports, imports } = packageJson;
    const named = JSON.stringify([exports, imports])
      .match(/\.\/[\w./-]+/g)!
      .map((path) => path.slice(2));
    const paths = tarball.files.map(({ path }) => path);
    expect(named.filter((path) => path.includes("/") && !paths.includes(path))).toEqual([]);
  });

  test("has the command", async () => {
    const command = join(project.folder, "node_modules/.bin/callgate");
    const { stdout } = await run(command, ["disassemble", "node_modules/callgate/assets/memo.so"], {
      cwd: project.folder,
    });
    expect(stdout).toContain("syscall sol_log_");
  });

  test("depends on what it imports, and on nothing else", () => {
    const modules = tarball.files.filter(({ path }) => path.endsWith(".js") || path.endsWith(".d.ts"));
    const code = modules.map(({ path }) => withoutComments(project.read(`node_modules/callgate/${path}`))).join("\n");
    const lazily = [...code.matchAll(/lazy\("([^"]+)"\)/g)].map(([, specifier]) => `from "${specifier}"`).join("\n");
    const used = importsOf(code + lazily).filter((name) => !name.startsWith("#") && !name.startsWith("node:"));
    expect(used.sort()).toEqual(Object.keys(packageJson.dependencies).sort());
  });

  test("asks for Node's modules only where it runs in Node alone", () => {
    const { exports } = packageJson;
    const entries = Object.values(exports).flatMap((entry) => (typeof entry === "string" ? [] : [entry.default]));
    for (const entry of entries.filter((path) => !NODE_ENTRIES.includes(path))) {
      const modules = reachable(entry);
      expect(
        modules.flatMap(importsOf).filter((name) => name.startsWith("node:") || NODE_PACKAGES.includes(name)),
      ).toEqual([]);
    }
  });
});

/** What the compiler objects to, declarations checked. What Kit's own want of Node's is not ours to say. */
async function complaintsOfOurs(options: object): Promise<string[]> {
  const complaints = await project.compile({ ...options, skipLibCheck: false });
  return complaints.split("\n").filter((line) => line !== "" && !/node_modules\/(?!callgate\/)/.test(line));
}

describe("the README's first example", () => {
  const example = firstExample();

  test.each([
    ["NodeNext", { module: "nodenext", moduleResolution: "nodenext" }],
    ["Bundler", { module: "preserve", moduleResolution: "bundler", noEmit: true }],
  ])(
    "compiles as %s, declarations checked",
    async (_, options) => {
      expect(await complaintsOfOurs(options)).toEqual([]);
    },
    60_000,
  );

  test("runs in Node", async () => {
    expect(await project.compile({ module: "nodenext", skipLibCheck: true })).toBe("");
    const { stdout } = await run(process.execPath, [project.path("out/example.js")]);
    expect(stdout.trimEnd().split("\n")).toEqual(promisedOutput(example));
  }, 60_000);
});

test("the declarations of all entries are whole, but those that need Node's", async () => {
  const entries = Object.entries(packageJson.exports).flatMap(([name, entry]) => {
    return typeof entry === "string" || NODE_ENTRIES.includes(entry.default) ? [] : [`callgate${name.slice(1)}`];
  });
  expect(entries).toContain("callgate/testing");
  project.write("entries.ts", entries.map((entry, i) => `export * as entry${i} from "${entry}";\n`).join(""));
  // Kit's clients are Disposable.
  expect(await complaintsOfOurs({ module: "nodenext", lib: ["esnext", "dom"] })).toEqual([]);
}, 60_000);

/** Collects what the example prints, in the same form everywhere. */
const PRINT = `
export const lines: string[] = [];
const log = console.log;
const show = (value: unknown) => (typeof value === "bigint" ? \`\${value}n\` : String(value));
console.log = (...values: unknown[]) => void lines.push(values.map(show).join(" "));
export const print = (what: readonly string[]) => [...what, "done"].forEach((line) => log(line));
`;

/** The example in a page, in a worker, and the other entry. */
const PAGES = {
  "page.ts": 'import { lines, print } from "./print.js";\nimport "./example.js";\nprint(lines);\n',
  "worker.ts": 'import { lines } from "./print.js";\nimport "./example.js";\npostMessage(lines);\n',
  "worker-page.ts": `
import { print } from "./print.js";
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => print(data);
worker.onerror = ({ message }) => console.error(message);
`,
  "litesvm-page.ts": `
import { LiteSVM } from "callgate/litesvm";
import { lines, print } from "./print.js";
console.log(new LiteSVM().getClock().slot, new LiteSVM().minimumBalanceForRentExemption(0n));
print(lines);
`,
  "cluster-page.ts": `
import { createCluster } from "callgate/cluster";
import { lines, print } from "./print.js";
const cluster = createCluster({ instant: true });
const call = async (method: string, ...params: unknown[]) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return (await (await cluster.fetch("http://localhost", { method: "POST", body })).json() as { result: any }).result;
};
const address = "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T";
const session = cluster.subscriptions.connect((text) => {
  const { method, params } = JSON.parse(text);
  if (method === "accountNotification") console.log("notified", params.result.value.lamports);
});
await session.handle(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "accountSubscribe", params: [address] }));
const signature = await call("requestAirdrop", address, 2_000_000_000);
console.log((await call("getBalance", address)).value, (await call("callgate_trace", signature)).frames.length);
console.log((await call("getBlock", 1)).transactions.length);
print(lines);
`,
  "modules-page.ts": `
import { createSvm } from "callgate";
import { findProgramAddress, MEMO_PROGRAM_ID } from "callgate/program";
import { print } from "./print.js";
const modules: string[] = [];
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct(Module, [bytes]: [Uint8Array<ArrayBuffer>]) {
    modules.push(bytes.join());
    return new Module(bytes);
  },
});
const svm = createSvm({ signatureVerification: false, blockhashCheck: false });
const payer = new Uint8Array(32).fill(1);
svm.airdrop(payer, 1_000_000_000);
const unsigned = [1, ...new Uint8Array(64), 1, 0, 1, 2, ...payer, ...MEMO_PROGRAM_ID, ...new Uint8Array(32)];
const { logs } = svm.sendTransaction(Uint8Array.from([...unsigned, 1, 1, 0, 2, 104, 105]));
findProgramAddress([payer], MEMO_PROGRAM_ID);
print([logs[2]!, ...modules.sort()]);
`,
  "program-page.ts": `
import { lines, print } from "./print.js";
import "./program-example.js";
print(lines);
`,
} as const;

/** The example with a program in TypeScript in the place of the System program. */
function programExample(): string {
  const SVM = "const svm = createSvm();";
  const mocked = 'svm.addProgram("11111111111111111111111111111111", mock({ logs: ["I move nothing"] }));';
  return `import { mock } from "callgate/program";\n${firstExample().code.replace(SVM, `${SVM}\n${mocked}`)}`;
}

/** What bundled code must not have: modules and globals that only Node has. */
const OF_NODE = [
  /(?:from|import\(|require\()\s*["']node:/,
  /\brequire\(/,
  /(?<!\?)\.Buffer\b|\bBuffer[.(]/,
  /\b__(?:dir|file)name\b/,
  /\bprocess\.(?!env\b)/,
  /__vite-browser-external/,
];

function tracesOfNode(code: string): string[] {
  return OF_NODE.flatMap((pattern) => {
    const found = pattern.exec(code);
    return found === null ? [] : [code.slice(Math.max(found.index - 60, 0), found.index + 60)];
  });
}

describe.skipIf(noChromium)("in a browser", () => {
  let inNode: string[];

  beforeAll(async () => {
    // As in anybody's build; vitest has set it to "test".
    vi.stubEnv("NODE_ENV", "production");
    project.write("print.ts", PRINT);
    for (const [name, code] of Object.entries(PAGES)) project.write(name, code);
    project.write("program-example.ts", programExample());
    expect(await project.compile({ module: "nodenext", skipLibCheck: true })).toBe("");
    const { stdout } = await run(process.execPath, [project.path("out/page.js")]);
    inNode = stdout.trimEnd().split("\n").slice(0, -1);
  }, 60_000);

  test.each(["page.ts", "worker-page.ts"])(
    "the example prints what it prints in Node: %s",
    async (entry) => {
      const site = await bundle(project, entry);
      expect(site.warnings).toEqual([]);
      expect(tracesOfNode(site.code)).toEqual([]);
      const { lines, errors } = await serving(site, visit);
      expect({ lines, errors }).toEqual({ lines: inNode, errors: [] });
      expect(lines).toEqual(promisedOutput(firstExample()));
    },
    120_000,
  );

  test("a trace of Node would be seen", async () => {
    project.write("node.ts", 'import { readFileSync } from "node:fs";\nconsole.log(readFileSync, process.version);\n');
    const site = await bundle(project, "node.ts");
    expect(site.warnings).toHaveLength(1);
    expect(tracesOfNode(site.code)).not.toEqual([]);
  });

  test("callgate/litesvm works", async () => {
    const site = await bundle(project, "litesvm-page.ts");
    expect(site.warnings).toEqual([]);
    expect(tracesOfNode(site.code)).toEqual([]);
    const { lines, errors } = await serving(site, visit);
    expect({ lines, errors }).toEqual({ lines: ["447552000n 890880n"], errors: [] });
  }, 120_000);

  test("callgate/program works", async () => {
    const site = await bundle(project, "program-page.ts");
    expect(site.warnings).toEqual([]);
    expect(tracesOfNode(site.code)).toEqual([]);
    const { lines, errors } = await serving(site, visit);
    expect({ lines, errors }).toEqual({ lines: ["true 100 5000n", "0n"], errors: [] });
  }, 120_000);

  test("compiled programs run, by the modules that are generated", async () => {
    const modules = [interpreterModule(), bulkModule(), isOnCurveModule(), sha256Module()];
    const expected = ["Program log: hi", ...modules.map((bytes) => bytes.join()).sort()];
    const { stdout } = await run(process.execPath, [project.path("out/modules-page.js")]);
    expect(stdout.trimEnd().split("\n")).toEqual([...expected, "done"]);
    const site = await bundle(project, "modules-page.ts");
    const { lines, errors } = await serving(site, visit);
    expect({ lines, errors }).toEqual({ lines: expected, errors: [] });
  }, 120_000);

  test("callgate/cluster works", async () => {
    const site = await bundle(project, "cluster-page.ts");
    expect(site.warnings).toEqual([]);
    expect(tracesOfNode(site.code)).toEqual([]);
    const { lines, errors } = await serving(site, visit);
    expect({ lines, errors }).toEqual({ lines: ["notified 2000000000", "2000000000 1", "1"], errors: [] });
  }, 120_000);

  test("only what is used is loaded", async () => {
    project.write("bare.ts", 'import { createSvm } from "callgate";\ncreateSvm();\n');
    const { modules, code } = await bundle(project, "bare.ts");
    const packages = new Set(modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
    expect([...packages].sort()).toEqual(["@noble/curves", "@noble/hashes", "@scure/base", "callgate", "fflate"]);
    const ours = modules.flatMap((path) => /callgate\/dist\/bundle\/([\w-]+)\.js/.exec(path)?.[1] ?? []);
    expect(ours.sort()).toEqual(["base", "callgate", "core", "elf-source-inline", "noble-static"]);
    expect(code.length).toBeLessThan(2_000_000);
  }, 120_000);
});

test("says why it is skipped where there is no browser", () => {
  if (noChromium !== false) console.warn(`skipped: ${noChromium}`);
  expect(noChromium === false || noChromium.length > 10).toBe(true);
});
