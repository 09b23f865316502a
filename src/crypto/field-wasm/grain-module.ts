import { ModuleWriter } from "../../base/wasm/module-writer.js";

/** Of the register's bits, those whose sum is the next one. */
export const TAPS = [0, 13, 23, 38, 51, 62];
/** So many bits are made at once, which is possible up to 80 - 62: the register has 80. */
const STEP_BITS = 16n;

/** Places in the memory: the register, the first bit the lowest; pairs of bits not looked at yet, under a 1; a number. */
export const GRAIN_PLACES = { register: 0, pairs: 16, number: 24 } as const;
const { register: REGISTER, pairs: PAIRS, number: NUMBER } = GRAIN_PLACES;
const WORDS = 4;

export interface GrainExports {
  /** Makes the next number. */
  next(): void;
}

/**
 * A module of the Grain register that Poseidon takes its constants from ("Poseidon: A New Hash Function for
 * Zero-Knowledge Proof Systems", appendix F): numbers of so many bits, 193 to 256, the highest first. Of each pair of the
 * register's bits, the second is taken if the first is 1.
 */
export function grainModule(bits: number): Uint8Array<ArrayBuffer> {
  const writer = new ModuleWriter(["env", "memory"]);
  const code = writer.defineFunction("next", { parameters: [], results: [] });
  const [low, high, pairs, number, isTaken] = Array.from({ length: 5 }, () => code.local("i64"));
  const rest = code.local("i64");
  const state = [
    [low!, REGISTER],
    [high!, REGISTER + 8],
    [pairs!, PAIRS],
  ] as const;
  for (const [local, place] of state) code.i32(place).memory("i64.load").set(local);
  for (let i = WORDS - 1; i >= 0; i--) {
    code.i64(0n).set(number!);
    code.i64(BigInt(Math.min(64, bits - 64 * i))).set(rest);
    const again = code.loop();
    code.get(pairs!).i64(1n).op("i64.eq").if();
    code.i64(0n);
    for (const tap of TAPS) {
      code.get(low!).i64(BigInt(tap)).op("i64.shr_u").op("i64.xor");
      if (tap > 64 - Number(STEP_BITS))
        code
          .get(high!)
          .i64(BigInt(64 - tap))
          .op("i64.shl")
          .op("i64.xor");
    }
    code
      .i64((1n << STEP_BITS) - 1n)
      .op("i64.and")
      .set(pairs!);
    code
      .get(low!)
      .i64(STEP_BITS)
      .op("i64.shr_u")
      .get(high!)
      .i64(64n - STEP_BITS)
      .op("i64.shl")
      .op("i64.or")
      .set(low!);
    code.get(pairs!).set(high!);
    code
      .get(pairs!)
      .i64(1n << STEP_BITS)
      .op("i64.or")
      .set(pairs!);
    code.end();
    code.get(pairs!).i64(1n).op("i64.and").set(isTaken!);
    code.get(number!).get(isTaken!).op("i64.shl");
    code.get(pairs!).i64(1n).op("i64.shr_u").get(isTaken!).op("i64.and").op("i64.or").set(number!);
    code.get(pairs!).i64(2n).op("i64.shr_u").set(pairs!);
    code.get(rest).get(isTaken!).op("i64.sub").set(rest);
    code.get(rest).i64(0n).op("i64.ne").brIf(again);
    code.end();
    code
      .i32(NUMBER)
      .get(number!)
      .memory("i64.store", 8 * i);
  }
  for (const [local, place] of state) code.i32(place).get(local).memory("i64.store");
  return writer.finish();
}
