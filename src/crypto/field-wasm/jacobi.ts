import type { Code, Label } from "../../base/wasm/code.js";

/** Words of 64 bits in a and in n. */
const WORDS = 4;

/** Numbers of locals. Words come the lowest first. */
interface Locals {
  readonly a: readonly number[];
  readonly n: readonly number[];
  /** Their difference. */
  readonly d: readonly number[];
  /** An i32: whether n is the larger. */
  readonly borrow: number;
  /** Bit 1: the sign so far. */
  readonly flips: number;
  readonly scratch: number;
}

/**
 * Writes the body of a function (a: i32, n: i32) → i32 that gives the Jacobi symbol (a/n) of two numbers of 256 bits in
 * memory, for odd n: by subtracting, halving and quadratic reciprocity. A subtraction takes 1.4 bits off the two on
 * average. There is a loop for each number of words, and no branch that depends on a bit but to go on.
 */
export function writeJacobi(code: Code): void {
  const words = (): number[] => Array.from({ length: WORDS }, () => code.local("i64"));
  const locals: Locals = {
    a: words(),
    n: words(),
    d: words(),
    borrow: code.local("i32"),
    flips: code.local("i64"),
    scratch: code.local("i64"),
  };
  const { a, n, flips } = locals;
  [a, n].forEach((number, address) => {
    for (const [i, word] of number.entries())
      code
        .get(address)
        .memory("i64.load", 8 * i)
        .set(word);
  });
  const finished = code.block();
  or(code, a).op("i64.eqz").brIf(finished);
  dropEmptyWords(code, a);
  dropTrailingZeros(code, locals, a, a);
  for (let length = WORDS; length > 0; length--) reduce(code, locals, length, finished);
  code.end();
  // n divides both: the symbol is 0 unless it is 1.
  code.i32(1).get(flips).op("i32.wrap_i64").i32(2).op("i32.and").op("i32.sub").i32(0);
  code.get(n[0]!).i64(1n).op("i64.xor").set(n[0]!);
  or(code, n).op("i64.eqz").op("select");
}

/** Writes the loop for numbers of `length` words: it goes on behind itself with one word less. */
function reduce(code: Code, locals: Locals, length: number, finished: Label): void {
  const [a, n, d] = [locals.a, locals.n, locals.d].map((number) => number.slice(0, length));
  const { borrow, flips, scratch } = locals;
  const again = code.loop();
  subtract(code, locals, length);
  code.get(d![0]!).op("i64.eqz");
  code.if();
  order(code, locals, length);
  or(code, d!).op("i64.eqz").brIf(finished);
  dropEmptyWords(code, d!);
  code.end();
  // The smaller becomes n: (a/n) = -(n/a) if both are 3 modulo 4. Of d only the lowest word can carry.
  code.i64(0n).get(borrow).op("i64.extend_i32_u").op("i64.sub").set(scratch);
  code.get(a![0]!).get(n![0]!).op("i64.and").get(scratch).op("i64.and").get(flips).op("i64.xor").set(flips);
  for (let i = 0; i < length; i++) {
    code.get(a![i]!).get(n![i]!).get(borrow).op("select").set(n![i]!);
    code.get(d![i]!).get(scratch).op("i64.xor");
    if (i === 0) code.get(scratch).op("i64.sub");
    code.set(d![i]!);
  }
  dropTrailingZeros(code, locals, d!, a!);
  if (length === 1) code.br(again);
  else code.get(a!.at(-1)!).get(n!.at(-1)!).op("i64.or").op("i64.eqz").op("i32.eqz").brIf(again);
  code.end();
}

/** d = a - n, borrow = a < n. */
function subtract(code: Code, { a, n, d, borrow, scratch }: Locals, length: number): void {
  code.get(a[0]!).get(n[0]!).op("i64.sub").set(d[0]!);
  code.get(a[0]!).get(n[0]!).op("i64.lt_u").set(borrow);
  for (let i = 1; i < length; i++) {
    code.get(a[i]!).get(n[i]!).op("i64.sub").set(scratch);
    code.get(scratch).get(borrow).op("i64.extend_i32_u").op("i64.sub").set(d[i]!);
    code.get(a[i]!).get(n[i]!).op("i64.lt_u");
    code.get(scratch).get(borrow).op("i64.extend_i32_u").op("i64.lt_u").op("i32.or").set(borrow);
  }
}

/** Exchanges a and n if n is the larger, and d with them. */
function order(code: Code, locals: Locals, length: number): void {
  const { a, n, borrow, flips } = locals;
  code.get(borrow);
  code.if();
  code.get(a[0]!).get(n[0]!).op("i64.and").get(flips).op("i64.xor").set(flips);
  for (let i = 0; i < length; i++) code.get(a[i]!).get(n[i]!).set(a[i]!).set(n[i]!);
  subtract(code, locals, length);
  code.end();
}

/** Divides a number that is not zero by 2^64 as often as it goes: an even number of halvings, which change no sign. */
function dropEmptyWords(code: Code, number: readonly number[]): void {
  if (number.length === 1) return;
  const filled = code.block();
  const again = code.loop();
  code.get(number[0]!).op("i64.eqz").op("i32.eqz").brIf(filled);
  for (let i = 1; i < number.length; i++) code.get(number[i]!).set(number[i - 1]!);
  code.i64(0n).set(number.at(-1)!).br(again);
  code.end().end();
}

/**
 * Halves `from`, whose lowest word is not zero, until it is odd, into `to`: for each halving (2/n) is -1 if n is 3 or 5
 * modulo 8, where bits 1 and 2 of n differ.
 */
function dropTrailingZeros(
  code: Code,
  { n, flips, scratch }: Locals,
  from: readonly number[],
  to: readonly number[],
): void {
  code.get(from[0]!).op("i64.ctz").set(scratch);
  for (let i = 0; i < from.length; i++) {
    code.get(from[i]!).get(scratch).op("i64.shr_u");
    // Shifted in two steps, for there may be nothing to halve.
    if (i + 1 < from.length) {
      code
        .get(from[i + 1]!)
        .i64(1n)
        .op("i64.shl")
        .get(scratch)
        .i64(-1n)
        .op("i64.xor")
        .op("i64.shl")
        .op("i64.or");
    }
    code.set(to[i]!);
  }
  code.get(n[0]!).i64(1n).op("i64.shr_u").get(n[0]!).op("i64.xor");
  code.get(scratch).i64(1n).op("i64.shl").op("i64.and").get(flips).op("i64.xor").set(flips);
}

function or(code: Code, words: readonly number[]): Code {
  words.forEach((word, i) => {
    code.get(word);
    if (i > 0) code.op("i64.or");
  });
  return code;
}
