import type { Code } from "../../base/wasm/code.js";
import { LIMB_BITS, LIMB_MASK, LIMBS, limbsOf } from "./limbs.js";
import { LIMB_BYTES, loadLimbs, type MontgomeryField } from "./montgomery-field.js";

/** What is subtracted from a sum must be below so many primes, which are added. */
export const SUBTRACTED_PRIMES = 10n;

/** So many times the element at an address. */
export interface Multiple {
  readonly times: bigint;
  readonly push: () => void;
}

/** Writes the body of a function (out: i32, a: i32, b: i32) that adds, or subtracts, b. */
export function writeSumOfTwo(code: Code, field: MontgomeryField, times: 1n | -1n): void {
  const [a, b] = [1, 2].map((address) => () => void code.get(address));
  const multiples = [
    { times: 1n, push: a! },
    { times, push: b! },
  ];
  writeSum(code, field, () => code.get(0), multiples);
}

/** Writes code that copies an element. */
export function writeCopy(code: Code, pushOut: () => void, push: () => void): void {
  for (let i = 0; i < LIMBS; i++) {
    pushOut();
    push();
    code.memory("i32.load", LIMB_BYTES * i).memory("i32.store", LIMB_BYTES * i);
  }
}

/** Writes code that stores a sum of multiples at an address, which may be one of theirs. */
export function writeSum(
  code: Code,
  field: MontgomeryField,
  pushOut: () => void,
  multiples: readonly Multiple[],
): void {
  const added = multiples.some(({ times }) => times < 0n) ? limbsOf(SUBTRACTED_PRIMES * field.prime) : [];
  writeCarried(code, pushOut, (i) => {
    code.i64(added[i] ?? 0n);
    for (const { times, push } of multiples) {
      push();
      code.memory("i64.load32_u", LIMB_BYTES * i);
      const factor = times < 0n ? -times : times;
      if (factor > 1n) code.i64(factor).op("i64.mul");
      code.op(times < 0n ? "i64.sub" : "i64.add");
    }
  });
}

/** Stores the limbs that `pushLimb` pushes, each with what the one below has too much or too little. */
function writeCarried(code: Code, pushOut: () => void, pushLimb: (i: number) => void): void {
  const sum = code.local("i64");
  for (let i = 0; i < LIMBS; i++) {
    pushLimb(i);
    if (i > 0) code.get(sum).i64(LIMB_BITS).op("i64.shr_s").op("i64.add");
    code.set(sum);
    pushOut();
    code.get(sum);
    if (i < LIMBS - 1) code.i64(LIMB_MASK).op("i64.and");
    code.memory("i64.store32", LIMB_BYTES * i);
  }
}

/** Numbers of locals, with limbs below 2^29 but the highest, which is signed. */
type Signed = readonly number[];

/** Two numbers become sums of both: a becomes u·a + v·b, and b q·a + r·b. */
interface Transition {
  readonly u: number;
  readonly v: number;
  readonly q: number;
  readonly r: number;
}

/** More primes than `writeInvert` takes turns, each of which lets what it finds grow by one: 21 for integers below 2^261. */
const ADDED_PRIMES = 24n;

/**
 * Writes the body of a function (out: i32, a: i32) that inverts an integer, no multiple of the prime, as it is:
 * a·out is 1 modulo the prime, and out below 48 primes. Bernstein and Yang, "Fast constant-time gcd computation and modular
 * inversion", with the start at a half (libsecp256k1, doc/safegcd_implementation.md): of f = prime and g = a, 29 steps at a
 * time come from the lowest limbs alone, and divide both by 2^29. On the way a·d is f, and a·e is g.
 */
export function writeInvert(code: Code, field: MontgomeryField): void {
  const newLimbs = (): number[] => Array.from({ length: LIMBS }, () => code.local("i64"));
  const [f, d, e, g] = [newLimbs(), newLimbs(), newLimbs(), loadLimbs(code, 1)];
  const zeta = code.local("i64");
  const transition = { u: code.local("i64"), v: code.local("i64"), q: code.local("i64"), r: code.local("i64") };
  for (const [i, limb] of f.entries()) code.i64(field.limbs[i]!).set(limb);
  code.i64(1n).set(e[0]!).i64(-1n).set(zeta);
  const again = code.loop();
  writeSteps(code, f[0]!, g[0]!, zeta, transition);
  writeTransition(code, f, g, transition, undefined);
  writeTransition(code, d, e, transition, field);
  code.get(g[0]!);
  for (const limb of g.slice(1)) code.get(limb).op("i64.or");
  code.i64(0n).op("i64.ne").brIf(again).end();
  // f is 1 or -1.
  const sign = code.local("i64");
  const added = limbsOf(ADDED_PRIMES * field.prime);
  code
    .get(f[LIMBS - 1]!)
    .i64(63n)
    .op("i64.shr_s")
    .set(sign);
  writeCarried(
    code,
    () => code.get(0),
    (i) => {
      code.get(d[i]!).get(sign).op("i64.xor").get(sign).op("i64.sub").i64(added[i]!).op("i64.add");
    },
  );
}

/** 29 steps from the lowest limbs of f and g. */
function writeSteps(code: Code, lowestOfF: number, lowestOfG: number, zeta: number, { u, v, q, r }: Transition): void {
  const [f, g, x, isOdd, swaps] = Array.from({ length: 5 }, () => code.local("i64")) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const rest = code.local("i32");
  const assign = (local: number, value: bigint): void => void code.i64(value).set(local);
  code.get(lowestOfF).set(f).get(lowestOfG).set(g);
  for (const [local, value] of [
    [u, 1n],
    [v, 0n],
    [q, 0n],
    [r, 1n],
  ] as const)
    assign(local, value);
  code.i32(Number(LIMB_BITS)).set(rest);
  const again = code.loop();
  code.get(zeta).i64(63n).op("i64.shr_s").set(swaps);
  code.i64(0n).get(g).i64(1n).op("i64.and").op("i64.sub").set(isOdd);
  for (const [from, to] of [
    [f, g],
    [u, q],
    [v, r],
  ] as const) {
    // What f has is added to what g has if g is odd, or subtracted if they change places.
    code.get(from).get(swaps).op("i64.xor").get(swaps).op("i64.sub").set(x);
    code.get(to).get(x).get(isOdd).op("i64.and").op("i64.add").set(to);
  }
  code.get(swaps).get(isOdd).op("i64.and").set(swaps);
  code.get(zeta).get(swaps).op("i64.xor").i64(1n).op("i64.sub").set(zeta);
  for (const [from, to] of [
    [f, g],
    [u, q],
    [v, r],
  ] as const) {
    code.get(from).get(to).get(swaps).op("i64.and").op("i64.add").set(from);
  }
  code.get(g).i64(1n).op("i64.shr_s").set(g);
  for (const local of [u, v]) code.get(local).i64(1n).op("i64.shl").set(local);
  code.get(rest).i32(1).op("i32.sub").tee(rest).brIf(again).end();
}

/** Makes of a and b their sums over 2^29: as they are if they are integers, or else modulo the prime. */
function writeTransition(
  code: Code,
  a: Signed,
  b: Signed,
  { u, v, q, r }: Transition,
  field: MontgomeryField | undefined,
): void {
  const sums = [
    { into: a, ofA: u, ofB: v, sum: code.local("i64"), times: code.local("i64") },
    { into: b, ofA: q, ofB: r, sum: code.local("i64"), times: code.local("i64") },
  ];
  for (let i = 0; i < LIMBS; i++) {
    for (const { ofA, ofB, sum, times } of sums) {
      code.get(a[i]!).get(ofA).op("i64.mul").get(b[i]!).get(ofB).op("i64.mul").op("i64.add");
      if (i > 0) code.get(sum).i64(LIMB_BITS).op("i64.shr_s").op("i64.add");
      if (field !== undefined) {
        if (i === 0) code.tee(sum).i64(field.inverse).op("i64.mul").i64(LIMB_MASK).op("i64.and").set(times).get(sum);
        code.get(times).i64(field.limbs[i]!).op("i64.mul").op("i64.add");
      }
      code.set(sum);
    }
    if (i > 0)
      for (const { into, sum } of sums)
        code
          .get(sum)
          .i64(LIMB_MASK)
          .op("i64.and")
          .set(into[i - 1]!);
  }
  for (const { into, sum } of sums)
    code
      .get(sum)
      .i64(LIMB_BITS)
      .op("i64.shr_s")
      .set(into[LIMBS - 1]!);
}
