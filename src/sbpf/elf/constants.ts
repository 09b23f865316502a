/** Numbers of the ELF format, as far as the loaders look at them. */

/** What every ELF file begins with; then, in those that are accepted: 64 bits, little-endian, version 1. */
export const ELF_MAGIC = [0x7f, 0x45, 0x4c, 0x46];
export const ELFCLASS64 = 2;
export const ELFDATA2LSB = 1;
export const EV_CURRENT = 1;
export const ELFOSABI_NONE = 0;

export const ET_DYN = 3;
export const EM_BPF = 247;
export const EM_SBPF = 263;

export const PT_LOAD = 1;
export const PT_DYNAMIC = 2;
export const PF_X = 1;
export const PF_R = 4;

export const SHT_NULL = 0;
export const SHT_PROGBITS = 1;
export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_DYNAMIC = 6;
export const SHT_NOBITS = 8;
export const SHT_REL = 9;
export const SHT_DYNSYM = 11;
export const SHF_WRITE = 1n;
export const SHF_ALLOC = 2n;
export const SHF_EXECINSTR = 4n;
export const SHN_UNDEF = 0;

export const DT_NULL = 0;
export const DT_STRTAB = 5;
export const DT_SYMTAB = 6;
export const DT_STRSZ = 10;
export const DT_SYMENT = 11;
export const DT_REL = 17;
export const DT_RELSZ = 18;
export const DT_RELENT = 19;
/** Tags from here on are not looked at. */
export const DT_NUM = 35;

export const STT_FUNC = 2;
export const STB_GLOBAL = 1;

export const R_BPF_64_64 = 1;
export const R_BPF_64_RELATIVE = 8;
export const R_BPF_64_32 = 10;

/** Whether bytes begin as an ELF file: for messages, as the loaders look at other things first. */
export function isElf(bytes: Uint8Array): boolean {
  return ELF_MAGIC.every((byte, i) => bytes[i] === byte);
}
