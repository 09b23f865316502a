import type { ByteReader } from "../../base/byte-reader.js";
import type { ByteWriter } from "../../base/byte-writer.js";

/**
 * A u16 in one to three bytes of seven bits, low bits first. Refuses what no encoder writes: a last byte of zero, more
 * than 16 bits (solana-short-vec `ShortU16`).
 */
export function readCompactU16(reader: ByteReader): number {
  const first = reader.u8();
  if (first < 0x80) return first;
  const second = reader.u8();
  if (second === 0) return refuse(reader, "compact-u16 is not in its shortest form");
  if (second < 0x80) return (first & 0x7f) | (second << 7);
  const third = reader.u8();
  if (third === 0) return refuse(reader, "compact-u16 is not in its shortest form");
  if (third > 3) return refuse(reader, "compact-u16 exceeds 65535");
  return (first & 0x7f) | ((second & 0x7f) << 7) | (third << 14);
}

function refuse(reader: ByteReader, reason: string): number {
  reader.fail(reason);
  return 0;
}

/** Writes `value`, 0 to 65535. */
export function writeCompactU16(writer: ByteWriter, value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) writer.u8((rest & 0x7f) | 0x80);
  writer.u8(rest);
}
