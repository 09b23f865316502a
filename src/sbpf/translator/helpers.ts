import type { FunctionType, ModuleWriter } from "../../base/wasm/module-writer.js";
import { MM_STACK_START } from "../memory-layout.js";
import { REGISTER_FILE_OFFSET } from "../register-file.js";
import { CONTROL, REGION } from "../wasm-interpreter/layout.js";
import type { Program } from "./program.js";

/** What translated code asks the host for, by the name of the import. See `TranslatedRun`. */
const HOST_CALLS = {
  /** (pc, stack frame): goes on in the interpreter until the function returns. */
  resume: "resume",
  /** (pc, stack frame): does the call at `pc` in the interpreter. */
  call: "call",
  /** The same, and r1…r5 are exact afterwards. */
  callExactly: "callExactly",
  syscall: "syscall",
} as const;

/** Indices of a module's functions that its translated functions share. */
export interface Helpers extends Readonly<Record<keyof typeof HOST_CALLS | "translate" | "deepen", number>> {
  /** What calls syscalls that have a fast form, by the hash of their name. */
  readonly fastSyscalls: ReadonlyMap<number, number>;
}

const HOST_CALL: FunctionType = { parameters: ["i32", "i32"], results: [] };
const FAST_CALL: FunctionType = { parameters: ["i32"], results: ["i32"] };
const LEAVING: FunctionType = { parameters: ["i32", "i32", "i64"], results: ["i64", "i64"] };

/** Imports the host's functions, and defines around them what passes them units and takes r0 from them. */
export function defineHelpers(module: ModuleWriter, program: Program, fastSyscalls: Iterable<number>): Helpers {
  const imported = Object.values(HOST_CALLS).map((name) => [name, module.importFunction(["host", name], HOST_CALL)]);
  const access = module.importFunction(["host", "access"], { parameters: ["i32", "i32"], results: ["i32"] });
  const deepen = module.importFunction(["host", "deepen"], HOST_CALL);
  const fast = Array.from(fastSyscalls, (key) => {
    return [key, module.importFunction(["fast", String(key)], FAST_CALL)] as const;
  });
  const leaving = imported.map(([name, index]) => [name, defineLeaving(module, index as number)]);
  const helpers = Object.fromEntries(leaving) as Record<keyof typeof HOST_CALLS, number>;
  return {
    ...helpers,
    translate: defineTranslate(module, program, access),
    deepen: defineDeepen(module, deepen),
    fastSyscalls: new Map(fast.map(([key, index]) => [key, defineFastSyscall(module, index, helpers.syscall)])),
  };
}

/** (pc, stack frame, units): r0 and units after a call of the host. */
function defineLeaving(module: ModuleWriter, hostCall: number): number {
  const { index, code } = module.addFunction(LEAVING);
  const [pc, stackFrame, units] = [0, 1, 2];
  code.i32(0).get(units).memory("i64.store", CONTROL.units);
  code.get(pc).get(stackFrame).call(hostCall);
  code.i32(0).memory("i64.load", REGISTER_FILE_OFFSET).i32(0).memory("i64.load", CONTROL.units);
  return index;
}

/** (pc, stack frame, units): r0 and units after a syscall, by the host if its fast form refuses it. */
function defineFastSyscall(module: ModuleWriter, fastCall: number, syscall: number): number {
  const { index, code } = module.addFunction(LEAVING);
  const [pc, stackFrame, units] = [0, 1, 2];
  const taken = code.local("i32");
  code.get(units).op("i32.wrap_i64").call(fastCall).tee(taken).i32(0).op("i32.ge_s").if();
  code.i32(0).memory("i64.load", REGISTER_FILE_OFFSET);
  code.get(units).get(taken).op("i64.extend_i32_u").op("i64.sub").op("return").end();
  code.get(pc).get(stackFrame).get(units).call(syscall);
  return index;
}

/** (pc, stack frame, units): returns if the function may call another. */
function defineDeepen(module: ModuleWriter, deepen: number): number {
  const { index, code } = module.addFunction({ parameters: ["i32", "i32", "i64"], results: [] });
  const [pc, stackFrame, units] = [0, 1, 2];
  code.i32(0).get(units).memory("i64.store", CONTROL.units);
  code.get(pc).get(stackFrame).call(deepen);
  return index;
}

/**
 * (pc, limit, address, units): the host offset of an access that the region table does not allow. `limit` is the place
 * of its limit in a region entry.
 */
function defineTranslate(module: ModuleWriter, { stackGapSize }: Program, access: number): number {
  const { index, code } = module.addFunction({ parameters: ["i32", "i32", "i64", "i64"], results: ["i32"] });
  const [pc, limit, address, units] = [0, 1, 2, 3];
  if (stackGapSize > 0) {
    // What lies in frame 2n of the window lies in frame n behind it; 2n + 1 is a gap.
    const begin = code.local("i64");
    code.get(address).i64(BigInt(MM_STACK_START)).op("i64.sub").tee(begin).get(begin).i64(1n).op("i64.shr_u");
    code.i64(BigInt(-stackGapSize)).op("i64.and").op("i64.sub").tee(begin);
    code.get(limit).memory("i64.load32_u", CONTROL.gappedStack).op("i64.lt_u");
    code.get(address).i64(BigInt(stackGapSize)).op("i64.and").op("i64.eqz").op("i32.and").if();
    code.get(begin).op("i32.wrap_i64").i32(0);
    code
      .memory("i32.load", CONTROL.gappedStack + REGION.hostOffset)
      .op("i32.add")
      .op("return");
    code.end();
  }
  code.i32(0).get(address).memory("i64.store", CONTROL.refusedAddress);
  code.i32(0).get(units).memory("i64.store", CONTROL.units);
  code.get(pc).get(limit).call(access);
  return index;
}
