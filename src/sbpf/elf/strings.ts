import { SHT_STRTAB } from "./constants.js";
import { ElfParserError } from "./parser-error.js";
import { type SectionHeader, sliceOf } from "./structures.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a name, with replacement characters for what is no UTF-8 (Rust's `from_utf8_lossy`). */
export function textOf(name: Uint8Array): string {
  return decoder.decode(name);
}

/** @throws ElfParserError OutOfBounds if the sum is no u64. */
export function checkedAdd(a: bigint, b: bigint): bigint {
  const sum = a + b;
  if (sum >> 64n !== 0n) throw new ElfParserError("OutOfBounds");
  return sum;
}

/**
 * The zero-terminated string at an offset of a string section, without its zero
 * (solana-sbpf `Elf64::get_string_in_section`).
 *
 * @throws ElfParserError
 */
export function readString(
  bytes: Uint8Array,
  section: SectionHeader,
  offset: number,
  maximumLength: number,
): Uint8Array {
  if (section.type !== SHT_STRTAB) throw new ElfParserError("InvalidSectionHeader");
  const start = checkedAdd(section.offset, BigInt(offset));
  const sectionEnd = checkedAdd(section.offset, section.size);
  const maximumEnd = checkedAdd(start, BigInt(maximumLength));
  const isCut = sectionEnd < maximumEnd;
  const slice = sliceOf(bytes, { start, end: isCut ? sectionEnd : maximumEnd });
  if (slice === undefined) throw new ElfParserError("OutOfBounds");
  const length = slice.indexOf(0);
  if (length < 0) throw new ElfParserError("StringTooLong", textOf(slice), maximumLength);
  return slice.subarray(0, length);
}
