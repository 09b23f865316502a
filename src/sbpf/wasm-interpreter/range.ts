import type { ModuleWriter } from "../../base/wasm/module-writer.js";
import { MM_STACK_START } from "../memory-layout.js";
import { CONTROL, REGION, REGION_TABLE, WINDOW_MASK, WINDOW_SHIFT } from "./layout.js";

/**
 * Adds a function to a module: (virtual address: i64, length: i32) → the host offset of a stretch of at least one byte
 * that may be read (`loadLimits`) or written (`storeLimits`), by the region table. 0 if the table does not allow it;
 * then the address is in `CONTROL.refusedAddress`.
 */
export function defineRange(module: ModuleWriter, limits: "loadLimits" | "storeLimits"): number {
  const { index, code } = module.addFunction({ parameters: ["i64", "i32"], results: ["i32"] });
  const [address, length] = [0, 1];
  const [entry, begin, limit] = [code.local("i32"), code.local("i64"), code.local("i64")];
  /** Returns if what begins there fits into the region of an entry. */
  const tryEntry = (table: number): void => {
    code
      .get(entry)
      .memory("i64.load32_u", table + REGION[limits])
      .set(limit);
    code.get(begin).get(limit).op("i64.lt_u").if();
    code.get(length).op("i64.extend_i32_u").get(limit).get(begin).op("i64.sub").op("i64.le_u").if();
    code
      .get(entry)
      .memory("i32.load", table + REGION.hostOffset)
      .get(begin)
      .op("i32.wrap_i64")
      .op("i32.add");
    code.op("return").end().end();
  };
  code.get(address).i64(BigInt(WINDOW_SHIFT)).op("i64.shr_u").op("i32.wrap_i64").i32(WINDOW_MASK).op("i32.and");
  code
    .set(entry)
    .get(address)
    .get(entry)
    .memory("i64.load", REGION_TABLE + REGION.vmAddress)
    .op("i64.sub")
    .set(begin);
  tryEntry(REGION_TABLE);
  // What lies in frame 2n of a stack with gaps lies in frame n behind it; 2n + 1 is a gap.
  code.i32(0).tee(entry).memory("i64.load", CONTROL.stackGapSize).get(address).op("i64.and").op("i64.eqz").if();
  code.get(address).i64(BigInt(MM_STACK_START)).op("i64.sub").tee(begin).get(begin).i64(1n).op("i64.shr_u");
  code.i64(0n).i32(0).memory("i64.load", CONTROL.stackGapSize).op("i64.sub").op("i64.and").op("i64.sub").set(begin);
  tryEntry(CONTROL.gappedStack);
  code.end().i32(0).get(address).memory("i64.store", CONTROL.refusedAddress).i32(0);
  return index;
}
