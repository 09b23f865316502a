import { viewOf } from "../../base/bytes.js";
import type { Executable } from "../../sbpf/executable.js";
import { operationOf } from "../../sbpf/opcodes.js";
import { MAX_SEED_LEN } from "../../solana/program-derived-address.js";

const MAX_STRINGS = 160;
/** How far a compiler puts a string's length from its address, in instructions. */
const NEARBY = 6;
const LDDW = operationOf("LD_DW_IMM");
const MOVES = [operationOf("MOV64_IMM"), operationOf("MOV32_IMM")];

/** Strings that a program may use as seeds, likeliest first: those it points to, those in its code, words in its data. */
export function stringsOf(executable: Executable): string[] {
  const found = new Set([
    ...slices(executable),
    ...loaded(executable),
    ...immediates(executable),
    ...words(executable),
  ]);
  return [...found].slice(0, MAX_STRINGS);
}

/** Behind pairs of a pointer and a length, as constants have them. */
function slices({ rodata, rodataVmAddress }: Executable): string[] {
  const view = viewOf(rodata);
  const found: string[] = [];
  for (let at = 0; at + 16 <= rodata.length && found.length < MAX_STRINGS; at += 8) {
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
  for (let pc = 0; pc < decoded.length && found.length < MAX_STRINGS; pc++) {
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
  for (let pc = 0; pc < decoded.length && found.length < MAX_STRINGS; pc++) {
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
function words({ rodata, text }: Executable): string[] {
  // Before v3 the data begin with the code, in which words are accidents.
  const data = rodata.subarray(rodata.length > text.length ? 0 : rodata.length);
  const found: string[] = [];
  for (let start = 0; start < data.length && found.length < MAX_STRINGS; ) {
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
