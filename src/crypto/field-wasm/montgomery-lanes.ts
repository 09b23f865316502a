import type { Code } from "../../base/wasm/code.js";
import { LIMB_BITS, LIMB_MASK } from "./limbs.js";
import { LIMB_BYTES } from "./montgomery-field.js";

/** What products are written with: values of one element in an i64, or of a pair in the two halves of a vector. */
export interface Lanes {
  readonly type: "i64" | "v128";
  /** Pushes a limb of what lies at an address. */
  load(code: Code, address: number, limb: number): void;
  /** Stores a local as a limb of what lies at an address. */
  store(code: Code, address: number, limb: number, local: number): void;
  /** Multiplies what is below 2^32; see `pushNarrow`. */
  multiply(code: Code): Code;
  /** Multiplies by a constant. */
  times(code: Code, factor: bigint): Code;
  add(code: Code): Code;
  /** What is above the lowest limb. */
  above(code: Code): Code;
  /** The lowest limb. */
  lowest(code: Code): Code;
  /** Pushes a local, which is below 2^32, so that it can be multiplied. */
  pushNarrow(code: Code, local: number): Code;
}

export const ONE_LANE: Lanes = {
  type: "i64",
  load: (code, address, limb) => code.get(address).memory("i64.load32_u", LIMB_BYTES * limb),
  store: (code, address, limb, local) =>
    code
      .get(address)
      .get(local)
      .memory("i64.store32", LIMB_BYTES * limb),
  multiply: (code) => code.op("i64.mul"),
  times: (code, factor) => code.i64(factor).op("i64.mul"),
  add: (code) => code.op("i64.add"),
  above: (code) => code.i64(LIMB_BITS).op("i64.shr_u"),
  lowest: (code) => code.i64(LIMB_MASK).op("i64.and"),
  pushNarrow: (code, local) => code.get(local),
};

export const TWO_LANES: Lanes = {
  type: "v128",
  load: (code, address, limb) => code.get(address).vectorMemory("v128.load64_zero", LIMB_BYTES * limb),
  store: (code, address, limb, local) =>
    TWO_LANES.pushNarrow(code.get(address), local)
      .extractDoubleWord(0)
      .memory("i64.store", LIMB_BYTES * limb),
  multiply: (code) => code.vector("i64x2.extmul_low_i32x4_u"),
  times: (code, factor) => TWO_LANES.multiply(code.i64((factor << 32n) | factor).vector("i64x2.splat")),
  add: (code) => code.vector("i64x2.add"),
  above: (code) => code.i32(Number(LIMB_BITS)).vector("i64x2.shr_u"),
  lowest: (code) => code.i64(LIMB_MASK).vector("i64x2.splat").vector("v128.and"),
  pushNarrow: (code, local) => code.get(local).get(local).shuffleWords(0, 2, 0, 2),
};
