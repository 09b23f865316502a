import { describe, expect, test } from "vitest";
import { expectSameTransaction } from "./support/differential.js";
import { PAYER, type SceneInstruction } from "./support/scene.js";
import { OTHER_SCRIPT_ID, SCRIPT_ID, SCRIPT_SCENE, Script } from "./support/script.js";

const HEAP_END = 0x3_0000_0000n + 32_768n;

const run = (...scripts: Script[]) =>
  expectSameTransaction(
    SCRIPT_SCENE,
    scripts.map(
      ({ data }): SceneInstruction => ({ programId: SCRIPT_ID, accounts: [SCRIPT_ID, OTHER_SCRIPT_ID], data }),
    ),
  );

/** A script that returns so many bytes. */
function returning(length: number): Script {
  const script = new Script();
  return script.call("sol_set_return_data", script.put(Uint8Array.from({ length }, (_, i) => i)), length);
}

function get(script: Script, room: bigint | number): Script {
  const data = script.space(1100);
  const id = script.space(32);
  return script.call("sol_get_return_data", data, room, id).show(data, 1100).show(id, 32);
}

describe("return data", () => {
  test.each([0, 1, 217, 218, 219, 250, 468, 1023, 1024])("of %i bytes reaches the caller", (length) => {
    for (const room of [0, 1, length - 1, length, length + 1, 1024, 2n ** 64n - 1n]) {
      const script = get(new Script().invoke(OTHER_SCRIPT_ID, returning(length).data), room);
      const { logs, returnData } = run(script);
      expect(returnData.length).toBe(2 * length);
      expect(logs.some((line) => line.startsWith("Program return:"))).toBe(length > 0);
    }
  });

  test("of a program is gone when another is called", () => {
    const script = returning(5).invoke(OTHER_SCRIPT_ID, get(new Script(), 10).data);
    expect(run(get(script, 10)).returnData).toBe("");
  });

  test("of an instruction is gone in the next", () => {
    expect(run(returning(5), get(new Script(), 10)).returnData).toBe("");
  });

  test("can be taken back, and set again", () => {
    const script = returning(5);
    expect(run(get(script.call("sol_set_return_data", 0, 0), 10)).returnData).toBe("");
    expect(run(get(returning(5).call("sol_set_return_data", HEAP_END - 3n, 3), 10)).returnData).toBe("000000");
  });

  test("of a callee is the caller's unless it sets its own", () => {
    const nested = new Script().invoke(SCRIPT_ID, returning(3).data, [SCRIPT_ID]);
    const { logs } = run(get(new Script().invoke(SCRIPT_ID, nested.data, [SCRIPT_ID]), 3));
    expect(logs.filter((line) => line.startsWith("Program return:")).length).toBe(3);
  });

  test.each<[string, (script: Script) => readonly (bigint | number)[]]>([
    ["nowhere", () => [0n, 10, 0n]],
    ["without a place for the id", (script) => [script.space(10), 10, 0n]],
    ["without a place for the data", (script) => [0n, 10, script.space(32)]],
    ["beyond the end", (script) => [HEAP_END - 9n, 10, script.space(32)]],
    ["at the end", (script) => [HEAP_END - 10n, 10, script.space(32)]],
    ["with the id at the end", (script) => [script.space(10), 10, HEAP_END - 32n]],
    ["with the id beyond the end", (script) => [script.space(10), 10, HEAP_END - 31n]],
    ["with both in one place", (script) => [script.space(32), 10, script.space(0)]],
    ["with the id in the data", (script) => [script.put(0n, 0n), 10, script.space(32) - 7n]],
    ["with the id at the end of the data", (script) => [script.put(0n, 0n), 10, script.space(40) - 6n]],
    ["with the data at the end of the id", (script) => [script.space(40) + 31n, 10, 0x3_0000_0000n]],
    ["in the input", () => [0x4_0000_0000n, 4, HEAP_END - 32n]],
  ])("%s", (_name, registers) => {
    const script = new Script();
    const places = registers(script);
    run(
      script
        .invoke(OTHER_SCRIPT_ID, returning(10).data)
        .call("sol_get_return_data", ...places)
        .show(0x3_0000_0000n, 99),
    );
  });

  test("of a builtin is none", () => {
    expect(run(get(returning(4).invoke(new Uint8Array(32), new Uint8Array(4), [PAYER]), 4)).error).not.toBeNull();
  });
});
