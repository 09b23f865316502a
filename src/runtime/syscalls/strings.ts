import type { U64 } from "../../base/u64.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { SyscallFailure } from "../failure.js";
import { ALIGN_BYTE, translateSlice } from "../memory.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The string of `length` bytes at `vmAddress` (Agave: syscalls/src/lib.rs, translate_string_and_do). Faults: access
 * violation; text that is no UTF-8, with Rust's description of where and all of its bytes.
 */
export function translateString(mapping: MemoryMapping, vmAddress: U64, length: U64): string {
  const offset = translateSlice(mapping, vmAddress, length, 1, ALIGN_BYTE, false);
  const { linear } = mapping;
  const byteLength = Number(length);
  if (byteLength > MAX_KEPT_LENGTH || byteLength === 0) {
    return decode(linear.bytes.subarray(offset, offset + byteLength));
  }
  const slot = slotOf(linear.bytes, offset, byteLength);
  let kept = keptTexts[slot];
  if (kept?.bytes.length !== byteLength || !linear.equals(kept.bytes, offset)) {
    const bytes = linear.bytes.slice(offset, offset + byteLength);
    kept = { bytes, text: decode(bytes) };
    keptTexts[slot] = kept;
  }
  return kept.text;
}

interface KeptText {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Texts that were decoded lately: programs log the same ones again and again, and to compare is cheaper. */
const keptTexts = new Array<KeptText | undefined>(256).fill(undefined);
const MAX_KEPT_LENGTH = 100;

function slotOf(bytes: Uint8Array, offset: number, length: number): number {
  const sum = length + 3 * bytes[offset] + 5 * bytes[offset + (length >> 1)] + 7 * bytes[offset + length - 1];
  return sum % keptTexts.length;
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new SyscallFailure(`${utf8ErrorText(bytes)}: [${Array.from(bytes).join(", ")}]`);
  }
}

/** Why `bytes` are no UTF-8 (Rust: core::str::Utf8Error, Display). */
function utf8ErrorText(bytes: Uint8Array): string {
  let index = 0;
  for (;;) {
    const expected = sequenceLength(bytes[index]);
    const valid = validPrefixLength(bytes, index, expected);
    if (valid === expected) index += expected;
    else if (valid > 0 && index + valid === bytes.length) return `incomplete utf-8 byte sequence from index ${index}`;
    else return `invalid utf-8 sequence of ${Math.max(valid, 1)} bytes from index ${index}`;
  }
}

/** The bytes of a character that begins with `first`; -1 where none does. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return -1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** How many of the expected bytes at `index` can be of one character. */
function validPrefixLength(bytes: Uint8Array, index: number, expected: number): number {
  if (expected < 0) return 0;
  let length = 1;
  while (length < expected && continues(bytes, index, length)) length++;
  return length;
}

/** The second byte must not spell an overlong form, a surrogate or a character beyond U+10FFFF. */
const SECOND_BYTE_RANGES: Readonly<Record<number, readonly [number, number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
};
const CONTINUATION_RANGE: readonly [number, number] = [0x80, 0xbf];

function continues(bytes: Uint8Array, index: number, position: number): boolean {
  const [low, high] = (position === 1 ? SECOND_BYTE_RANGES[bytes[index]] : undefined) ?? CONTINUATION_RANGE;
  const byte = bytes[index + position];
  return byte >= low && byte <= high;
}
