import { setBytes, sliceBytes, subBytes } from "../../base/bytes.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { bytesCost } from "../execution-budget.js";
import { SyscallFailure } from "../failure.js";
import { ALIGN_BYTE, translateSlice } from "../memory.js";
import { failOverlappingCopy, isNonoverlapping, translateOutputPlace } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";

// Agave: syscalls/src/lib.rs.

/** Bytes that a program can return (solana-cpi, MAX_RETURN_DATA). */
const MAX_RETURN_DATA = 1024;

/**
 * `sol_set_return_data`: r1 bytes, r2 length; r0 = 0. Units: 100 + ⌊length / 250⌋.
 * Faults: units; `Return data too large (… > 1024)`; access violation.
 */
export const solSetReturnData: RuntimeSyscall = (context, vm, address, length) => {
  const { syscallBaseCost, cpiBytesPerUnit } = context.environment.cost;
  context.consumeChecked(syscallBaseCost + bytesCost(Number(length), cpiBytesPerUnit));
  if (length > MAX_RETURN_DATA) {
    throw new SyscallFailure(`Return data too large (${length} > ${MAX_RETURN_DATA})`);
  }
  const offset = translateSlice(vm.memory, address, length, 1, ALIGN_BYTE, false);
  const data = sliceBytes(vm.memory.linear.bytes, offset, offset + Number(length));
  context.transaction.returnData = { programId: context.transaction.currentInstruction.programKey, data };
  return SUCCESS;
};

/**
 * `sol_get_return_data`: r1 where the data goes, r2 its room, r3 where the id of the program that set it goes; r0 =
 * length of all return data. With room 0 or no data, nothing is written. Units: 100, then ⌊(copied + 32) / 250⌋ if
 * anything is copied. Faults: units; units; access violation; `Overlapping copy`.
 */
export const solGetReturnData: RuntimeSyscall = (context, vm, address, room, programIdAddress) => {
  const { syscallBaseCost, cpiBytesPerUnit } = context.environment.cost;
  context.consumeChecked(syscallBaseCost);
  const { programId, data } = context.transaction.returnData;
  const length = Math.min(Number(room), data.length);
  if (length !== 0) {
    context.consumeChecked(bytesCost(length + PUBKEY_BYTES, cpiBytesPerUnit));
    const dataOffset = translateOutputPlace(vm.memory, address, length);
    const programIdOffset = translateOutputPlace(vm.memory, programIdAddress, PUBKEY_BYTES);
    if (!isNonoverlapping(dataOffset, length, programIdOffset, PUBKEY_BYTES)) failOverlappingCopy();
    const { bytes } = vm.memory.linear;
    setBytes(bytes, length === data.length ? data : subBytes(data, 0, length), dataOffset);
    setBytes(bytes, programId, programIdOffset);
  }
  return data.length;
};
