import { ElfError } from "./elf-error.js";
import { EbpfError } from "./errors.js";
import type { ExecutableParts } from "./executable.js";
import type { LoaderEnvironment } from "./loader.js";

export function loadElf(_elf: Uint8Array, _loader: LoaderEnvironment): ExecutableParts {
  throw new EbpfError("ElfError", new ElfError("UnsupportedSBPFVersion"));
}
