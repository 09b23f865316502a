import { ElfError } from "../elf-error.js";

/** The fields of each variant of solana-sbpf `ElfParserError`. */
interface ElfParserErrorFields {
  InvalidFileHeader: [];
  InvalidProgramHeader: [];
  InvalidSectionHeader: [];
  StringTooLong: [text: string, maximumLength: number];
  OutOfBounds: [];
  InvalidSize: [];
  Overlap: [];
  SectionNotInOrder: [];
  NoSectionNameStringTable: [];
  InvalidDynamicSectionTable: [];
  InvalidAlignment: [];
  NoDynamicStringTable: [];
}
type ElfParserErrorKind = keyof ElfParserErrorFields;

const TEXTS: { readonly [K in ElfParserErrorKind]: (...fields: ElfParserErrorFields[K]) => string } = {
  InvalidFileHeader: () => "invalid file header",
  InvalidProgramHeader: () => "invalid program header",
  InvalidSectionHeader: () => "invalid section header",
  StringTooLong: (text, maximumLength) =>
    `Section or symbol name \`${text}\` is longer than \`${maximumLength}\` bytes`,
  OutOfBounds: () => "value out of bounds",
  InvalidSize: () => "invalid size",
  Overlap: () => "values overlap",
  SectionNotInOrder: () => "sections not in ascending order",
  NoSectionNameStringTable: () => "no section name string table found",
  InvalidDynamicSectionTable: () => "invalid dynamic section table",
  InvalidAlignment: () => "invalid alignment",
  NoDynamicStringTable: () => "no dynamic string table",
};

/** Why a file is no ELF that could be read (solana-sbpf `ElfParserError`). Never leaves the loader. */
export class ElfParserError<K extends ElfParserErrorKind = ElfParserErrorKind> {
  readonly #fields: ElfParserErrorFields[K];

  constructor(
    readonly kind: K,
    ...fields: ElfParserErrorFields[K]
  ) {
    this.#fields = fields;
  }

  get message(): string {
    return (TEXTS[this.kind] as (...fields: ElfParserErrorFields[K]) => string)(...this.#fields);
  }

  /** As the loader reports it (`impl From<ElfParserError> for ElfError`). */
  toElfError(): ElfError {
    if (this.kind === "InvalidProgramHeader") return new ElfError("InvalidProgramHeader");
    if (this.kind === "OutOfBounds") return new ElfError("ValueOutOfBounds");
    return new ElfError("FailedToParse", this.message);
  }
}
