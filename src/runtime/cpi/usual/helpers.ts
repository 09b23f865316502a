import type { ModuleWriter } from "../../../base/wasm/module-writer.js";
import { MM_REGION_SIZE, MM_STACK_START } from "../../../sbpf/memory-layout.js";
import { CONTROL } from "../../../sbpf/wasm-interpreter/layout.js";
import { defineRange } from "../../../sbpf/wasm-interpreter/range.js";
import { PUBKEY_BYTES } from "../../../solana/pubkey.js";
import { ACCOUNT, ACCOUNT_BYTES, USUAL_PLACES } from "./places.js";

/** Functions that the pass over a call is written with, by index. */
export interface Helpers {
  readonly load: number;
  readonly scratch: number;
  readonly isEqual: number;
  readonly findKey: number;
  readonly isHeld: number;
}

/** Adds them to a module. */
export function defineHelpers(module: ModuleWriter): Helpers {
  const load = defineRange(module, "loadLimits");
  const isEqual = defineKeyComparison(module);
  const findKey = defineFindKey(module, isEqual);
  return { load, scratch: defineScratch(module), isEqual, findKey, isHeld: defineIsHeld(module) };
}

/** (host offset, host offset) → whether the same key lies at both. */
function defineKeyComparison(module: ModuleWriter): number {
  const { index, code } = module.addFunction({ parameters: ["i32", "i32"], results: ["i32"] });
  for (let at = 0; at < PUBKEY_BYTES; at += 8) {
    code.get(0).memory("i64.load", at).get(1).memory("i64.load", at).op("i64.xor");
    if (at > 0) code.op("i64.or");
  }
  code.op("i64.eqz");
  return index;
}

/** (host offset, number of keys) → which of the transaction's keys lies there, or -1. */
function defineFindKey(module: ModuleWriter, isEqual: number): number {
  const { index, code } = module.addFunction({ parameters: ["i32", "i32"], results: ["i32"] });
  const [key, count] = [0, 1];
  const [i, place] = [code.local("i32"), code.local("i32")];
  const none = code.block();
  const next = code.loop();
  code.get(i).get(count).op("i32.ge_u").brIf(none);
  code.get(key).memory("i32.load").get(place).memory("i32.load", USUAL_PLACES.keys).op("i32.eq").if();
  code.get(key).get(place).i32(USUAL_PLACES.keys).op("i32.add").call(isEqual).if();
  code.get(i).op("return").end().end();
  code.get(place).i32(PUBKEY_BYTES).op("i32.add").set(place);
  code.get(i).i32(1).op("i32.add").set(i).br(next).end().end().i32(-1);
  return index;
}

/** (index of an account in the transaction, or -1) → not 0 if the caller has it. */
function defineIsHeld(module: ModuleWriter): number {
  const { index, code } = module.addFunction({ parameters: ["i32"], results: ["i32"] });
  code.get(0).i32(0).op("i32.lt_s").if();
  code.i32(0).op("return").end();
  code
    .get(0)
    .i32(ACCOUNT_BYTES)
    .op("i32.mul")
    .memory("i32.load", USUAL_PLACES.accounts + ACCOUNT.rights);
  return index;
}

/**
 * (virtual address: i64, length: i32) → the host offset of a stretch that a program keeps in one frame of its stack or
 * in its heap, and may write; or 0.
 */
function defineScratch(module: ModuleWriter): number {
  const store = defineRange(module, "storeLimits");
  const { index, code } = module.addFunction({ parameters: ["i64", "i32"], results: ["i32"] });
  const [address, length] = [0, 1];
  const gap = code.local("i64");
  const windows = Math.log2(MM_STACK_START);
  code.get(address).i64(BigInt(windows)).op("i64.shr_u").i64(1n).op("i64.ne").if();
  code.i32(0).op("return").end();
  code.i32(0).memory("i64.load", CONTROL.stackGapSize).tee(gap).op("i64.eqz").op("i32.eqz");
  code.get(address).i64(BigInt(MM_REGION_SIZE)).op("i64.and").op("i64.eqz").op("i32.and").if();
  code.get(address).get(gap).i64(1n).op("i64.sub").op("i64.and").get(length).op("i64.extend_i32_u").op("i64.add");
  code.get(gap).op("i64.gt_u").if();
  code.i32(0).op("return").end().end();
  code.get(address).get(length).call(store);
  return index;
}
