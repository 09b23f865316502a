import { viewOf } from "../base/bytes.js";
import { PUBKEY_BYTES } from "../solana/pubkey.js";
import { refuseArgument } from "./arguments.js";
import { type Frame, requireFrame } from "./frame.js";
import type { AccountMeta, Instruction } from "./instruction.js";

/** solana-instruction's ProcessedSiblingInstruction: data length, number of accounts. */
const HEADER_BYTES = 16;
/** solana-instruction's AccountMeta: key, signer, writable. */
const META_BYTES = 34;
const FOUND = 1;

/** 1 for a top-level instruction, 2 for one that it calls, and so on (solana-instruction, get_stack_height). */
export function getStackHeight(): number {
  const frame = requireFrame("getStackHeight");
  frame.scratch();
  return Number(frame.syscall("sol_get_stack_height"));
}

/**
 * An instruction that the same caller ran before this one at the same height, 0 for the last; undefined when there is
 * none (solana-instruction, get_processed_sibling_instruction).
 */
export function getProcessedSiblingInstruction(index: number): Instruction | undefined {
  const frame = requireFrame("getProcessedSiblingInstruction");
  if (!Number.isSafeInteger(index) || index < 0) {
    refuseArgument("getProcessedSiblingInstruction", "an index from 0 on", index);
  }
  const sizes = lookUp(frame, index, 0, 0);
  if (sizes === undefined) return undefined;
  return lookUp(frame, index, sizes.dataLength, sizes.accounts)!.instruction;
}

/** What the syscall tells to one who expects so much; the instruction is right only if the sizes are. */
function lookUp(frame: Frame, index: number, dataLength: number, accounts: number) {
  const scratch = frame.scratch();
  const header = scratch.reserve(HEADER_BYTES);
  scratch.setU64(header, dataLength);
  scratch.setU64(header + 8, accounts);
  const programId = scratch.reserve(PUBKEY_BYTES);
  const data = scratch.reserve(dataLength);
  const metas = scratch.reserve(accounts * META_BYTES);
  const name = "sol_get_processed_sibling_instruction";
  if (frame.syscall(name, index, header, programId, data, metas) !== FOUND) return undefined;
  const sizes = viewOf(frame.load(header, HEADER_BYTES));
  return {
    dataLength: Number(sizes.getBigUint64(0, true)),
    accounts: Number(sizes.getBigUint64(8, true)),
    instruction: {
      programId: frame.load(programId, PUBKEY_BYTES),
      data: frame.load(data, dataLength),
      accounts: Array.from({ length: accounts }, (_, i) => readMeta(frame.load(metas + i * META_BYTES, META_BYTES))),
    },
  };
}

function readMeta(bytes: Uint8Array): AccountMeta {
  return { pubkey: bytes.slice(0, PUBKEY_BYTES), isSigner: bytes[32] === 1, isWritable: bytes[33] === 1 };
}
