import { ByteReader } from "../../base/byte-reader.js";
import { ByteWriter } from "../../base/byte-writer.js";
import { viewOf } from "../../base/bytes.js";
import type { AccountMeta, Instruction } from "../instruction.js";
import { PUBKEY_BYTES } from "../pubkey.js";

const IS_SIGNER = 1;
const IS_WRITABLE = 2;
const MAX_OFFSET = 0xffff;

/**
 * The data of the instructions sysvar: the number of top-level instructions, the offset of each, the instructions, and
 * the index of the running one, 0 (solana-instructions-sysvar `construct_instructions_data`). All numbers are u16.
 * Undefined when an instruction would begin beyond 65535 (`InstructionIndexOutOfBounds`).
 */
export function encodeInstructionsSysvar(instructions: readonly Instruction[]): Uint8Array | undefined {
  const writer = new ByteWriter(instructions.length * 64 + 4).u16(instructions.length);
  let offset = 2 + 2 * instructions.length;
  for (const instruction of instructions) {
    if (offset > MAX_OFFSET) return undefined;
    writer.u16(offset);
    offset += encodedLength(instruction);
  }
  for (const { programId, accounts, data } of instructions) {
    writer.u16(accounts.length);
    for (const { pubkey, isSigner, isWritable } of accounts) {
      writer.u8((isSigner ? IS_SIGNER : 0) | (isWritable ? IS_WRITABLE : 0)).bytes(pubkey);
    }
    writer.bytes(programId).u16(data.length).bytes(data);
  }
  return writer.u16(0).finish();
}

function encodedLength({ accounts, data }: Instruction): number {
  return 2 + accounts.length * (1 + PUBKEY_BYTES) + PUBKEY_BYTES + 2 + data.length;
}

/** The index of the running top-level instruction, which the last two bytes are; undefined without room for one. */
export function loadCurrentIndex(data: Uint8Array): number | undefined {
  return data.length < 2 ? undefined : viewOf(data).getUint16(data.length - 2, true);
}

/** The instruction at `index`; undefined when there is none or the data is malformed (`load_instruction_at`). */
export function loadInstructionAt(data: Uint8Array, index: number): Instruction | undefined {
  const head = new ByteReader(data);
  if (index >= head.u16()) return undefined;
  head.take(index * 2);
  const reader = new ByteReader(data, head.u16());
  const accounts: AccountMeta[] = [];
  const count = reader.u16();
  for (let i = 0; i < count && reader.failure === undefined; i++) {
    const flags = reader.u8();
    const pubkey = reader.take(PUBKEY_BYTES).slice();
    accounts.push({ pubkey, isSigner: (flags & IS_SIGNER) !== 0, isWritable: (flags & IS_WRITABLE) !== 0 });
  }
  const programId = reader.take(PUBKEY_BYTES).slice();
  const instruction = { programId, accounts, data: reader.take(reader.u16()).slice() };
  return head.failure === undefined && reader.failure === undefined ? instruction : undefined;
}
