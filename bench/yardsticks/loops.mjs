// The loops of programs/loops.mjs as a person would write them in WebAssembly: no meter, no address translation.
import { TURNS } from "../programs/loops.mjs";
import { wasmModule } from "./assembler.mjs";

// Locals of a loop: the turns left, what the sBPF programs have in r7 and r8, and two more.
const [LEFT, R7, R8, R0, BASE] = [0, 1, 2, 3, 4];

/** Memory: where r7 and r8 go at the end, and where loops that store may do so. */
const [RESULT, HEAP, STACK] = [0, 64, 8192];

const lines = (...parts) => parts.flat().join("\n");
const get = (local) => `local.get ${local}`;
const set = (local) => `local.set ${local}`;
const constant = (value) => `i64.const ${value}`;

/** local = local op value */
const update = (local, op, value) => [get(local), value, `i64.${op}`, set(local)];

const BODIES = {
  arithmetic: Array.from({ length: 8 }, (_, i) => [
    update(R7, "mul", constant(31)),
    update(R7, "add", constant(i + 1)),
    update(R8, "xor", get(R7)),
    update(R8, "shr_u", constant(1)),
  ]).flat(2),
  branches: [
    [get(R7), constant(3), "i64.and", set(R0)],
    update(R7, "mul", constant(1103515245)),
    update(R7, "add", constant(12345)),
    [get(R0), "i64.eqz", "if", ...update(R8, "add", constant(3)), "else"],
    [get(R0), constant(1), "i64.eq", "if", ...update(R8, "xor", constant(5)), "else"],
    [get(R0), constant(2), "i64.gt_u", "if", ...update(R8, "add", constant(7)), "else"],
    [...update(R8, "add", constant(2)), "end", "end", "end"],
    update(R7, "shr_u", constant(1)),
  ].flat(),
  "nested calls": [get(R7), constant(3), "call 1", "i64.add", set(R7)],
  "loads and stores": [
    [get(LEFT), constant(0xff8), "i64.and", "i32.wrap_i64", set(BASE)],
    Array.from({ length: 7 }, (_, i) => [
      [get(BASE), `i64.load ${HEAP + 8 * i}`, get(LEFT), "i64.add", set(R0)],
      [get(BASE), get(R0), `i64.store ${HEAP + 8 * i}`],
      ["i32.const 0", get(R0), `i64.store ${STACK - 8 * (i + 1)}`],
    ]),
    update(R8, "xor", get(R0)),
  ].flat(3),
};

const DOWN = {
  parameters: ["i64"],
  results: ["i64"],
  locals: [],
  body: lines(
    ["local.get 0", "i64.eqz", "if", "i64.const 1", "return", "end"],
    ["local.get 0", "i64.const -1", "i64.add", "call 1"],
  ),
};

function loopFunction(body) {
  const turn = [body, update(LEFT, "add", constant(-1)), get(LEFT), constant(0), "i64.ne", "br_if 0"].flat();
  const result = ["i32.const 0", get(R7), `i64.store ${RESULT}`, "i32.const 0", get(R8), `i64.store ${RESULT + 8}`];
  const start = [constant(12345), set(R7), constant(1), set(R8)];
  return {
    parameters: ["i64"],
    results: [],
    locals: ["i64", "i64", "i64", "i32"],
    body: lines(start, ["loop"], turn, ["end"], result),
  };
}

/** @returns {{ run: () => void, returned: () => string }} a loop of that name, and r7 and r8 after it */
export function plainLoop(name) {
  const module = wasmModule({ run: loopFunction(BODIES[name]), down: DOWN });
  const { run, memory } = new WebAssembly.Instance(module).exports;
  const turns = BigInt(TURNS[name]);
  const bytes = new Uint8Array(memory.buffer);
  const runFresh = () => {
    bytes.fill(0);
    run(turns);
  };
  return { run: runFresh, returned: () => Buffer.from(bytes.subarray(RESULT, RESULT + 16)).toString("hex") };
}
