import type { ExecutableParts } from "../executable.js";
import { FunctionRegistry } from "../function-registry.js";
import type { LoaderEnvironment } from "../loader.js";
import { INSN_SIZE, MM_BYTECODE_START, MM_REGION_SIZE, MM_RODATA_START } from "../memory-layout.js";
import {
  ELF_MAGIC,
  ELFCLASS64,
  ELFDATA2LSB,
  ELFOSABI_NONE,
  EM_BPF,
  EV_CURRENT,
  PF_R,
  PF_X,
  PT_LOAD,
} from "./constants.js";
import { debugLabels } from "./debug-labels.js";
import { parseFileHeader } from "./parser.js";
import { ElfParserError } from "./parser-error.js";
import {
  FILE_HEADER_SIZE,
  type FileHeader,
  PROGRAM_HEADER_SIZE,
  type ProgramHeader,
  type Range,
  readProgramHeader,
  sliceOf,
} from "./structures.js";
import { ElfTable } from "./table.js";

type StrictParts = Omit<ExecutableParts, "sbpfVersion">;

interface ExpectedSegment {
  readonly flags: number;
  readonly vaddr: bigint;
}

const RODATA: ExpectedSegment = { flags: PF_R, vaddr: BigInt(MM_RODATA_START) };
const BYTECODE: ExpectedSegment = { flags: PF_X, vaddr: BigInt(MM_BYTECODE_START) };

/** The identification that every file has. */
const IDENT = [...ELF_MAGIC, ELFCLASS64, ELFDATA2LSB, EV_CURRENT, ELFOSABI_NONE, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * Loads a file of v3 or later by its program headers: read-only data, if there is any, then the byte code
 * (solana-sbpf `Executable::load_with_strict_parser`).
 *
 * @throws ElfParserError
 */
export function loadStrict(elfBytes: Uint8Array, { config }: LoaderEnvironment): StrictParts {
  const header = parseFileHeader(elfBytes);
  const tableEnd = BigInt(FILE_HEADER_SIZE + PROGRAM_HEADER_SIZE * header.phnum);
  checkFileHeader(header, tableEnd, elfBytes.length);
  const tableRange: Range = { start: BigInt(FILE_HEADER_SIZE), end: tableEnd };
  const segments = [...new ElfTable(elfBytes, tableRange, PROGRAM_HEADER_SIZE, readProgramHeader)];
  const hasRodata = segments[0].flags === PF_R;
  if (hasRodata && segments.length < 2) throw new ElfParserError("InvalidFileHeader");
  checkSegments(segments, hasRodata ? [RODATA, BYTECODE] : [BYTECODE], tableEnd, elfBytes.length);

  const bytecode = segments[hasRodata ? 1 : 0];
  return {
    text: segmentBytes(elfBytes, bytecode),
    textVmAddress: MM_BYTECODE_START,
    entryPc: entryPcOf(header, bytecode),
    functions: config.enableSymbolAndSectionLabels
      ? debugLabels(elfBytes, header, tableRange, bytecode)
      : new FunctionRegistry(),
    rodata: hasRodata ? segmentBytes(elfBytes, segments[0]) : new Uint8Array(),
    rodataVmAddress: MM_RODATA_START,
  };
}

function checkFileHeader(header: FileHeader, tableEnd: bigint, fileLength: number): void {
  const isValid =
    IDENT.every((byte, i) => header.ident[i] === byte) &&
    header.machine === EM_BPF &&
    header.version === EV_CURRENT &&
    header.phoff === BigInt(FILE_HEADER_SIZE) &&
    header.ehsize === FILE_HEADER_SIZE &&
    header.phentsize === PROGRAM_HEADER_SIZE &&
    header.phnum !== 0 &&
    tableEnd <= fileLength;
  if (!isValid) throw new ElfParserError("InvalidFileHeader");
}

/** Segments follow the program headers and each other without a gap. */
function checkSegments(
  segments: readonly ProgramHeader[],
  expected: readonly ExpectedSegment[],
  tableEnd: bigint,
  fileLength: number,
): void {
  let offset = tableEnd;
  for (const [index, { flags, vaddr }] of expected.entries()) {
    const segment = segments[index];
    const isValid =
      segment.type === PT_LOAD &&
      segment.flags === flags &&
      segment.offset === offset &&
      segment.offset < fileLength &&
      segment.offset % BigInt(INSN_SIZE) === 0n &&
      segment.vaddr === vaddr &&
      segment.paddr === vaddr &&
      segment.filesz === segment.memsz &&
      segment.filesz <= BigInt(fileLength) - segment.offset &&
      segment.filesz % BigInt(INSN_SIZE) === 0n &&
      segment.memsz < BigInt(MM_REGION_SIZE);
    if (!isValid) throw new ElfParserError("InvalidProgramHeader");
    offset += segment.filesz;
  }
}

function segmentBytes(elfBytes: Uint8Array, { offset, filesz }: ProgramHeader): Uint8Array {
  return (sliceOf(elfBytes, { start: offset, end: offset + filesz }) as Uint8Array).slice();
}

function entryPcOf({ entry }: FileHeader, bytecode: ProgramHeader): number {
  const offset = entry - bytecode.vaddr;
  const fits = offset >= 0n && offset + BigInt(INSN_SIZE) <= bytecode.memsz;
  if (!fits || offset % BigInt(INSN_SIZE) !== 0n) throw new ElfParserError("InvalidFileHeader");
  return Number(offset) / INSN_SIZE;
}
