import { ModuleWriter } from "../base/wasm/module-writer.js";

/**
 * A module over `env.memory` that exports `equal` (a, b, length) → 1 or 0, `clear` (at, length) and `copy` (to, from,
 * length). What is published has the bytes (scripts/bundle.mjs).
 */
export function bulkModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  module
    .defineFunction("clear", { parameters: ["i32", "i32"], results: [] })
    .get(0)
    .i32(0)
    .get(1)
    .fillMemory();
  module
    .defineFunction("copy", { parameters: ["i32", "i32", "i32"], results: [] })
    .get(0)
    .get(1)
    .get(2)
    .copyMemory();
  defineComparison(module);
  return module.finish();
}

/** Exports `equal`: 1 or 0. */
function defineComparison(module: ModuleWriter): void {
  const code = module.defineFunction("equal", { parameters: ["i32", "i32", "i32"], results: ["i32"] });
  const [a, b, length] = [0, 1, 2];
  const end = code.local("i32");
  // As far as `end`, which must be whole steps away; each step compares `words` of 8 bytes, or one byte.
  const compareToEnd = (words: number): void => {
    const done = code.block();
    const next = code.loop();
    code.get(a).get(end).op("i32.eq").brIf(done);
    for (let word = 0; word < words; word++) {
      code
        .get(a)
        .memory("i64.load", 8 * word)
        .get(b)
        .memory("i64.load", 8 * word)
        .op("i64.xor");
      if (word > 0) code.op("i64.or");
    }
    if (words === 0) code.get(a).memory("i64.load8_u").get(b).memory("i64.load8_u").op("i64.xor");
    code.i64(0n).op("i64.ne").if();
    code.i32(0).op("return").end();
    for (const pointer of [a, b])
      code
        .get(pointer)
        .i32(Math.max(8 * words, 1))
        .op("i32.add")
        .set(pointer);
    code.br(next).end().end();
  };
  for (const words of [4, 1, 0]) {
    const step = Math.max(8 * words, 1);
    code.get(a).get(length).i32(-step).op("i32.and").op("i32.add").set(end);
    compareToEnd(words);
    code
      .get(length)
      .i32(step - 1)
      .op("i32.and")
      .set(length);
  }
  code.i32(1);
}
