import { describe, expect, test } from "vitest";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  associatedTokenAccount,
  getAssociatedTokenAddress,
  SYSTEM_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "../../src/program/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { LOADER_V2_ID } from "../../src/solana/program-ids.js";
import { addressFromPubkey } from "../../src/solana/pubkey.js";
import {
  collapsedStacks,
  flameGraphSvg,
  printTrace,
  type Trace,
  traceFromJson,
  traceToJson,
} from "../../src/trace/index.js";
import { Workbench } from "../svm/support.js";
import { framesOf } from "./agreement.js";
import { CallStage, REFUSALS } from "./scenes.js";

const MINT = new Uint8Array(32).fill(9);
const MINT_DATA = Uint8Array.from({ length: 82 }, (_, i) => (i === 44 ? 9 : Number(i === 45)));

/** A token account is created: four calls, by a program and of programs that are compiled. */
function creation(functions = true): Trace {
  const bench = new Workbench();
  bench.setAccount(MINT, { lamports: 10_000_000n, owner: TOKEN_PROGRAM_ID, data: MINT_DATA });
  const payer = bench.setAccount(new Uint8Array(32).fill(5));
  const accounts = {
    payer,
    associatedToken: getAssociatedTokenAddress(payer, MINT, TOKEN_PROGRAM_ID),
    authority: payer,
    mint: MINT,
    systemProgram: SYSTEM_PROGRAM_ID,
    tokenProgram: TOKEN_PROGRAM_ID,
  };
  const create = associatedTokenAccount.create.instruction(ASSOCIATED_TOKEN_PROGRAM_ID, accounts);
  const wire = bench.wire([create], { feePayer: payer });
  return bench.svm.simulateTransaction(wire, { trace: { functions } }).trace!;
}

/** A compiled program of these lines, with names for functions. */
function programTrace(lines: readonly string[], names: ReadonlyMap<number, string> = new Map()): Trace {
  const bench = new Workbench({ trace: { functions: true } });
  const id = new Uint8Array(32).fill(7);
  const data = buildElf(assemble(`entrypoint:\n${lines.join("\n")}`, SbpfVersion.V0), new Uint8Array(0), names);
  bench.setAccount(id, { lamports: 10n ** 9n, data, owner: LOADER_V2_ID, executable: true });
  return bench.send([{ programId: id, accounts: [], data: new Uint8Array(0) }]).trace!;
}

const NAMES = { [addressFromPubkey(new Uint8Array(32).fill(7))]: "app" };
const CALLING = ["call f", "mov64 r0, 0", "exit", "f:", "mov64 r1, 1", "syscall sol_log_64_", "exit"];
const FAULTING = ["call f", "exit", "f:", "mov64 r1, 0", "ldxb r0, [r1+0]", "exit"];

/** Stack and units, line by line. */
const stacksOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line): [string, number] => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]);

const sumOf = (stacks: readonly (readonly [string, number])[]) => stacks.reduce((sum, [, units]) => sum + units, 0);

describe("collapsed stacks", () => {
  test("go from the program to the syscall", () => {
    expect(collapsedStacks(programTrace(CALLING), { names: NAMES })).toBe(
      "app;entrypoint 3\napp;entrypoint;function_3 3\napp;entrypoint;function_3;sol_log_64_ 100\n",
    );
  });

  test("have what a fault lost", () => {
    expect(stacksOf(collapsedStacks(programTrace(FAULTING), { names: NAMES }))).toEqual([
      ["app;entrypoint", 1],
      ["app;entrypoint;function_2", 2],
      ["app;lost in the fault", 199_997],
    ]);
  });

  test("add up to what the transaction took; callees stand below the syscall that called them", () => {
    for (const functions of [true, false]) {
      const trace = creation(functions);
      const stacks = stacksOf(collapsedStacks(trace));
      expect(sumOf(stacks)).toBe(trace.unitsConsumed);
      expect(new Set(stacks.map(([stack]) => stack)).size).toBe(stacks.length);
      const system = stacks.find(([stack]) => stack.endsWith("System createAccount"))!;
      expect(system[1]).toBe(150);
      const above = system[0].split(";").slice(0, -1);
      if (functions) expect([above.length > 3, above.at(-1)]).toEqual([true, "sol_invoke_signed_rust"]);
      else expect(above).toEqual(["Associated Token create"]);
    }
  });

  test("have nothing in their names that means something in them", () => {
    const names = new Map([[3, "_ZN20parse..$u3b$$u20$newE"]]);
    const [, , [stack]] = stacksOf(collapsedStacks(programTrace(CALLING, names), { names: NAMES })) as [
      unknown,
      unknown,
      [string, number],
    ];
    expect(stack.split(";")).toEqual(["app", "entrypoint", "parse::, new", "sol_log_64_"]);
  });

  test("of what took nothing are none", () => {
    const dropped = new Workbench({ trace: true });
    dropped.setAccount(dropped.payer, { lamports: 0n });
    const { trace } = dropped.send([{ programId: SYSTEM_PROGRAM_ID, accounts: [], data: new Uint8Array(0) }]);
    expect(collapsedStacks(trace!)).toBe("");
    expect(flameGraphSvg(trace!)).toContain("0 of ");
    expect(printTrace(trace!, { sections: ["units"] })).not.toContain("share");
  });
});

describe("the flame graph", () => {
  const trace = creation();

  interface Bar {
    readonly name: string;
    readonly units: number;
    readonly x: number;
    readonly y: number;
    readonly width: number;
  }

  const BAR = /<g class="bar"><title>(.*?)\n([\d,]+) units?,(?:.|\n)*?x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g;
  const barsOf = (svg: string): Bar[] =>
    Array.from(svg.matchAll(BAR), ([, name, units, x, y, width]) => {
      return {
        name: name!,
        units: Number(units!.replaceAll(",", "")),
        x: Number(x),
        y: Number(y),
        width: Number(width),
      };
    });

  test("bars are as wide as the units that they took, above what called them", () => {
    const bars = barsOf(flameGraphSvg(trace));
    const [whole] = bars;
    expect(whole).toMatchObject({ name: "transaction", units: trace.unitsConsumed, x: 12 });
    const scale = 1176 / trace.unitsConsumed;
    for (const { name, units, x, y, width } of bars) {
      expect(Math.abs(units * scale - width), name).toBeLessThan(1.02);
      if (name === "transaction") continue;
      const below = bars.filter(
        (bar) => bar.y === y + 19 && bar.x <= x + 0.02 && x + width <= bar.x + bar.width + 1.02,
      );
      expect(below.length, name).toBeGreaterThan(0);
    }
    expect(bars.length).toBeGreaterThan(50);
    for (const frame of framesOf(trace.frames)) {
      expect(bars.some(({ name, units }) => name.startsWith(`#${frame.id} `) && units === frame.units.total)).toBe(
        true,
      );
    }
  });

  test("what a fault lost does not hide the rest", () => {
    const svg = flameGraphSvg(programTrace(FAULTING), { names: NAMES });
    expect(svg).toContain("3 of 200,000 compute units; 199,997 more were lost in a fault<");
    expect(barsOf(svg).map(({ name, units, width }) => [name, units, Math.round(width)])).toEqual([
      ["transaction", 3, 1175],
      ["#0 app", 3, 1175],
      ["entrypoint", 3, 1175],
      ["function_2", 2, 783],
    ]);
  });

  test("names of others' files do no harm in it", () => {
    const names = new Map([[3, "</title><script>alert(1)</script>"]]);
    const svg = flameGraphSvg(programTrace(CALLING, names), { names: NAMES, title: "a < b & c" });
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;/title&gt;&lt;script&gt;");
    expect(svg).toContain("a &lt; b &amp; c");
  });

  test.each(["light", "dark"] as const)("the picture in docs, %s", async (theme) => {
    const picture = flameGraphSvg(trace, { theme, title: "A token account is created" });
    await expect(picture).toMatchFileSnapshot(`../../docs/pictures/flame-graph-${theme}.svg`);
    expect(flameGraphSvg(trace)).toContain("prefers-color-scheme: dark");
  });
});

describe("units in print", () => {
  test.each([60, 100])("%i columns", async (width) => {
    const text = printTrace(creation(), { width, sections: ["units"], title: "A token account is created" });
    expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`golden/units-${width}.txt`);
  });

  test("a frame's lines add up to what it took without its callees", () => {
    const trace = creation();
    const lines = printTrace(trace, { sections: ["units"] }).split("\n");
    const numbers = lines.map((line) => Number(line.slice(0, 6).replaceAll(",", "").trim()));
    for (const { id, units, calls, functions } of framesOf(trace.frames)) {
      const at = lines.findIndex((line) => line.includes(`#${id} `));
      expect(numbers[at]).toBe(units.total);
      const end = lines.findIndex((line, i) => i > at && (/#\d+ /.test(line) || line === ""));
      const own = numbers.slice(at + 1, end).reduce((sum, value) => sum + value, 0);
      expect(own).toBe(functions!.length === 0 && calls.length === 0 ? 0 : units.total - units.calls);
    }
  });

  test("what a fault lost, and what was not traced", () => {
    const faulting = printTrace(programTrace(FAULTING), { names: NAMES, sections: ["units"] });
    expect(faulting).toMatch(/\n199,997 {2}100\.0% {6}lost in the fault\n/);
    const plain = printTrace(creation(false), { sections: ["units"] });
    expect(plain).toContain("its instructions and syscalls");
    expect(plain).toContain("Functions were not traced.");
  });

  test.each(REFUSALS)("refused calls took nothing, and lines are never too wide: $name", ({ process, accounts }) => {
    const stage = new CallStage();
    const { trace } = stage.program(stage.a, process).run(accounts(stage));
    expect(sumOf(stacksOf(collapsedStacks(trace!)))).toBe(trace!.unitsConsumed);
    for (const width of [40, 63]) {
      const text = printTrace(trace!, { width, sections: ["units"] });
      expect(Math.max(...text.split("\n").map((line) => [...line].length))).toBeLessThanOrEqual(width);
    }
  });
});

test("a trace whose functions call themselves, or are not there, is printed all the same", () => {
  const trace = creation();
  const [frame] = trace.frames;
  const functions = frame!.functions!.map((one, i) => ({ ...one, caller: i % 3 === 0 ? i : 10_000 }));
  const calls = frame!.calls.map((call, i) => ({ ...call, callerFunction: i === 0 ? 9_999 : null }));
  const odd = { ...trace, frames: [{ ...frame!, functions, calls }] };
  expect(sumOf(stacksOf(collapsedStacks(odd)))).toBe(trace.unitsConsumed);
  expect(flameGraphSvg(odd)).toContain("</svg>");
});

test("a trace with functions is the same after JSON", () => {
  for (const trace of [creation(), programTrace(FAULTING)]) expect(traceFromJson(traceToJson(trace))).toEqual(trace);
  const json = traceToJson(programTrace(CALLING)).replace('"times":1', '"times":-1');
  expect(() => traceFromJson(json)).toThrow("functions[0].times: expected an integer from 0 on, got -1");
});
