import type { Config } from "../config.js";
import { MM_REGION_SIZE, MM_STACK_START } from "../memory-layout.js";
import { elfFault } from "./elf-fault.js";
import type { Section } from "./parser.js";
import { saturatingAdd, sectionFileRange, sliceOf } from "./structures.js";

const READ_ONLY = [".text", ".rodata", ".data.rel.ro", ".eh_frame"];

/** The read-only data of a program and where it is mapped. */
export interface RoSection {
  readonly vmAddress: number;
  readonly bytes: Uint8Array;
}

interface Placed {
  readonly addr: number;
  readonly data: Uint8Array;
}

/**
 * Joins the read-only sections at their addresses, with zeros between them (solana-sbpf
 * `Executable::parse_ro_sections`). With `optimizeRodata` the region begins at the first of them, and bytes between
 * sections that lie together in the file stay what they are. `elfBytes`, the relocated copy of the file, may become the
 * region itself.
 *
 * @throws EbpfError ElfError(ValueOutOfBounds)
 */
export function parseRoSections(config: Config, sections: readonly Section[], elfBytes: Uint8Array): RoSection {
  const chosen = sections.flatMap(({ name }, index) => (READ_ONLY.includes(name) ? [index] : []));
  const hasMovedSections = chosen.some((index) => sections[index].addr !== sections[index].offset);
  const placed = chosen.map((index) => place(sections[index], elfBytes, config));
  const lowest = Math.min(...placed.map(({ addr }) => addr));
  const highest = Math.max(...placed.map(({ addr, data }) => addr + data.length));
  const filled = placed.reduce((sum, { data }) => sum + data.length, 0);
  if (config.rejectBrokenElfs && lowest + filled > highest) throw elfFault("ValueOutOfBounds");

  const lieTogether = chosen[chosen.length - 1] - chosen[0] + 1 === chosen.length;
  if (config.optimizeRodata && !hasMovedSections && lieTogether) {
    return { vmAddress: vmAddressOf(lowest), bytes: elfBytes.subarray(lowest, highest) };
  }
  const start = config.optimizeRodata ? lowest : 0;
  if (highest - start > elfBytes.length) throw elfFault("ValueOutOfBounds");
  if (!hasMovedSections && start === 0) return { vmAddress: vmAddressOf(0), bytes: clearedBetween(placed, elfBytes) };
  const bytes = new Uint8Array(highest - start);
  for (const { addr, data } of placed) bytes.set(data, addr - start);
  return { vmAddress: vmAddressOf(start), bytes };
}

/** The file up to the end of the last section, with zeros between them: for sections where the file has them. */
function clearedBetween(placed: readonly Placed[], elfBytes: Uint8Array): Uint8Array {
  let end = 0;
  for (const { addr, data } of [...placed].sort((a, b) => a.addr - b.addr)) {
    if (addr > end) elfBytes.fill(0, end, addr);
    end = Math.max(end, addr + data.length);
  }
  return elfBytes.subarray(0, end);
}

function place(section: Section, elfBytes: Uint8Array, config: Config): Placed {
  const isMoved = section.addr !== section.offset;
  const end = saturatingAdd(section.addr, BigInt(MM_REGION_SIZE));
  if ((config.rejectBrokenElfs && isMoved) || end > BigInt(MM_STACK_START)) throw elfFault("ValueOutOfBounds");
  const data = sliceOf(elfBytes, sectionFileRange(section));
  if (data === undefined) throw elfFault("ValueOutOfBounds");
  return { addr: Number(section.addr), data };
}

/** A linker may have moved the sections into the window of the program already. */
function vmAddressOf(addr: number): number {
  return addr >= MM_REGION_SIZE ? addr : addr + MM_REGION_SIZE;
}
