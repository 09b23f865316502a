import type { ByteReader } from "../base/byte-reader.js";
import type { ByteWriter } from "../base/byte-writer.js";

/** A u64 that is a safe integer. */
export function readCount(reader: ByteReader): number {
  const value = reader.u64();
  if (value > Number.MAX_SAFE_INTEGER) reader.fail(`expected a count below 2^53, got ${value}`);
  return Number(value);
}

/** So many bytes in an array of their own; zeros where the reader fails. */
export function readBytes(reader: ByteReader, length: number): Uint8Array {
  const bytes = reader.take(length);
  return reader.failure === undefined ? bytes.slice() : new Uint8Array(length <= MAX_ZEROS ? length : 0);
}

/** No key or signature is longer. */
const MAX_ZEROS = 64;

/** After their number, a u32. */
export function writeBytes(writer: ByteWriter, bytes: Uint8Array): void {
  writer.u32(bytes.length).bytes(bytes);
}

export function writeOption<T>(writer: ByteWriter, value: T | undefined, write: (value: T) => void): void {
  writer.bool(value !== undefined);
  if (value !== undefined) write(value);
}

export function readOption<T>(reader: ByteReader, read: () => T): T | undefined {
  return reader.bool() ? read() : undefined;
}

/** After the number of its items, a u32. */
export function writeList<T>(writer: ByteWriter, items: readonly T[], write: (item: T) => void): void {
  writer.u32(items.length);
  items.forEach(write);
}

export function readList<T>(reader: ByteReader, read: () => T): T[] {
  const count = reader.u32();
  const items: T[] = [];
  while (items.length < count && reader.failure === undefined) items.push(read());
  return items;
}
