import { ElfError, type ElfErrorKind } from "../elf-error.js";
import { EbpfError } from "../errors.js";

/** The error of a file that cannot be loaded. */
export function elfFault<K extends ElfErrorKind>(kind: K, ...fields: ElfError<K>["fields"]): EbpfError {
  return new EbpfError("ElfError", new ElfError(kind, ...fields));
}
