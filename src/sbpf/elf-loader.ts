import { viewOf } from "../base/bytes.js";
import { elfFault } from "./elf/elf-fault.js";
import { loadLenient } from "./elf/lenient-loader.js";
import { ElfParserError } from "./elf/parser-error.js";
import { loadStrict } from "./elf/strict-loader.js";
import { EbpfError } from "./errors.js";
import type { ExecutableParts } from "./executable.js";
import type { LoaderEnvironment } from "./loader.js";
import { enableStricterElfHeaders, type SbpfVersion, sbpfVersionFromFlags } from "./version.js";

const E_FLAGS_OFFSET = 48;

/**
 * The sBPF version that a file asks for (solana-sbpf `get_sbpf_version`).
 *
 * @throws EbpfError ElfError(ValueOutOfBounds) if the file ends before it says so.
 */
export function sbpfVersionOfElf(elf: Uint8Array): SbpfVersion {
  if (elf.length < E_FLAGS_OFFSET + 4) throw elfFault("ValueOutOfBounds");
  return sbpfVersionFromFlags(viewOf(elf).getUint32(E_FLAGS_OFFSET, true));
}

/**
 * Reads and relocates an ELF file (solana-sbpf `Executable::load`). The result shares no memory with `elf`.
 *
 * @throws EbpfError ElfError
 */
export function loadElf(elf: Uint8Array, loader: LoaderEnvironment): ExecutableParts {
  const sbpfVersion = sbpfVersionOfElf(elf);
  const [first, last] = loader.config.enabledSbpfVersions;
  if (sbpfVersion < first || sbpfVersion > last) throw elfFault("UnsupportedSBPFVersion");
  const load = enableStricterElfHeaders(sbpfVersion) ? loadStrict : loadLenient;
  try {
    return { sbpfVersion, ...load(elf, loader) };
  } catch (error) {
    throw error instanceof ElfParserError ? new EbpfError("ElfError", error.toElfError()) : error;
  }
}
