import type { Code, Label } from "../../../base/wasm/code.js";
import { REGISTER_FILE_OFFSET } from "../../register-file.js";
import { RECORD, type STOP } from "../layout.js";
import type { Width } from "../operation-tables.js";

/** What the code of every operation is written with. */
export interface Frame {
  readonly code: Code;
  /** Local: where the record of the current instruction lies. */
  readonly ip: number;
  /** Local: where the units end if the program goes straight on. */
  readonly limit: number;
  /** Locals without a meaning of their own. */
  readonly i32: readonly [number, number];
  readonly i64: readonly [number, number];
  /** Leaves the function with the `STOP` on the stack. */
  readonly stopped: Label;
}

/** Writes what one operation does; what follows goes on with the record behind `ip`. */
export type OperationWriter = (frame: Frame) => void;

export function stop({ code, stopped }: Frame, why: (typeof STOP)[keyof typeof STOP]): void {
  code.i32(why).br(stopped);
}

/** Pushes the place of `dst` in the register file, for `popRegister` and `pushRegister`. */
export function pushDstPlace({ code, ip }: Frame): void {
  code.get(ip).memory("i32.load8_u", RECORD.dst);
}

/** Replaces the place of a register by its value. */
export function pushRegister({ code }: Frame, width: Width): void {
  code.memory(`${width}.load`, REGISTER_FILE_OFFSET);
}

/** Pushes the place of `dst` and on top of it its value. */
export function pushDstTwice(frame: Frame, width: Width): void {
  const [place] = frame.i32;
  pushDstPlace(frame);
  frame.code.tee(place).get(place);
  pushRegister(frame, width);
}

/** Pushes the second operand. */
export function pushSource({ code, ip }: Frame, width: Width): void {
  code.get(ip).memory("i32.load", RECORD.source).memory(`${width}.load`);
}

/** Puts the i64 on the stack into the register whose place lies below it. */
export function popRegister({ code }: Frame): void {
  code.memory("i64.store", REGISTER_FILE_OFFSET);
}

/** Jumps by the bytes of records that a local holds, counted from the next record. */
export function jump({ code, ip, limit }: Frame, distance: number): void {
  for (const local of [ip, limit]) code.get(local).get(distance).op("i32.add").set(local);
}
