// A tiny assembler for WebAssembly's text instructions, one a line and without folding.

const [I32, I64] = [0x7f, 0x7e];
const TYPES = { i32: I32, i64: I64 };
const FUNCTION_TYPE = 0x60;
const NO_RESULT = 0x40;

/** Opcode, and how to write the operand, if there is one. */
const INSTRUCTIONS = {
  block: [0x02, () => [NO_RESULT]],
  loop: [0x03, () => [NO_RESULT]],
  if: [0x04, () => [NO_RESULT]],
  else: [0x05],
  end: [0x0b],
  br: [0x0c, unsigned],
  br_if: [0x0d, unsigned],
  return: [0x0f],
  call: [0x10, unsigned],
  "local.get": [0x20, unsigned],
  "local.set": [0x21, unsigned],
  "local.tee": [0x22, unsigned],
  "i64.load": [0x29, (offset) => [3, ...unsigned(offset)]],
  "i64.store": [0x37, (offset) => [3, ...unsigned(offset)]],
  "i32.const": [0x41, signed],
  "i64.const": [0x42, signed],
  "i64.eqz": [0x50],
  "i64.eq": [0x51],
  "i64.ne": [0x52],
  "i64.gt_u": [0x56],
  "i32.add": [0x6a],
  "i64.add": [0x7c],
  "i64.mul": [0x7e],
  "i64.and": [0x83],
  "i64.xor": [0x85],
  "i64.shr_u": [0x88],
  "i32.wrap_i64": [0xa7],
};

function unsigned(value) {
  const bytes = [];
  let rest = Number(value);
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function signed(value) {
  const bytes = [];
  let rest = BigInt(value);
  for (; rest < -0x40n || rest > 0x3fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest & 0x7fn)];
}

function instruction(line) {
  const [name, operand] = line.split(/\s+/);
  const known = INSTRUCTIONS[name];
  if (known === undefined) throw new Error(`no instruction: ${name}`);
  const [opcode, encode] = known;
  return encode === undefined ? [opcode] : [opcode, ...encode(operand)];
}

/** Instructions of a text. */
function code(text) {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").flatMap(instruction);
}

const vector = (items) => [...unsigned(items.length), ...items.flat()];
const section = (id, content) => [id, ...unsigned(content.length), ...content];
const name = (text) => vector([...new TextEncoder().encode(text)]);

/**
 * A module with one page of memory, exported as "memory"; every function is exported under its name.
 * @param {Record<string, { parameters: string[], results: string[], locals: string[], body: string }>} functions
 */
export function wasmModule(functions) {
  const all = Object.entries(functions);
  const typeList = (list) => vector(list.map((type) => [TYPES[type]]));
  const types = all.map(([, { parameters, results }]) => [
    FUNCTION_TYPE,
    ...typeList(parameters),
    ...typeList(results),
  ]);
  const exported = all.map(([key], i) => [...name(key), 0, ...unsigned(i)]);
  const bodies = all.map(([, { locals, body }]) => {
    const content = [...vector(locals.map((type) => [1, TYPES[type]])), ...code(body), ...code("end")];
    return [...unsigned(content.length), ...content];
  });
  const sections = [
    section(1, vector(types)),
    section(3, vector(all.map((_, i) => unsigned(i)))),
    section(5, vector([[0, 1]])),
    section(7, vector([...exported, [...name("memory"), 2, 0]])),
    section(10, vector(bodies)),
  ];
  return new WebAssembly.Module(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]));
}
