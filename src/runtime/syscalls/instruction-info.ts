import { readU64, type U64, writeU64 } from "../../base/u64.js";
import type { LinearMemory } from "../../sbpf/linear-memory.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import type { InstructionContext } from "../instruction-context.js";
import { ALIGN_BYTE, ALIGN_U64 } from "../memory.js";
import type { TransactionContext } from "../transaction-context.js";
import { translateOutputs, translateTypedOutput } from "./outputs.js";
import type { RuntimeSyscall } from "./syscall.js";

// Agave: syscalls/src/lib.rs.

/** solana-instruction's ProcessedSiblingInstruction: data length, number of accounts. */
const HEADER_BYTES = 16;
/** solana-instruction's AccountMeta: key, signer, writable. */
const ACCOUNT_META_BYTES = 34;

const FOUND = 1;
const NOT_FOUND = 0;

/** `sol_get_stack_height`: r0 = height, 1 for a top-level instruction. Units: 100. Faults: units. */
export const solGetStackHeight: RuntimeSyscall = (context) => {
  context.consumeChecked(context.environment.cost.syscallBaseCost);
  return context.transaction.stackHeight;
};

/**
 * `sol_get_processed_sibling_instruction`: r1 how many siblings to go back, 0 for the last that ended; r2 header
 * (data length, number of accounts, both u64), r3 where the program id goes, r4 where the data goes, r5 where the
 * account metas go; r0 = 1, or 0 when there is no such sibling. When the header does not hold the sibling's lengths,
 * they are written to it and nothing else. Units: 100. Faults: units; access violation, `Unaligned pointer` of the
 * header; access violation of r3, r4, r5; `Overlapping copy` of any two of r3, r4, r5, r2.
 */
export const solGetProcessedSiblingInstruction: RuntimeSyscall = (
  context,
  vm,
  stepsBack,
  headerAddress,
  programIdAddress,
  dataAddress,
  accountsAddress,
) => {
  context.consumeChecked(context.environment.cost.syscallBaseCost);
  const sibling = findProcessedSibling(context.transaction, stepsBack);
  if (sibling === undefined) return NOT_FOUND;
  const { checkAligned } = context;
  const { linear } = vm.memory;
  const header = translateTypedOutput(vm.memory, headerAddress, HEADER_BYTES, ALIGN_U64, checkAligned);
  const { data, accounts } = sibling;
  if (readU64(linear.view, header) !== data.length || readU64(linear.view, header + 8) !== accounts.length) {
    writeU64(linear.view, header, data.length);
    writeU64(linear.view, header + 8, accounts.length);
    return FOUND;
  }
  const [programIdOffset, dataOffset, accountsOffset] = translateOutputs(vm.memory, checkAligned, [
    { vmAddress: programIdAddress, size: PUBKEY_BYTES, alignment: ALIGN_BYTE },
    { vmAddress: dataAddress, size: data.length, alignment: ALIGN_BYTE },
    { vmAddress: accountsAddress, size: accounts.length * ACCOUNT_META_BYTES, alignment: ALIGN_BYTE },
    { vmAddress: headerAddress, size: HEADER_BYTES, alignment: ALIGN_U64 },
  ]);
  linear.bytes.set(sibling.programKey, programIdOffset);
  linear.bytes.set(data, dataOffset);
  writeAccountMetas(linear, accountsOffset, sibling);
  return FOUND;
};

/**
 * The instruction that ended `stepsBack` before the last, of those with the same caller at the same height. The
 * running instruction is the first that the search meets, so it counts one further.
 */
function findProcessedSibling(transaction: TransactionContext, stepsBack: U64): InstructionContext | undefined {
  const { stackHeight, currentInstruction } = transaction;
  const isTopLevel = stackHeight === 1;
  const start = isTopLevel ? 0 : transaction.topLevelInstructions;
  const end = isTopLevel ? transaction.nextTopLevelIndex : transaction.nextCpiIndexInTrace;
  let met = 0;
  for (let index = end - 1; index >= start; index--) {
    const instruction = transaction.instructionAtIndexInTrace(index);
    if (instruction.callerIndexInTrace !== currentInstruction.callerIndexInTrace) continue;
    if (instruction.stackHeight < stackHeight) return undefined;
    if (instruction.stackHeight > stackHeight) continue;
    if (met > stepsBack) return instruction;
    met++;
  }
  return undefined;
}

function writeAccountMetas(linear: LinearMemory, offset: number, instruction: InstructionContext): void {
  for (let i = 0; i < instruction.accounts.length; i++) {
    const at = offset + i * ACCOUNT_META_BYTES;
    linear.bytes.set(instruction.keyOfAccount(i), at);
    linear.bytes[at + PUBKEY_BYTES] = Number(instruction.isSigner(i));
    linear.bytes[at + PUBKEY_BYTES + 1] = Number(instruction.isWritable(i));
  }
}
