import { concatBytes } from "../../base/bytes.js";
import { INSN_SIZE } from "../memory-layout.js";
import type { SbpfVersion } from "../version.js";
import {
  DT_NULL,
  DT_REL,
  DT_RELENT,
  DT_RELSZ,
  DT_STRSZ,
  DT_STRTAB,
  DT_SYMENT,
  DT_SYMTAB,
  SHF_ALLOC,
  SHF_EXECINSTR,
  SHT_DYNAMIC,
  SHT_DYNSYM,
  SHT_PROGBITS,
  SHT_REL,
  SHT_STRTAB,
  STB_GLOBAL,
  STT_FUNC,
} from "./constants.js";
import { padTo8, wide, writeFileHeader, writeRecord } from "./record-writer.js";
import { DYNAMIC_SIZE, FILE_HEADER_SIZE, RELOCATION_SIZE, SECTION_HEADER_SIZE, SYMBOL_SIZE } from "./structures.js";

/** A dynamic symbol: a syscall by its name alone, something of the program by its address too. */
export interface BuiltSymbol {
  readonly name: string;
  /** Address before the program is mapped; 0 for a syscall. */
  readonly value?: number;
}

export interface BuiltRelocation {
  /** Where in the file. */
  readonly offset: number;
  readonly type: number;
  /** Index into the symbols. */
  readonly symbol?: number;
}

/** A section besides those that the builder makes itself. */
export interface BuiltSection {
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly bytes: Uint8Array;
}

/** What a file before v3 is made of. */
export interface LenientElf {
  readonly version: SbpfVersion;
  readonly text: Uint8Array;
  readonly entryPc?: number;
  readonly rodata?: Uint8Array;
  readonly symbols?: readonly BuiltSymbol[];
  readonly relocations?: readonly BuiltRelocation[];
  /** More sections, after the text. */
  readonly sections?: readonly BuiltSection[];
}

/** Where in the file the text begins: behind the read-only data, which follows the file header. */
export function lenientTextOffset(rodata: Uint8Array = new Uint8Array()): number {
  return FILE_HEADER_SIZE + padTo8(rodata).length;
}

/** A file before v3: sections at the addresses of their offsets, symbols and relocations in the dynamic tables. */
export function buildLenientElf(elf: LenientElf): Uint8Array {
  const { rodata = new Uint8Array(), symbols = [], relocations = [] } = elf;
  const file = new SectionFile();
  if (rodata.length > 0) file.append({ name: ".rodata", type: SHT_PROGBITS, flags: SHF_ALLOC, bytes: rodata });
  const flags = SHF_ALLOC | SHF_EXECINSTR;
  const textOffset = file.append({ name: ".text", type: SHT_PROGBITS, flags, bytes: elf.text });
  for (const section of elf.sections ?? []) file.append(section);

  const strings = new StringTable();
  const symbolRecords = [{ name: "" }, ...symbols].map((symbol) => writeSymbol(symbol, strings));
  const symbolBytes = concatBytes(...symbolRecords);
  const relocationBytes = concatBytes(...relocations.map(writeRelocation));
  const tables = {
    symbols: file.append({ name: ".dynsym", type: SHT_DYNSYM, flags: SHF_ALLOC, bytes: symbolBytes }),
    strings: file.append({ name: ".dynstr", type: SHT_STRTAB, flags: SHF_ALLOC, bytes: strings.bytes }),
    relocations: file.append({ name: ".rel.dyn", type: SHT_REL, flags: SHF_ALLOC, bytes: relocationBytes }),
  };
  const dynamic = writeDynamic(tables, strings.bytes.length, relocationBytes.length);
  file.append({ name: ".dynamic", type: SHT_DYNAMIC, flags: SHF_ALLOC, bytes: dynamic });
  return file.finish(elf.version, textOffset + (elf.entryPc ?? 0) * INSN_SIZE);
}

/** Names one after the other, each ended by a zero. */
class StringTable {
  #bytes = new Uint8Array(1);

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The offset of a name, which is put in. */
  add(name: string): number {
    if (name === "") return 0;
    const offset = this.#bytes.length;
    this.#bytes = Uint8Array.from([...this.#bytes, ...new TextEncoder().encode(name), 0]);
    return offset;
  }
}

function writeSymbol({ name, value = 0 }: BuiltSymbol, strings: StringTable): Uint8Array {
  const info = name === "" ? 0 : (STB_GLOBAL << 4) | (value === 0 ? 0 : STT_FUNC);
  return writeRecord(SYMBOL_SIZE, [
    [4, strings.add(name)],
    [1, info],
    [1, 0],
    [2, 0],
    [8, value],
  ]);
}

function writeRelocation({ offset, type, symbol }: BuiltRelocation): Uint8Array {
  // Index 0 is the symbol without a name.
  return writeRecord(RELOCATION_SIZE, [
    [8, offset],
    [4, type],
    [4, symbol === undefined ? 0 : symbol + 1],
  ]);
}

function writeDynamic(
  tables: { symbols: number; strings: number; relocations: number },
  stringsLength: number,
  relocationsLength: number,
): Uint8Array {
  const entries = [
    [DT_SYMTAB, tables.symbols],
    [DT_SYMENT, SYMBOL_SIZE],
    [DT_STRTAB, tables.strings],
    [DT_STRSZ, stringsLength],
  ];
  if (relocationsLength > 0) {
    entries.push([DT_REL, tables.relocations], [DT_RELSZ, relocationsLength], [DT_RELENT, RELOCATION_SIZE]);
  }
  entries.push([DT_NULL, 0]);
  return concatBytes(...entries.map((entry) => writeRecord(DYNAMIC_SIZE, wide(...entry))));
}

/** A file of sections; the address of each is its offset. */
class SectionFile {
  readonly #chunks: Uint8Array[] = [];
  readonly #headers: Uint8Array[] = [new Uint8Array(SECTION_HEADER_SIZE)];
  readonly #names = new StringTable();
  #end = FILE_HEADER_SIZE;

  /** The offset of the section. */
  append({ name, type, flags, bytes }: BuiltSection): number {
    const offset = this.#end;
    const nameOffset = this.#names.add(name);
    const fields = wide(flags, offset, offset, bytes.length);
    this.#headers.push(writeRecord(SECTION_HEADER_SIZE, [[4, nameOffset], [4, type], ...fields]));
    const padded = padTo8(bytes);
    this.#chunks.push(padded);
    this.#end += padded.length;
    return offset;
  }

  finish(version: SbpfVersion, entry: number): Uint8Array {
    const name = ".shstrtab";
    const withOwnName = new TextEncoder().encode(`${name}\0`);
    const bytes = concatBytes(this.#names.bytes, withOwnName);
    this.append({ name, type: SHT_STRTAB, flags: 0n, bytes });
    const header = writeFileHeader({
      flags: version,
      entry,
      programHeaders: 0,
      shoff: this.#end,
      sections: this.#headers.length,
    });
    return concatBytes(header, ...this.#chunks, ...this.#headers);
  }
}
