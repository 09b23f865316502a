import type { Code } from "../../../base/wasm/code.js";
import { ModuleWriter } from "../../../base/wasm/module-writer.js";
import { type FastSyscall, REFUSAL } from "../../../sbpf/fast-syscall.js";
import { REGISTER_FILE_OFFSET } from "../../../sbpf/register-file.js";
import { defineRange } from "../../../sbpf/wasm-interpreter/range.js";
import type { SETTINGS } from "./settings.js";

/** The parameter of `call`. */
const UNITS_LEFT = 0;

/** What the code of a fast syscall is written with. Nothing may be written before the last chance to refuse. */
export class FastCode {
  readonly code: Code;
  readonly #load: number;
  readonly #store: number;

  constructor(readonly module: ModuleWriter) {
    this.code = module.defineFunction("call", { parameters: ["i32"], results: ["i32"] });
    this.#load = defineRange(module, "loadLimits");
    this.#store = defineRange(module, "storeLimits");
  }

  /** Pushes one of r1…r5, an i64. */
  pushRegister(register: number): Code {
    return this.code.i32(0).memory("i64.load", REGISTER_FILE_OFFSET + 8 * register);
  }

  /** Pushes a price or limit, an i32 without a sign, or as an i64. */
  pushSetting(place: (typeof SETTINGS)[keyof typeof SETTINGS], type: "i32" | "i64"): Code {
    return this.code.i32(0).memory(type === "i32" ? "i32.load" : "i64.load32_u", place);
  }

  /** Refuses the call if the i32 on the stack is not 0. */
  refuseIf(): void {
    this.code.if();
    this.code.i32(REFUSAL.unusual).op("return").end();
  }

  /** Refuses the call if the i64 on the stack, units, is more than are left. */
  refuseIfDearer(): void {
    this.code.get(UNITS_LEFT).op("i64.extend_i32_s").op("i64.gt_s");
    this.refuseIf();
  }

  /** Takes an address (i64) and a length from 1 on (i32) from the stack and sets a local to the host offset. */
  translate(access: "load" | "store", hostOffset: number): void {
    this.code.call(access === "load" ? this.#load : this.#store).tee(hostOffset);
    this.code.op("i32.eqz").if();
    this.code.i32(REFUSAL.access).op("return").end();
  }

  /** Pushes the larger one of two locals, i64 with a sign. */
  pushLarger(a: number, b: number): Code {
    return this.code.get(a).get(b).get(a).get(b).op("i64.gt_s").op("select");
  }

  /** Ends the call: r0 = 0; the units it took are in a local, an i64. */
  succeed(units: number): void {
    this.code.i32(0).i64(0n).memory("i64.store", REGISTER_FILE_OFFSET);
    this.code.get(units).op("i32.wrap_i64");
  }
}

/** A fast syscall that asks nothing of the host, with the body that `write` writes. */
export function fastSyscall(write: (fast: FastCode) => void): FastSyscall {
  return {
    module() {
      const module = new ModuleWriter(["env", "memory"]);
      write(new FastCode(module));
      return module.finish();
    },
  };
}
