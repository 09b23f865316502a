import type { ElfErrorKind } from "../../sbpf/elf-error.js";

interface Meaning {
  readonly means: string;
  readonly advice: string;
}

const REBUILD = "Build the program with cargo build-sbf and deploy that file, whole and unchanged.";
const LINK = "Look at what is linked: the symbol, section or relocation comes from code that was not built for sBPF.";

/** Why an ELF file is refused. */
export const ELF_ERRORS: { readonly [K in ElfErrorKind]: Meaning } = {
  FailedToParse: {
    means: "The file is no ELF file, or its headers contradict themselves: it may be cut off, or be something else.",
    advice: REBUILD,
  },
  EntrypointOutOfBounds: { means: "The entry point lies outside of the code.", advice: REBUILD },
  InvalidEntrypoint: {
    means: "The entry point is not at the beginning of an instruction, or of a function.",
    advice: "Export a function `entrypoint` (the entrypoint! macro does) and build anew.",
  },
  FailedToGetSection: { means: "A section that the loader needs is missing.", advice: REBUILD },
  UnresolvedSymbol: {
    means: "The code calls a function that is neither in the program nor a syscall of this runtime.",
    advice: "Link what defines it; for a syscall, check that its feature gate is active on this cluster.",
  },
  SectionNotFound: { means: "A section that is referred to is missing.", advice: REBUILD },
  RelativeJumpOutOfBounds: { means: "A call leads outside of the code.", advice: REBUILD },
  SymbolHashCollision: {
    means: "Two functions have the same hash, by which calls name them, or one has that of a syscall.",
    advice: "Rename one of the two functions.",
  },
  WrongEndianess: { means: "The file is big-endian.", advice: REBUILD },
  WrongAbi: { means: "The file is for another operating system's ABI.", advice: REBUILD },
  WrongMachine: { means: "The file is for another machine than BPF or sBPF.", advice: REBUILD },
  WrongClass: { means: "The file is for a machine of 32 bits.", advice: REBUILD },
  NotOneTextSection: {
    means: "The file has no section of code, or several.",
    advice: "Link the object files to one shared object (-shared), without -ffunction-sections.",
  },
  WritableSectionNotSupported: {
    means: "The program has global variables that can change, for which there is no memory.",
    advice: "Make statics constant: no `static mut`, no interior mutability; keep state in accounts.",
  },
  AddressOutsideLoadableSection: { means: "A relocation points outside of what is loaded.", advice: LINK },
  InvalidVirtualAddress: { means: "A relocation refers to an address that no program has.", advice: LINK },
  UnknownRelocation: { means: "The file has a relocation of a kind that this loader does not know.", advice: LINK },
  FailedToReadRelocationInfo: { means: "The relocations could not be read.", advice: REBUILD },
  WrongType: { means: "The file is no shared object: it was not linked, or as an executable.", advice: REBUILD },
  UnknownSymbol: { means: "A relocation refers to a symbol that is not there.", advice: LINK },
  ValueOutOfBounds: { means: "An offset or a length in the file leads out of it: it may be cut off.", advice: REBUILD },
  UnsupportedSBPFVersion: {
    means: "The file asks for a version of sBPF that is not enabled here.",
    advice: "Build for an enabled version (cargo build-sbf --arch), or wait for the feature gate.",
  },
  InvalidProgramHeader: {
    means: "The program headers are not those that strict files of sBPF v3 have.",
    advice: REBUILD,
  },
};
