import type { Label } from "../../../base/wasm/code.js";
import { ModuleWriter } from "../../../base/wasm/module-writer.js";
import { CONTROL, RECORD, RECORD_SIZE, STOP } from "../layout.js";
import { OPERATIONS, type Operation } from "../operations.js";
import { ARITHMETIC } from "./arithmetic.js";
import { CALLS } from "./calls.js";
import { type Frame, type OperationWriter, stop } from "./frame.js";
import { JUMPS } from "./jumps.js";
import { LOADS_AND_STORES } from "./loads-and-stores.js";

const WRITERS: Record<Operation, OperationWriter> = { ...CALLS, ...LOADS_AND_STORES, ...ARITHMETIC, ...JUMPS };

/**
 * The interpreter as a WebAssembly module: memory `env.memory`, export `run(record, limit)`, which goes on behind the
 * record at the host offset `record` until it stops. It returns a `STOP` and leaves where in `CONTROL`.
 *
 * Units are counted without a counter: `limit` lies as many records behind the next instruction as there are units
 * left, and jumps move both.
 */
export function interpreterModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  const code = module.defineFunction("run", { parameters: ["i32", "i32"], results: ["i32"] });
  const [ip, limit] = [0, 1];
  const i32 = [code.local("i32"), code.local("i32")] as const;
  const i64 = [code.local("i64"), code.local("i64")] as const;
  const stopped = code.block("i32");
  const next = code.loop();
  const frame: Frame = { code, ip, limit, i32, i64, stopped };
  code.get(ip).i32(RECORD_SIZE).op("i32.add").tee(ip).get(limit).op("i32.ge_u").if();
  stop(frame, STOP.limit);
  code.end();
  writeOperations(frame, next);
  code.end().op("unreachable").end();
  for (const [local, offset] of [
    [ip, CONTROL.instruction],
    [limit, CONTROL.limit],
  ]) {
    code.i32(0).get(local).memory("i32.store", offset);
  }
  return module.finish();
}

/** One block around another: branching to the n-th arrives at the code of the n-th operation. */
function writeOperations(frame: Frame, next: Label): void {
  const { code, ip } = frame;
  const labels = OPERATIONS.map(() => code.block()).reverse();
  code.get(ip).memory("i32.load8_u", RECORD.operation).brTable(labels, labels[0]);
  for (const operation of OPERATIONS) {
    code.end();
    WRITERS[operation](frame);
    code.br(next);
  }
}
