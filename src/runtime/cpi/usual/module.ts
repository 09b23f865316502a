import type { Code } from "../../../base/wasm/code.js";
import { ModuleWriter } from "../../../base/wasm/module-writer.js";
import { MM_INPUT_START, MM_REGION_SIZE } from "../../../sbpf/memory-layout.js";
import { REGISTER_FILE_OFFSET } from "../../../sbpf/register-file.js";
import { PUBKEY_BYTES } from "../../../solana/pubkey.js";
import { type AccountInfoPlaces, RC_REF_CELL_HEADER } from "../account-infos.js";
import { SIGNER, WRITABLE } from "../called-accounts.js";
import type { InstructionLayout } from "../translate-instruction.js";
import { defineHelpers, type Helpers } from "./helpers.js";
import { FOUND_META, FOUND_META_BYTES, MAX_USUAL, USUAL_PLACES } from "./places.js";

/** How a program lays out what it passes to a call. */
export interface CallLayout {
  readonly instruction: InstructionLayout;
  readonly info: AccountInfoPlaces;
}

/** Where an account's parts lie in the aligned input region, counted from its key. */
const FROM_KEY = { owner: 32, lamports: 64, data: 80 } as const;
const INPUT_WINDOW = BigInt(MM_INPUT_START / MM_REGION_SIZE);
const U64_ALIGNMENT = 7;

/**
 * A module over `env.memory` with the export `read`: (number of the transaction's keys: i32) → i32. It reads what the
 * call in r1 to r3 passes, and writes it to `USUAL_PLACES`; nothing that a guest can see. 1 if everything is as
 * programs usually have it: all pointers good by the region table, flags 0 or 1, every key one of the transaction's,
 * for each account an AccountInfo in stack or heap with the pointers of an account in the aligned input region. Else 0.
 */
export function usualCallModule(layout: CallLayout): Uint8Array<ArrayBuffer> {
  const module = new ModuleWriter(["env", "memory"]);
  const helpers = defineHelpers(module);
  new Writer(module.defineFunction("read", { parameters: ["i32"], results: ["i32"] }), layout, helpers).write();
  return module.finish();
}

/** Writes the body of `read`. */
class Writer {
  /** The parameter. */
  readonly #keys = 0;
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
    this.#readMetas(metaCount);
    this.code.i32(1);
  }

  /** Finds program, metas, data; the local with the number of metas. */
  #readInstruction(): number {
    const { code, layout, helpers } = this;
    const { size, programId, metas, metasLength, metaSize, metaAlignment, data, dataLength } = layout.instruction;
    const [instruction, count, length] = [code.local("i32"), code.local("i32"), code.local("i32")];
    this.#pushRegister(1).i32(size).call(helpers.load).tee(instruction).op("i32.eqz");
    this.#refuseIf();
    this.#refuseUnaligned(instruction);
    code.i32(USUAL_PLACES.programIndex);
    this.#pushKey(instruction, programId).get(this.#keys).call(helpers.findKey).memory("i32.store");
    code.i32(USUAL_PLACES.programIndex).memory("i32.load").i32(0).op("i32.lt_s");
    this.#refuseIf();
    this.#readLength(instruction, metasLength, MAX_USUAL.metas, count);
    this.#readSlice(instruction, metas, count, metaSize, this.#metas);
    if (metaAlignment > 1) this.#refuseUnaligned(this.#metas);
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
    this.#refuseIf();
    this.#pushRegister(3).op("i32.wrap_i64").tee(this.#infoCount).set(left);
    this.#pushRegister(2).i64(BigInt(MM_INPUT_START)).op("i64.ge_u");
    this.#refuseIf();
    this.#pushRegister(2).get(left).i32(size).op("i32.mul");
    // In those of C stands the length of the data, which is written.
    code
      .call(cells ? helpers.load : helpers.scratch)
      .tee(info)
      .tee(this.#infos)
      .op("i32.eqz");
    this.#refuseIf();
    this.#refuseUnaligned(info);
    const next = code.loop();
    this.#pushKeyAt(info).tee(key).op("i32.eqz");
    this.#refuseIf();
    code.get(place).get(key).memory("i32.store", USUAL_PLACES.infoKeys);
    code.get(place).i32(4).op("i32.add").set(place).get(info).i32(size).op("i32.add").set(info);
    code.get(left).i32(1).op("i32.sub").tee(left).brIf(next).end();
  }

  /** Finds for each meta the account, and what its AccountInfo says. */
  #readMetas(count: number): void {
    const { code, layout, helpers } = this;
    const { metaSize, isSigner, isWritable } = layout.instruction;
    const [found, index, rights, info] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
    const meta = this.#metas;
    const done = code.block();
    const next = code.loop();
    code.get(count).op("i32.eqz").brIf(done);
    code.get(meta).memory("i32.load8_u", isSigner).get(meta).memory("i32.load8_u", isWritable).op("i32.or");
    code.i32(1).op("i32.gt_u");
    this.#refuseIf();
    for (const [flag, right] of [
      [isSigner, SIGNER],
      [isWritable, WRITABLE],
    ]) {
      code.get(meta).memory("i32.load8_u", flag).i32(right).op("i32.mul");
    }
    code.op("i32.or").set(rights);
    this.#pushKey(meta, 0).get(this.#keys).call(helpers.findKey).tee(index).i32(0).op("i32.lt_s");
    this.#refuseIf();
    code.get(found).get(index).get(rights).i32(16).op("i32.shl").op("i32.or");
    this.#storeFound("indexAndRights");
    this.#findInfo(index, info);
    this.#readInfo(found, info);
    code.get(found).i32(FOUND_META_BYTES).op("i32.add").set(found);
    code.get(meta).i32(metaSize).op("i32.add").set(meta);
    code.get(count).i32(1).op("i32.sub").set(count).br(next).end().end();
  }

  /** Sets `info` to the first AccountInfo with the key of the account. */
  #findInfo(index: number, info: number): void {
    const { code, layout, helpers } = this;
    const [key, place, end, first] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
    code.get(index).i32(PUBKEY_BYTES).op("i32.mul").i32(USUAL_PLACES.keys).op("i32.add").tee(key);
    code.memory("i32.load").set(first);
    code.get(this.#infos).set(info).i32(0).set(place);
    code.get(this.#infoCount).i32(4).op("i32.mul").set(end);
    const foundIt = code.block();
    const next = code.loop();
    code.get(place).memory("i32.load", USUAL_PLACES.infoKeys).memory("i32.load").get(first).op("i32.eq").if();
    code.get(place).memory("i32.load", USUAL_PLACES.infoKeys).get(key).call(helpers.isEqual).brIf(foundIt).end();
    code.get(info).i32(layout.info.size).op("i32.add").set(info);
    code.get(place).i32(4).op("i32.add").tee(place).get(end).op("i32.lt_u").brIf(next).end();
    code.i32(0).op("return").end();
  }

  /** Compares the pointers of an AccountInfo with each other, and follows the cells of Rust. */
  #readInfo(found: number, info: number): void {
    const { code } = this;
    const places = this.layout.info;
    const key = code.local("i64");
    code.get(info).memory("i64.load").tee(key).i64(32n).op("i64.shr_u").i64(INPUT_WINDOW).op("i64.ne");
    this.#refuseIf();
    let [lamports, data] = [info, info];
    let [lamportsAt, dataAt, lengthAt] = [places.lamports, places.data, places.dataLength];
    if (places.cells) {
      [lamports, data] = [code.local("i32"), code.local("i32")];
      [lamportsAt, dataAt, lengthAt] = [RC_REF_CELL_HEADER, RC_REF_CELL_HEADER, RC_REF_CELL_HEADER + 8];
      this.#openCell(info, places.lamports, lamportsAt + 8, lamports);
      this.#openCell(info, places.data, lengthAt + 8, data);
    }
    this.#refuseOther(info, places.owner, key, FROM_KEY.owner);
    this.#refuseOther(lamports, lamportsAt, key, FROM_KEY.lamports);
    this.#refuseOther(data, dataAt, key, FROM_KEY.data);
    code.get(data).memory("i32.load", lengthAt + 4);
    this.#refuseIf();
    code.get(found).get(key).op("i32.wrap_i64");
    this.#storeFound("keyOffset");
    code.get(found).get(data).i32(lengthAt).op("i32.add");
    this.#storeFound("lengthOffset");
    code.get(found).get(data).memory("i32.load", lengthAt);
    this.#storeFound("dataLength");
  }

  /** Sets a local to the host offset of a Rust `Rc<RefCell<T>>` to which a pointer stands in an AccountInfo. */
  #openCell(info: number, pointer: number, length: number, cell: number): void {
    this.code.get(info).memory("i64.load", pointer).i32(length).call(this.helpers.scratch).tee(cell).op("i32.eqz");
    this.#refuseIf();
    this.#refuseUnaligned(cell);
  }

  /** Refuses if the pointer there does not lead so many bytes behind the key. */
  #refuseOther(base: number, at: number, key: number, distance: number): void {
    this.code.get(base).memory("i64.load", at).get(key).i64(BigInt(distance)).op("i64.add").op("i64.ne");
    this.#refuseIf();
  }

  /** Pushes the host offset of a key that is at a place, or to which a pointer is there; 0 if that is no good. */
  #pushKey(base: number, at: number): Code {
    const { code, layout } = this;
    if (!layout.instruction.pointsToKeys) return code.get(base).i32(at).op("i32.add");
    const key = code.local("i32");
    code.get(base).memory("i64.load", at).i32(PUBKEY_BYTES).call(this.helpers.load).tee(key).op("i32.eqz");
    this.#refuseIf();
    return code.get(key);
  }

  /** Pushes the host offset of the key to which a pointer stands; 0 if that is no good. */
  #pushKeyAt(pointer: number): Code {
    return this.code.get(pointer).memory("i64.load").i32(PUBKEY_BYTES).call(this.helpers.load);
  }

  #readLength(base: number, at: number, max: number, length: number): void {
    this.code.get(base).memory("i64.load", at).i64(BigInt(max)).op("i64.gt_u");
    this.#refuseIf();
    this.code.get(base).memory("i32.load", at).set(length);
  }

  /** Sets a local to the host offset of elements to which there is a pointer; to 0 if there are none. */
  #readSlice(base: number, pointer: number, length: number, size: number, hostOffset: number): void {
    const { code } = this;
    code.get(length).if();
    code.get(base).memory("i64.load", pointer).get(length).i32(size).op("i32.mul").call(this.helpers.load);
    code.tee(hostOffset).op("i32.eqz");
    this.#refuseIf();
    code.end();
  }

  #pushRegister(register: number): Code {
    return this.code.i32(0).memory("i64.load", REGISTER_FILE_OFFSET + 8 * register);
  }

  #store(place: number, local: number): void {
    this.code.i32(0).get(local).memory("i32.store", place);
  }

  /** Stores the i32 on the stack in the record whose place is below it. */
  #storeFound(field: keyof typeof FOUND_META): void {
    this.code.memory("i32.store", USUAL_PLACES.foundMetas + FOUND_META[field]);
  }

  #refuseUnaligned(hostOffset: number): void {
    this.code.get(hostOffset).i32(U64_ALIGNMENT).op("i32.and");
    this.#refuseIf();
  }

  /** Refuses the call if the i32 on the stack is not 0. */
  #refuseIf(): void {
    this.code.if();
    this.code.i32(0).op("return").end();
  }
}
