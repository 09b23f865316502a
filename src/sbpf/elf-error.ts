import { type U64, u64ToHex } from "../base/u64.js";

/** The fields of each variant of solana-sbpf `ElfError`. */
interface ElfErrorFields {
  FailedToParse: [reason: string];
  EntrypointOutOfBounds: [];
  InvalidEntrypoint: [];
  FailedToGetSection: [name: string];
  UnresolvedSymbol: [name: string, pc: U64, fileOffset: U64];
  SectionNotFound: [name: string];
  RelativeJumpOutOfBounds: [pc: number];
  SymbolHashCollision: [hash: number];
  WrongEndianess: [];
  WrongAbi: [];
  WrongMachine: [];
  WrongClass: [];
  NotOneTextSection: [];
  WritableSectionNotSupported: [name: string];
  AddressOutsideLoadableSection: [vmAddress: U64];
  InvalidVirtualAddress: [vmAddress: U64];
  UnknownRelocation: [type: number];
  FailedToReadRelocationInfo: [];
  WrongType: [];
  UnknownSymbol: [index: number];
  ValueOutOfBounds: [];
  UnsupportedSBPFVersion: [];
  InvalidProgramHeader: [];
}
export type ElfErrorKind = keyof ElfErrorFields;

const TEXTS: { readonly [K in ElfErrorKind]: (...fields: ElfErrorFields[K]) => string } = {
  FailedToParse: (reason) => `Failed to parse ELF file: ${reason}`,
  EntrypointOutOfBounds: () => "Entrypoint out of bounds",
  InvalidEntrypoint: () => "Invalid entrypoint",
  FailedToGetSection: (name) => `Failed to get section ${name}`,
  UnresolvedSymbol: (name, pc, fileOffset) =>
    `Unresolved symbol (${name}) at instruction #${pc} (ELF file offset ${u64ToHex(fileOffset)})`,
  SectionNotFound: (name) => `Section not found: ${name}`,
  RelativeJumpOutOfBounds: (pc) => `Relative jump out of bounds at instruction #${pc}`,
  SymbolHashCollision: (hash) => `Symbol hash collision ${u64ToHex(hash)}`,
  WrongEndianess: () => "Incompatible ELF: wrong endianess",
  WrongAbi: () => "Incompatible ELF: wrong ABI",
  WrongMachine: () => "Incompatible ELF: wrong machine",
  WrongClass: () => "Incompatible ELF: wrong class",
  NotOneTextSection: () => "Multiple or no text sections, consider removing llc option: -function-sections",
  WritableSectionNotSupported: (name) => `Found writable section (${name}) in ELF, read-write data not supported`,
  AddressOutsideLoadableSection: (vmAddress) =>
    `Relocation failed, no loadable section contains virtual address ${u64ToHex(vmAddress)}`,
  InvalidVirtualAddress: (vmAddress) => `Relocation failed, invalid referenced virtual address ${u64ToHex(vmAddress)}`,
  UnknownRelocation: (type) => `Relocation failed, unknown type ${type}`,
  FailedToReadRelocationInfo: () => "Failed to read relocation info",
  WrongType: () => "Incompatible ELF: wrong type",
  UnknownSymbol: (index) => `Unknown symbol with index ${index}`,
  ValueOutOfBounds: () => "Offset or value is out of bounds",
  UnsupportedSBPFVersion: () => "Detected sbpf_version required by the executable which are not enabled",
  InvalidProgramHeader: () => "Invalid ELF program header",
};

/** Why an ELF cannot be loaded (solana-sbpf `ElfError`); `message` is its exact Display text. */
export class ElfError<K extends ElfErrorKind = ElfErrorKind> {
  readonly fields: ElfErrorFields[K];

  constructor(
    readonly kind: K,
    ...fields: ElfErrorFields[K]
  ) {
    this.fields = fields;
  }

  get message(): string {
    return (TEXTS[this.kind] as (...fields: ElfErrorFields[K]) => string)(...this.fields);
  }
}
