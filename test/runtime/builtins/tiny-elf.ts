const ELF_HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const TEXT_START = 0x1_0000_0000n;

/** An ELF file of sBPF v3 with these instructions: one program header, no sections. */
export function elfOf(text: Uint8Array): Uint8Array {
  const textOffset = ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES;
  const elf = new Uint8Array(textOffset + text.length);
  const view = new DataView(elf.buffer);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 3, true); // e_type
  view.setUint16(18, 247, true); // e_machine
  view.setUint32(20, 1, true); // e_version
  view.setBigUint64(24, TEXT_START, true); // e_entry
  view.setBigUint64(32, BigInt(ELF_HEADER_BYTES), true); // e_phoff
  view.setUint32(48, 3, true); // e_flags: sBPF v3
  view.setUint16(52, ELF_HEADER_BYTES, true); // e_ehsize
  view.setUint16(54, PROGRAM_HEADER_BYTES, true); // e_phentsize
  view.setUint16(56, 1, true); // e_phnum
  view.setUint32(64, 1, true); // p_type
  view.setUint32(68, 1, true); // p_flags: execute
  view.setBigUint64(72, BigInt(textOffset), true); // p_offset
  view.setBigUint64(80, TEXT_START, true); // p_vaddr
  view.setBigUint64(88, TEXT_START, true); // p_paddr
  view.setBigUint64(96, BigInt(text.length), true); // p_filesz
  view.setBigUint64(104, BigInt(text.length), true); // p_memsz
  elf.set(text, textOffset);
  return elf;
}

/** A program that returns `code` (below 2^31) and never runs the instructions after. */
export function returning(code: number, spareInstructions = 0): Uint8Array {
  const text = new Uint8Array(8 * (2 + spareInstructions));
  text[0] = 0xb7; // mov64 r0, code
  new DataView(text.buffer).setInt32(4, code, true);
  for (let i = 8; i < text.length; i += 8) text[i] = 0x95; // exit
  return elfOf(text);
}
