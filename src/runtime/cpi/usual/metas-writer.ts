import type { Code } from "../../../base/wasm/code.js";
import { MM_INPUT_START, MM_REGION_SIZE } from "../../../sbpf/memory-layout.js";
import { SIGNER, WRITABLE } from "../../instruction-context.js";
import { RC_REF_CELL_HEADER } from "../account-infos.js";
import { type CallLayout, READ_PARAMETERS } from "./call-layout.js";
import type { Helpers } from "./helpers.js";
import {
  ACCOUNT,
  ACCOUNT_BYTES,
  ASKED,
  FOUND,
  FOUND_BYTES,
  FOUND_KIND,
  FROM_KEY,
  KEY_BYTES,
  USUAL,
  USUAL_PLACES,
} from "./places.js";
import { pushKey, refuseIf, refuseUnaligned } from "./refusals.js";

const INPUT_WINDOW = BigInt(MM_INPUT_START / MM_REGION_SIZE);
const ANY_RIGHT = SIGNER | WRITABLE;

/** Locals with what was found of a call. */
interface CallPlaces {
  /** Host offsets. */
  readonly metas: number;
  readonly infos: number;
  readonly metaCount: number;
  readonly infoCount: number;
}

/** Writes the second half of `read`: for each meta the account, what its AccountInfo says, and what must be done. */
export class MetasWriter {
  /** What `read` results in. */
  readonly #usual: number;
  /** Units that data cost. */
  readonly #units: number;
  /** Of the current meta: its index in the transaction, and its record in the table. */
  readonly #index: number;
  readonly #account: number;
  readonly #rights: number;
  /** The record of what is found of it. */
  readonly #found: number;
  /** The first word of that. */
  readonly #word: number;

  constructor(
    private readonly code: Code,
    private readonly layout: CallLayout,
    private readonly helpers: Helpers,
    private readonly places: CallPlaces,
  ) {
    const i32 = (): number => code.local("i32");
    [this.#usual, this.#units, this.#index, this.#account] = [i32(), i32(), i32(), i32()];
    [this.#rights, this.#found, this.#word] = [i32(), i32(), i32()];
  }

  write(): void {
    const { code } = this;
    code.i32(USUAL.isUsual).set(this.#usual);
    this.#forgetAsked();
    this.#forEachMeta(() => this.#readMeta());
    this.#forEachMeta(() => this.#addRights());
    code.i32(USUAL_PLACES.units).get(this.#units).memory("i32.store").get(this.#usual);
  }

  /** No account has been asked for. */
  #forgetAsked(): void {
    const { code } = this;
    const [place, end] = [code.local("i32"), code.local("i32")];
    code.get(READ_PARAMETERS.keys).i32(ACCOUNT_BYTES).op("i32.mul").set(end);
    const next = code.loop();
    code
      .get(place)
      .i32(0)
      .memory("i32.store", USUAL_PLACES.accounts + ACCOUNT.asked);
    code.get(place).i32(ACCOUNT_BYTES).op("i32.add").tee(place).get(end).op("i32.lt_u").brIf(next).end();
  }

  #forEachMeta(write: () => void): void {
    const { code } = this;
    const left = code.local("i32");
    code.get(READ_PARAMETERS.found).set(this.#found).get(this.places.metaCount).set(left);
    const done = code.block();
    const next = code.loop();
    code.get(left).op("i32.eqz").brIf(done);
    write();
    code.get(this.#found).i32(FOUND_BYTES).op("i32.add").set(this.#found);
    code.get(left).i32(1).op("i32.sub").set(left).br(next).end().end();
  }

  #readMeta(): void {
    const { code, layout, helpers } = this;
    const { metaSize } = layout.instruction;
    const meta = this.places.metas;
    this.#readRights(meta);
    pushKey(code, layout, helpers, meta, 0);
    code.get(READ_PARAMETERS.keys).call(helpers.findKey).tee(this.#index).call(helpers.isHeld).op("i32.eqz");
    refuseIf(code);
    code.get(this.#index).i32(ACCOUNT_BYTES).op("i32.mul").i32(USUAL_PLACES.accounts).op("i32.add").set(this.#account);
    // Rights that are asked for and not held.
    code
      .get(this.#rights)
      .get(this.#account)
      .memory("i32.load", ACCOUNT.rights)
      .i32(-1)
      .op("i32.xor")
      .op("i32.and")
      .if();
    this.#note(USUAL.asksMore);
    code.end();
    code.get(this.#index).i32(2).op("i32.shl").set(this.#word);
    code.get(this.#account).memory("i32.load", ACCOUNT.asked).op("i32.eqz").if();
    this.#readFirst();
    code.end();
    code.get(this.#account).get(this.#account).memory("i32.load", ACCOUNT.asked).get(this.#rights).op("i32.or");
    code.i32(ASKED).op("i32.or").memory("i32.store", ACCOUNT.asked);
    code.get(this.#found).get(this.#word).memory("i32.store", FOUND.account);
    code.get(meta).i32(metaSize).op("i32.add").set(meta);
  }

  #readRights(meta: number): void {
    const { code } = this;
    const { isSigner, isWritable } = this.layout.instruction;
    code.get(meta).memory("i32.load8_u", isSigner).get(meta).memory("i32.load8_u", isWritable).op("i32.or");
    code.i32(1).op("i32.gt_u");
    refuseIf(code);
    code.get(meta).memory("i32.load8_u", isSigner).i32(SIGNER).op("i32.mul");
    code.get(meta).memory("i32.load8_u", isWritable).i32(WRITABLE).op("i32.mul").op("i32.or").set(this.#rights);
  }

  /** A meta that names an account for the first time. */
  #readFirst(): void {
    const { code } = this;
    const [info, length] = [code.local("i32"), code.local("i32")];
    this.#findInfo(info);
    this.#readInfo(info, length);
    code.get(this.#word).i32(FOUND_KIND.first).op("i32.or").set(this.#word);
    code.get(this.#account).memory("i32.load", ACCOUNT.executable).if();
    this.#addToWord(FOUND_KIND.executable);
    this.#note(USUAL.hasExecutable);
    code.else();
    code.get(length).get(READ_PARAMETERS.bytesPerUnit).op("i32.div_u").get(this.#units).op("i32.add").set(this.#units);
    this.#pushIsSettled(length);
    code.if();
    this.#addToWord(FOUND_KIND.settled);
    code.else();
    this.#note(USUAL.hasUnsettled);
    code.end().end();
  }

  /** Sets `info` to the first AccountInfo with the key of the account. */
  #findInfo(info: number): void {
    const { code, layout, helpers } = this;
    const [key, place, end, first] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
    code.get(this.#index).i32(KEY_BYTES).op("i32.mul").i32(USUAL_PLACES.keys).op("i32.add").tee(key);
    code.memory("i32.load").set(first);
    code.get(this.places.infos).set(info).i32(0).set(place);
    code.get(this.places.infoCount).i32(4).op("i32.mul").set(end);
    const foundIt = code.block();
    const next = code.loop();
    code.get(place).memory("i32.load", USUAL_PLACES.infoKeys).memory("i32.load").get(first).op("i32.eq").if();
    code.get(place).memory("i32.load", USUAL_PLACES.infoKeys).get(key).call(helpers.isEqual).brIf(foundIt).end();
    code.get(info).i32(layout.info.size).op("i32.add").set(info);
    code.get(place).i32(4).op("i32.add").tee(place).get(end).op("i32.lt_u").brIf(next).end();
    code.i32(0).op("return").end();
  }

  /** Compares the pointers of an AccountInfo with what the runtime serialized; sets `length` to that of the data. */
  #readInfo(info: number, length: number): void {
    const { code } = this;
    const places = this.layout.info;
    const key = code.local("i64");
    code.get(info).memory("i64.load").tee(key).i64(32n).op("i64.shr_u").i64(INPUT_WINDOW).op("i64.ne");
    refuseIf(code);
    code.get(key).op("i32.wrap_i64").get(this.#account).memory("i32.load", ACCOUNT.keyOffset).op("i32.ne");
    refuseIf(code);
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
    code.get(data).memory("i64.load", lengthAt).get(this.#account).memory("i64.load32_u", ACCOUNT.capacity);
    code.op("i64.gt_u");
    refuseIf(code);
    code.get(data).memory("i32.load", lengthAt).set(length);
    code.get(this.#found).get(key).op("i32.wrap_i64").get(READ_PARAMETERS.input).op("i32.add");
    code.memory("i32.store", FOUND.key);
    code.get(this.#found).get(data).i32(lengthAt).op("i32.add").memory("i32.store", FOUND.lengthWord);
  }

  /** Sets a local to the host offset of a Rust `Rc<RefCell<T>>` to which a pointer stands in an AccountInfo. */
  #openCell(info: number, pointer: number, length: number, cell: number): void {
    this.code.get(info).memory("i64.load", pointer).i32(length).call(this.helpers.scratch).tee(cell).op("i32.eqz");
    refuseIf(this.code);
    refuseUnaligned(this.code, cell);
  }

  /** Refuses if the pointer there does not lead so many bytes behind the key. */
  #refuseOther(base: number, at: number, key: number, distance: number): void {
    this.code.get(base).memory("i64.load", at).get(key).i64(BigInt(distance)).op("i64.add").op("i64.ne");
    refuseIf(this.code);
  }

  /** Pushes whether the account has no data, and lamports and owner in the caller's memory are the account's. */
  #pushIsSettled(length: number): void {
    const { code, helpers } = this;
    const key = code.local("i32");
    code.get(this.#found).memory("i32.load", FOUND.key).set(key);
    code.get(length).get(this.#account).memory("i32.load", ACCOUNT.dataLength).op("i32.or").op("i32.eqz");
    code.if("i32");
    code.get(key).memory("i64.load", FROM_KEY.lamports).get(this.#account).memory("i64.load", ACCOUNT.lamports);
    code.op("i64.eq");
    code.get(key).i32(FROM_KEY.owner).op("i32.add").get(this.#account).call(helpers.isEqual).op("i32.and");
    code.else().i32(0).end();
  }

  /** Adds to what was found what all metas together ask for. */
  #addRights(): void {
    const { code } = this;
    code.get(this.#found).memory("i32.load", FOUND.account).tee(this.#word);
    // A quarter of the number of an account is its index.
    code
      .i32(0xffff)
      .op("i32.and")
      .i32(ACCOUNT_BYTES / 4)
      .op("i32.mul");
    code
      .memory("i32.load", USUAL_PLACES.accounts + ACCOUNT.asked)
      .i32(ANY_RIGHT)
      .op("i32.and")
      .set(this.#rights);
    code.get(this.#found).get(this.#word).get(this.#rights).op("i32.or").memory("i32.store", FOUND.account);
  }

  #addToWord(kind: number): void {
    this.code.get(this.#word).i32(kind).op("i32.or").set(this.#word);
  }

  /** Adds a bit to the result. */
  #note(bit: number): void {
    const { code } = this;
    code.get(this.#usual).i32(bit).op("i32.or").set(this.#usual);
  }
}
