import type { Code } from "../../../base/wasm/code.js";
import { ModuleWriter } from "../../../base/wasm/module-writer.js";
import { MM_INPUT_START } from "../../../sbpf/memory-layout.js";
import { REGISTER_FILE_OFFSET } from "../../../sbpf/register-file.js";
import { PUBKEY_BYTES } from "../../../solana/pubkey.js";
import { type CallLayout, READ_PARAMETERS } from "./call-layout.js";
import { defineHelpers, type Helpers } from "./helpers.js";
import { MetasWriter } from "./metas-writer.js";
import { MAX_USUAL, USUAL_PLACES } from "./places.js";
import { pushKey, refuseIf, refuseUnaligned } from "./refusals.js";
import { writeSettle } from "./settle-writer.js";

/**
 * A module over `env.memory`. Its export `read` (`READ_PARAMETERS` → i32) reads what the call in r1 to r3 passes, and
 * writes it to `USUAL_PLACES`; nothing that a guest can see. The result has `USUAL.isUsual` if everything is as programs
 * usually have it: all pointers good by the region table, flags 0 or 1, every key one of the caller's, for each account
 * an AccountInfo in stack or heap with the pointers of an account in the aligned input region. Else it is 0.
 *
 * Its export `settle` (found: i32, metas: i32) → i32 shows the caller lamports and owner of settled accounts that the
 * callee could write. How many others there are that it could write.
 */
export function usualCallModule(layout: CallLayout): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  const helpers = defineHelpers(module);
  const parameters = Object.values(READ_PARAMETERS).map(() => "i32" as const);
  new Writer(module.defineFunction("read", { parameters, results: ["i32"] }), layout, helpers).write();
  writeSettle(module.defineFunction("settle", { parameters: ["i32", "i32"], results: ["i32"] }));
  return module.finish();
}

/** Writes the body of `read`. */
class Writer {
  readonly #metas: number;
  readonly #infos: number;
  readonly #infoCount: number;

  constructor(
    private readonly code: Code,
    private readonly layout: CallLayout,
    private readonly helpers: Helpers,
  ) {
    this.#metas = code.local("i32");
    this.#infos = code.local("i32");
    this.#infoCount = code.local("i32");
  }

  write(): void {
    const metaCount = this.#readInstruction();
    this.#readInfos();
    const places = { metas: this.#metas, metaCount, infos: this.#infos, infoCount: this.#infoCount };
    new MetasWriter(this.code, this.layout, this.helpers, places).write();
  }

  /** Finds program, metas, data; the local with the number of metas. */
  #readInstruction(): number {
    const { code, layout, helpers } = this;
    const { size, programId, metas, metasLength, metaSize, metaAlignment, data, dataLength } = layout.instruction;
    const [instruction, count, length] = [code.local("i32"), code.local("i32"), code.local("i32")];
    this.#pushRegister(1).i32(size).call(helpers.load).tee(instruction).op("i32.eqz");
    refuseIf(code);
    refuseUnaligned(code, instruction);
    code.i32(USUAL_PLACES.programIndex);
    pushKey(code, layout, helpers, instruction, programId);
    code.get(READ_PARAMETERS.keys).call(helpers.findKey).memory("i32.store");
    code.i32(USUAL_PLACES.programIndex).memory("i32.load").call(helpers.isHeld).op("i32.eqz");
    refuseIf(code);
    this.#readLength(instruction, metasLength, MAX_USUAL.metas, count);
    this.#readSlice(instruction, metas, count, metaSize, this.#metas);
    if (metaAlignment > 1) refuseUnaligned(code, this.#metas);
    this.#readLength(instruction, dataLength, MAX_USUAL.dataLength, length);
    const bytes = code.local("i32");
    this.#readSlice(instruction, data, length, 1, bytes);
    this.#store(USUAL_PLACES.metas, count);
    this.#store(USUAL_PLACES.data, bytes);
    this.#store(USUAL_PLACES.dataLength, length);
    return count;
  }

  /** Finds the AccountInfos and their keys. */
  #readInfos(): void {
    const { code, layout, helpers } = this;
    const { size, cells } = layout.info;
    const [info, place, left, key] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
    this.#pushRegister(3).i64(1n).op("i64.sub").i64(BigInt(MAX_USUAL.infos)).op("i64.ge_u");
    refuseIf(code);
    this.#pushRegister(3).op("i32.wrap_i64").tee(this.#infoCount).set(left);
    this.#pushRegister(2).i64(BigInt(MM_INPUT_START)).op("i64.ge_u");
    refuseIf(code);
    this.#pushRegister(2).get(left).i32(size).op("i32.mul");
    // In those of C stands the length of the data, which is written.
    code
      .call(cells ? helpers.load : helpers.scratch)
      .tee(info)
      .tee(this.#infos)
      .op("i32.eqz");
    refuseIf(code);
    refuseUnaligned(code, info);
    const next = code.loop();
    code.get(info).memory("i64.load").i32(PUBKEY_BYTES).call(helpers.load).tee(key).op("i32.eqz");
    refuseIf(code);
    code.get(place).get(key).memory("i32.store", USUAL_PLACES.infoKeys);
    code.get(place).i32(4).op("i32.add").set(place).get(info).i32(size).op("i32.add").set(info);
    code.get(left).i32(1).op("i32.sub").tee(left).brIf(next).end();
  }

  #readLength(base: number, at: number, max: number, length: number): void {
    const { code } = this;
    code.get(base).memory("i64.load", at).i64(BigInt(max)).op("i64.gt_u");
    refuseIf(code);
    code.get(base).memory("i32.load", at).set(length);
  }

  /** Sets a local to the host offset of elements to which there is a pointer; to 0 if there are none. */
  #readSlice(base: number, pointer: number, length: number, size: number, hostOffset: number): void {
    const { code } = this;
    code.get(length).if();
    code.get(base).memory("i64.load", pointer).get(length).i32(size).op("i32.mul").call(this.helpers.load);
    code.tee(hostOffset).op("i32.eqz");
    refuseIf(code);
    code.end();
  }

  #pushRegister(register: number): Code {
    return this.code.i32(0).memory("i64.load", REGISTER_FILE_OFFSET + 8 * register);
  }

  #store(place: number, local: number): void {
    this.code.i32(0).get(local).memory("i32.store", place);
  }
}
