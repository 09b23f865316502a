import { ELF_MAGIC, ELFCLASS64, ELFDATA2LSB, EM_BPF, ET_DYN, EV_CURRENT } from "./constants.js";
import { FILE_HEADER_SIZE, PROGRAM_HEADER_SIZE, SECTION_HEADER_SIZE } from "./structures.js";

/** A field of a record: its bytes (1, 2, 4 or 8) and its value. */
export type Field = readonly [size: 1 | 2 | 4 | 8, value: number | bigint];

/** The fields one after the other, little-endian, up to `size` bytes. */
export function writeRecord(size: number, fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 8) view.setBigUint64(at, BigInt(value), true);
    else if (width === 4) view.setUint32(at, Number(value), true);
    else if (width === 2) view.setUint16(at, Number(value), true);
    else view.setUint8(at, Number(value));
    at += width;
  }
  return bytes;
}

/** 64-bit fields. */
export function wide(...values: readonly (number | bigint)[]): Field[] {
  return values.map((value) => [8, value]);
}

/** `bytes` and zeros up to a multiple of 8. */
export function padTo8(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  return padded;
}

/** What differs between the file headers that are built. */
export interface BuiltHeader {
  /** The sBPF version. */
  readonly flags: number;
  readonly entry: number;
  /** How many program headers follow the file header. */
  readonly programHeaders: number;
  /** Where the section headers lie. */
  readonly shoff: number;
  /** How many there are; the last holds their names. */
  readonly sections: number;
}

export function writeFileHeader({ flags, entry, programHeaders, shoff, sections }: BuiltHeader): Uint8Array {
  const ident = [...ELF_MAGIC, ELFCLASS64, ELFDATA2LSB, EV_CURRENT, ...new Array<number>(9).fill(0)];
  return writeRecord(FILE_HEADER_SIZE, [
    ...ident.map((byte): Field => [1, byte]),
    [2, ET_DYN],
    [2, EM_BPF],
    [4, EV_CURRENT],
    ...wide(entry, FILE_HEADER_SIZE, shoff),
    [4, flags],
    [2, FILE_HEADER_SIZE],
    [2, PROGRAM_HEADER_SIZE],
    [2, programHeaders],
    [2, SECTION_HEADER_SIZE],
    [2, sections],
    [2, Math.max(sections - 1, 0)],
  ]);
}
