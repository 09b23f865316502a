import { concatBytes } from "../../base/bytes.js";
import { INSN_SIZE, MM_BYTECODE_START, MM_RODATA_START } from "../memory-layout.js";
import type { SbpfVersion } from "../version.js";
import { PF_R, PF_X, PT_LOAD } from "./constants.js";
import { padTo8, wide, writeFileHeader, writeRecord } from "./record-writer.js";
import { FILE_HEADER_SIZE, PROGRAM_HEADER_SIZE } from "./structures.js";

/** What a file of v3 or later is made of. */
export interface StrictElf {
  readonly version: SbpfVersion;
  readonly text: Uint8Array;
  readonly entryPc?: number;
  readonly rodata?: Uint8Array;
}

/** A file of v3 or later: the read-only data at address 0, if there is any, then the byte code. */
export function buildStrictElf({ version, text, entryPc = 0, rodata = new Uint8Array() }: StrictElf): Uint8Array {
  const segments = [{ flags: PF_X, vaddr: MM_BYTECODE_START, bytes: text }];
  if (rodata.length > 0) segments.unshift({ flags: PF_R, vaddr: MM_RODATA_START, bytes: padTo8(rodata) });
  const header = writeFileHeader({
    flags: version,
    entry: MM_BYTECODE_START + entryPc * INSN_SIZE,
    programHeaders: segments.length,
    shoff: 0,
    sections: 0,
  });
  let offset = FILE_HEADER_SIZE + segments.length * PROGRAM_HEADER_SIZE;
  const programHeaders = segments.map(({ flags, vaddr, bytes: { length } }) => {
    const fields = wide(offset, vaddr, vaddr, length, length, INSN_SIZE);
    offset += length;
    return writeRecord(PROGRAM_HEADER_SIZE, [[4, PT_LOAD], [4, flags], ...fields]);
  });
  return concatBytes(header, ...programHeaders, ...segments.map(({ bytes }) => bytes));
}
