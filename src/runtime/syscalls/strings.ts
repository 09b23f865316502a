import type { U64 } from "../../base/u64.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { SyscallFailure } from "../failure.js";
import { translateBytes } from "../memory.js";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The string of `length` bytes at `vmAddress` (Agave: syscalls/src/lib.rs, translate_string_and_do). Faults: access
 * violation; text that is no UTF-8, with Rust's description of where and all of its bytes.
 */
export function translateString(mapping: MemoryMapping, vmAddress: U64, length: U64): string {
  const bytes = translateBytes(mapping, vmAddress, length);
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
    const { validBytes, expectedBytes } = utf8Sequence(bytes, index);
    if (validBytes === expectedBytes) index += validBytes;
    else if (index + validBytes === bytes.length) return `incomplete utf-8 byte sequence from index ${index}`;
    else return `invalid utf-8 sequence of ${Math.max(validBytes, 1)} bytes from index ${index}`;
  }
}

/** How many bytes at `index` belong to one character, and how many its first byte asks for; 0 of 1 if none. */
function utf8Sequence(bytes: Uint8Array, index: number): { validBytes: number; expectedBytes: number } {
  const first = bytes[index];
  const expectedBytes =
    first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (expectedBytes === 0) return { validBytes: 0, expectedBytes: 1 };
  let validBytes = 1;
  while (validBytes < expectedBytes && continues(bytes, index, validBytes)) validBytes++;
  return { validBytes, expectedBytes };
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
