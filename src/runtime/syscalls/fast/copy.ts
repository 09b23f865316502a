import type { ModuleWriter } from "../../../base/wasm/module-writer.js";

/** From so many bytes on the host copies faster than a loop. */
const LONG = 256;

/** Adds a function to a module: (to, from, length) copies bytes; the places may overlap. */
export function defineCopy(module: ModuleWriter): number {
  const { index, code } = module.addFunction({ parameters: ["i32", "i32", "i32"], results: [] });
  const [to, from, length] = [0, 1, 2];
  // Forwards a loop copies right unless the destination begins within the source.
  code.get(length).i32(LONG).op("i32.ge_u").get(to).get(from).op("i32.sub").get(length).op("i32.lt_u");
  code.op("i32.or").if();
  code.get(to).get(from).get(length).copyMemory().op("return").end();
  for (const step of [16, 1] as const) {
    const done = code.block();
    const next = code.loop();
    code.get(length).i32(step).op("i32.lt_u").brIf(done);
    if (step === 16) code.get(to).get(from).vectorMemory("v128.load").vectorMemory("v128.store");
    else code.get(to).get(from).memory("i32.load8_u").memory("i32.store8");
    for (const pointer of [to, from]) code.get(pointer).i32(step).op("i32.add").set(pointer);
    code.get(length).i32(step).op("i32.sub").set(length).br(next).end().end();
  }
  return index;
}
