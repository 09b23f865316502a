import { describe, expect, test } from "vitest";
import { expectSameTransaction } from "./support/differential.js";
import { bytes, PAYER, type SceneInstruction } from "./support/scene.js";
import { OTHER_SCRIPT_ID, SCRIPT_ID, SCRIPT_SCENE, Script } from "./support/script.js";

const PROGRAMS = [SCRIPT_ID, OTHER_SCRIPT_ID];

const instruction = (script: Script, accounts = PROGRAMS, programId = SCRIPT_ID): SceneInstruction => ({
  programId,
  accounts,
  data: script.data,
});
const run = (...instructions: SceneInstruction[]) => expectSameTransaction(SCRIPT_SCENE, instructions);

/** A script that does nothing, told apart by its length. */
function idle(length: number): Script {
  const script = new Script();
  script.space(length);
  return script;
}

describe("sol_get_stack_height", () => {
  test("counts from 1, one more for each call", () => {
    let script = new Script().call("sol_get_stack_height");
    for (let i = 0; i < 5; i++) {
      const { logs } = run(instruction(script));
      expect(logs.filter((line) => line.startsWith("Program log"))[0]).toContain(`0x${(i + 1).toString(16)}`);
      script = new Script().invoke(SCRIPT_ID, script.data, PROGRAMS);
    }
  });
});

/** Asks for a sibling: first for its lengths, then for all of it. */
function ask(script: Script, stepsBack: bigint | number, dataLength: number, accounts: number): Script {
  const header = script.put(0n, 0n);
  const right = script.put(BigInt(dataLength), BigInt(accounts));
  const id = script.space(32);
  const data = script.space(dataLength);
  const metas = script.space(34 * accounts);
  return script
    .call("sol_get_processed_sibling_instruction", stepsBack, header, id, data, metas)
    .show(header, 16)
    .call("sol_get_processed_sibling_instruction", stepsBack, right, id, data, metas)
    .show(right, 16)
    .show(id, 32)
    .show(data, dataLength)
    .show(metas, 34 * accounts);
}

describe("sol_get_processed_sibling_instruction", () => {
  test.each([0, 1, 2, 3, 4, 2n ** 64n - 1n, 2n ** 64n - 2n])("at the top level, %d steps back", (stepsBack) => {
    const first = idle(8);
    const second = idle(16);
    const lengths = [second.data.length, first.data.length, 5];
    const asking = ask(new Script(), stepsBack, lengths[Number(stepsBack)] ?? 0, stepsBack === 0 ? 2 : 1);
    const { error } = run(
      instruction(first, [PAYER]),
      instruction(second, [OTHER_SCRIPT_ID, SCRIPT_ID], OTHER_SCRIPT_ID),
      instruction(asking, []),
      instruction(idle(1)),
    );
    expect(error).toBeNull();
  });

  test.each([0, 1, 2, 3])("among calls of one caller, %i steps back", (stepsBack) => {
    const lengths = [24, 16, 8].map((length) => idle(length).data.length);
    const asking = ask(new Script(), stepsBack, lengths[stepsBack] ?? 0, stepsBack === 1 ? 2 : 0);
    const deep = new Script().invoke(SCRIPT_ID, idle(99).data);
    const caller = new Script()
      .invoke(SCRIPT_ID, idle(8).data)
      .invoke(OTHER_SCRIPT_ID, idle(16).data, PROGRAMS)
      .invoke(SCRIPT_ID, idle(24).data)
      .invoke(SCRIPT_ID, asking.data, PROGRAMS);
    const before = instruction(new Script().invoke(SCRIPT_ID, deep.data, PROGRAMS));
    expect(run(before, instruction(caller), instruction(idle(1))).error).toBeNull();
  });

  test("calls of a sibling are no siblings", () => {
    const inner = new Script().invoke(SCRIPT_ID, idle(8).data).invoke(SCRIPT_ID, idle(8).data);
    const asking = ask(new Script(), 0, inner.data.length, 2);
    const caller = new Script().invoke(SCRIPT_ID, inner.data, PROGRAMS).invoke(SCRIPT_ID, asking.data);
    const { logs, error } = run(instruction(caller));
    expect(error).toBeNull();
    expect(logs.join()).toContain(Buffer.from(inner.data).toString("base64"));
    run(instruction(caller), instruction(ask(new Script(), 0, caller.data.length, 2)));
  });

  test("the caller is no sibling", () => {
    const asking = ask(new Script(), 0, 0, 0);
    expect(run(instruction(new Script().invoke(SCRIPT_ID, asking.data))).error).toBeNull();
    const { logs } = run(instruction(idle(8)), instruction(new Script().invoke(SCRIPT_ID, asking.data)));
    expect(logs.filter((line) => line.includes("log: 0x1,"))).toEqual([]);
  });

  test("shows the rights of the sibling's accounts", () => {
    const sibling = instruction(idle(8), [PAYER, SCRIPT_ID, PAYER]);
    const asking = ask(new Script(), 0, sibling.data.length, 3);
    expect(run(sibling, instruction(asking)).error).toBeNull();
  });

  const length = idle(8).data.length;
  const rightHeader = bytes(BigInt(length), 1n);
  const wrongHeaders = [bytes(BigInt(length + 1), 1n), bytes(BigInt(length), 2n), bytes(0n, 0n)];
  const HEADER = 0x3_0000_0000n;
  const ID = HEADER + 16n;
  const DATA = HEADER + 48n;
  const METAS = DATA + BigInt(length);
  const HEAP_END = HEADER + 32_768n;

  test.each<[string, bigint, bigint, bigint, bigint]>([
    ["places side by side", HEADER, ID, DATA, METAS],
    ["no header", 0n, ID, DATA, METAS],
    ["a header off alignment", HEADER + 4n, ID, DATA, METAS],
    ["a header beyond the end", HEAP_END - 8n, ID, DATA, METAS],
    ["no program id", HEADER, 0n, DATA, METAS],
    ["no data", HEADER, ID, 0n, METAS],
    ["no accounts", HEADER, ID, DATA, 0n],
    ["none of them", HEADER, 0n, 1n, 2n],
    ["accounts before no data", HEADER, ID, 0n, HEAP_END - 33n],
    ["a program id over the header", HEADER, HEADER, DATA, METAS],
    ["a program id over the end of the header", HEADER, HEADER + 15n, DATA, METAS],
    ["data over the program id", HEADER, ID, DATA - 1n, METAS],
    ["accounts over the data", HEADER, ID, DATA, METAS - 1n],
    ["accounts over the header", HEADER, ID, DATA, HEADER],
    ["accounts over the program id", HEADER, ID, DATA, ID],
    ["all in one place", HEADER, HEADER, HEADER, HEADER],
  ])("with %s", (_name, ...places) => {
    for (const header of [rightHeader, ...wrongHeaders]) {
      const script = new Script();
      script.put(header);
      script.space(32 + length + 34);
      script.call("sol_get_processed_sibling_instruction", 0, ...places).show(HEADER, 48 + length + 34);
      run(instruction(idle(8), [PAYER]), instruction(script));
    }
  });

  test("a sibling without data and accounts needs no places for them", () => {
    const empty = { programId: new Uint8Array(32), data: new Uint8Array(0) };
    const script = new Script();
    const header = script.put(0n, 0n);
    const id = script.space(32);
    script.call("sol_get_processed_sibling_instruction", 0, header, id, 0, 0).show(header, 48);
    run(instruction(script), empty);
    run({ ...empty, programId: SCRIPT_ID }, instruction(script));
  });
});
