import { describe, expect, test } from "vitest";
import { explain } from "../../src/explain/index.js";
import { assemble } from "../../src/sbpf/assembler.js";
import { buildElf } from "../../src/sbpf/elf-builder.js";
import { SbpfVersion } from "../../src/sbpf/version.js";
import { compileWire } from "../helpers/transactions.js";
import { keyOf, meta, PAYER, run, Scene } from "./scene.js";

/** A jump over instructions that do not run, a call, and a fault in what is called. */
const LINES = [
  "entrypoint:",
  "mov64 r6, 2", // 0
  "again:",
  "sub64 r6, 1", // 1
  "jne r6, 0, again", // 2
  "ja over", // 3
  "mov64 r9, 9", // 4
  "over:",
  "call read_price", // 5
  "exit", // 6
  "read_price:",
  "mov64 r1, 0", // 7
  "ldxdw r0, [r1+16]", // 8
  "exit",
];

/** A scene with that program, whose file has the second function's name. */
function sceneOf(symbol: string) {
  const scene = new Scene();
  const program = scene.name("faulty", keyOf("faulty"));
  const names = new Map([[7, symbol]]);
  scene.svm.addProgram(program, buildElf(assemble(LINES.join("\n"), SbpfVersion.V0), new Uint8Array(0), names));
  return { scene, instructions: [run(program)] };
}

describe("the instructions before a fault", () => {
  test("are those that ran, under the names of their functions, with who called whom", () => {
    const { scene, instructions } = sceneOf("_ZN6oracle10read_price17h05af221e174051e9E");
    const { explanation, trace } = scene.explain(instructions);
    expect(explanation!.facts).toMatchObject({
      pc: 8,
      trail: [0, 1, 2, 1, 2, 3, 5, 7],
      function: "oracle::read_price",
      stack: ["oracle::read_price", "entrypoint"],
    });
    const said = explanation!.words.findIndex((line) => line.endsWith(". The instructions that ran last:"));
    expect(explanation!.words.slice(said + 1, said + 14)).toEqual([
      "  entrypoint:",
      "    0: mov64 r6, 2",
      "    1: sub64 r6, 1",
      "    2: jne r6, 0, lbb_1",
      "    1: sub64 r6, 1",
      "    2: jne r6, 0, lbb_1",
      "    3: ja lbb_5",
      "    5: call oracle::read_price",
      "  oracle::read_price:",
      "    7: mov64 r1, 0",
      "  > 8: ldxdw r0, [r1+0x10]",
      "  with r0 = 0x0, r1 = 0x0",
      "  called by entrypoint",
    ]);
    // A trace that was kept tells the same; one that nobody made is read all the same.
    expect(explain(trace, scene.svm)).toEqual(explanation);
    const odd = JSON.parse(JSON.stringify(trace).replace('"caller":0,"times"', '"caller":1,"times"'));
    expect(explain(odd, scene.svm)!.facts.stack).toEqual(["oracle::read_price"]);
  });

  test("are read from the code alone where the trace has no functions, and that is said", () => {
    const { scene, instructions } = sceneOf("read_price");
    const wire = compileWire({ feePayer: PAYER, instructions, blockhash: new Uint8Array(32) });
    const known = explain(scene.svm.simulateTransaction(wire, { trace: true }), scene.svm)!;
    expect(known.facts).toMatchObject({ pc: 8, function: "read_price" });
    expect(known.facts).not.toHaveProperty("trail");
    const said = known.words.findIndex((line) => line.endsWith("ran last, as far back as the code alone tells:"));
    expect(known.words.slice(said + 1, said + 3)).toEqual(["    7: mov64 r1, 0", "  > 8: ldxdw r0, [r1+0x10]"]);
  });

  test("lead to the call that there were no units for", () => {
    const scene = new Scene();
    const [router, callee] = [scene.puppet("router"), scene.puppet("callee")];
    const instruction = scene.act(router, [meta(callee)], (p) => p.call(callee, [], new Uint8Array(0)));
    const config = { loadedAccountsDataSizeLimit: 2 ** 26, computeUnitLimit: 900 };
    const { explanation, trace } = scene.explain([instruction], { version: 1, config });
    expect(trace.frames[0]!.calls[0]!.outcome).toMatchObject({ kind: "refused", refusal: { kind: "outOfUnits" } });
    expect(explanation!.code).toBe("out-of-compute-units");
    expect(explanation!.words.find((line) => line.startsWith("  > "))).toMatch(
      /^ {2}> \d+: syscall sol_invoke_signed_/,
    );
    expect(explanation!.facts.stack).toEqual(["entrypoint"]);
  });

  test("of long loops are the last 32, of which the last are shown", () => {
    const scene = new Scene();
    const busy = scene.assembled("busy", "entrypoint:\nagain:\nadd64 r6, 1\nja again");
    const { explanation } = scene.explain([run(busy)]);
    const trail = Array.from({ length: 32 }, (_, i) => i % 2);
    expect(explanation).toMatchObject({ code: "out-of-compute-units", facts: { pc: 0, trail, stack: ["entrypoint"] } });
    expect(explanation!.words.filter((line) => /^ {4}\d+: /.test(line))).toHaveLength(12);
    expect(explanation!.words.join("\n")).toContain("  of these 200000 in 1 call of entrypoint of ");
  });
});
