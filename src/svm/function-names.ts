import { type Address, addressFromPubkey } from "../solana/pubkey.js";
import { type FunctionNames, functionNames } from "../trace/names/function-names.js";
import type { RecordedFrame } from "../trace/recorder/recording.js";
import type { Bank } from "./bank.js";
import { programElf } from "./program-elf.js";

const NONE: FunctionNames = new Map();

/** What the programs of frames call their functions. Takes their files at once, and reads them when asked. */
export function functionNamesOf(bank: Bank, frames: readonly RecordedFrame[]): (program: Address) => FunctionNames {
  const files = new Map<Address, Uint8Array | undefined>();
  const take = ({ instruction, functions, calls }: RecordedFrame): void => {
    const program = functions.length > 0 && instruction !== undefined && addressFromPubkey(instruction.programKey);
    if (program && !files.has(program)) files.set(program, programElf(bank, instruction.programKey));
    calls.forEach(take);
  };
  frames.forEach(take);
  const names = new Map<Address, FunctionNames>();
  return (program) => {
    const elf = files.get(program);
    if (elf === undefined) return NONE;
    if (!names.has(program)) names.set(program, functionNames(elf));
    return names.get(program)!;
  };
}
