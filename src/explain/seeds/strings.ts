import { viewOf } from "../../base/bytes.js";
import type { Executable } from "../../sbpf/executable.js";
import { operationOf } from "../../sbpf/opcodes.js";
import { MAX_SEED_LEN } from "../../solana/program-derived-address.js";

const MAX_STRINGS = 160;
/** Of one kind, before the likely ones are picked. */
const MAX_FOUND = 4000;
/** How far a compiler puts a string's length from its address, in instructions. */
const NEARBY = 6;
const LDDW = operationOf("LD_DW_IMM");
const MOVES = [operationOf("MOV64_IMM"), operationOf("MOV32_IMM")];

/** Strings that a program may use as seeds, likeliest first. */
export function stringsOf(executable: Executable): string[] {
  const found = new Set([
    ...slices(executable),
    ...loaded(executable),
    ...immediates(executable),
    ...words(executable),
  ]);
  const likely = [...found].filter((text) => unlikeliness(text) < LIKENESSES.length);
  return likely.toSorted((a, b) => unlikeliness(a) - unlikeliness(b)).slice(0, MAX_STRINGS);
}

/** What seeds look like, as people write them; texts for people have spaces, and files slashes. */
const LIKENESSES = [/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/, /^[A-Za-z][\w-]+$/, /^[\w.:#-]+$/];

function unlikeliness(text: string): number {
  const likeness = LIKENESSES.findIndex((pattern) => pattern.test(text));
  if (likeness < 0 || text.endsWith(".rs")) return LIKENESSES.length;
  // Shorter ones are mostly what the compiler left of something else.
  return text.length < MIN_WORD ? LIKENESSES.length - 1 : likeness;
}

/** Behind pairs of a pointer and a length, as constants have them. */
function slices({ rodata, rodataVmAddress }: Executable): string[] {
  const view = viewOf(rodata);
  const found: string[] = [];
  for (let at = 0; at + 16 <= rodata.length && found.length < MAX_FOUND; at += 8) {
    const length = view.getBigUint64(at + 8, true);
    if (length === 0n || length > MAX_SEED_LEN) continue;
    const start = Number(view.getBigUint64(at, true)) - rodataVmAddress;
    const text = seedLike(rodata, start, Number(length));
    if (text !== undefined) found.push(text);
  }
  return found;
}

/** Whose address the code loads, with a length close by. */
function loaded({ decoded, rodata, rodataVmAddress }: Executable): string[] {
  const found: string[] = [];
  for (let pc = 0; pc < decoded.length && found.length < MAX_FOUND; pc++) {
    if (decoded.operation[pc] !== LDDW) continue;
    const start = Number(decoded.imm64[pc]) - rodataVmAddress;
    if (start < 0 || start >= rodata.length) continue;
    for (let near = Math.max(pc - NEARBY, 0); near <= Math.min(pc + NEARBY, decoded.length - 1); near++) {
      if (!MOVES.includes(decoded.operation[near]!)) continue;
      const text = seedLike(rodata, start, decoded.imm[near]!);
      if (text !== undefined) found.push(text);
    }
  }
  return found;
}

/** Short ones that stand in the code itself. */
function immediates({ decoded }: Executable): string[] {
  const found: string[] = [];
  for (let pc = 0; pc < decoded.length && found.length < MAX_FOUND; pc++) {
    if (decoded.operation[pc] !== LDDW) continue;
    const bytes = new Uint8Array(8);
    viewOf(bytes).setBigUint64(0, decoded.imm64[pc]!, true);
    const end = bytes.indexOf(0);
    const text = seedLike(bytes, 0, end < 0 ? bytes.length : end);
    if (text !== undefined) found.push(text);
  }
  return found;
}

/** Words in the data, as assemblers and C compilers lay them out. */
function words({ rodata, rodataVmAddress, text, textVmAddress }: Executable): string[] {
  // Before v3 the code lies among the data; words in it are accidents.
  const textStart = textVmAddress - rodataVmAddress;
  const hasText = textStart >= 0 && textStart < rodata.length;
  const parts = hasText ? [rodata.subarray(0, textStart), rodata.subarray(textStart + text.length)] : [rodata];
  return parts.flatMap(wordsIn);
}

function wordsIn(data: Uint8Array): string[] {
  const found: string[] = [];
  for (let start = 0; start < data.length && found.length < MAX_FOUND; ) {
    let end = start;
    while (end < data.length && isWordByte(data[end]!)) end++;
    if (end - start >= MIN_WORD && end - start <= MAX_SEED_LEN) {
      found.push(String.fromCharCode(...data.subarray(start, end)));
    }
    start = end + 1;
  }
  return found;
}

const MIN_WORD = 3;

function seedLike(data: Uint8Array, start: number, length: number): string | undefined {
  if (length < 1 || length > MAX_SEED_LEN || start < 0 || start + length > data.length) return undefined;
  const bytes = data.subarray(start, start + length);
  return bytes.every(isWordByte) ? String.fromCharCode(...bytes) : undefined;
}

/** Letters, digits and what seeds have between them. */
function isWordByte(byte: number): boolean {
  return /[\w\-.: #/]/.test(String.fromCharCode(byte));
}
