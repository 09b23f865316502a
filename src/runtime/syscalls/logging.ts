import { u64ToHex } from "../../base/u64.js";
import { addressFromPubkey, PUBKEY_BYTES } from "../../solana/pubkey.js";
import { translateBytes } from "../memory.js";
import { logProgramData, logProgramLog, logProgramLogAscii } from "../stable-log.js";
import { translateString } from "./strings.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";
import { translateVmSlices } from "./vm-slices.js";

// Agave: syscalls/src/logging.rs.

/**
 * `sol_log_`: r1 text, r2 its length; r0 = 0. Units: max(100, length). Faults: units; access violation; no UTF-8.
 */
export const solLog: RuntimeSyscall = (context, vm, address, length) => {
  context.consumeChecked(Math.max(context.environment.cost.syscallBaseCost, Number(length)));
  logProgramLog(context.logCollector, translateString(vm.memory, address, length));
  return SUCCESS;
};

/** `sol_log_64_`: r1…r5 numbers to log in hexadecimal; r0 = 0. Units: 100. Faults: units. */
export const solLog64: RuntimeSyscall = (context, _vm, r1, r2, r3, r4, r5) => {
  context.consumeChecked(context.environment.cost.log64Units);
  const text = `${u64ToHex(r1)}, ${u64ToHex(r2)}, ${u64ToHex(r3)}, ${u64ToHex(r4)}, ${u64ToHex(r5)}`;
  logProgramLogAscii(context.logCollector, text);
  return SUCCESS;
};

/** `sol_log_compute_units_`: r0 = 0. Units: 100. Faults: units. */
export const solLogComputeUnits: RuntimeSyscall = (context) => {
  context.consumeChecked(context.environment.cost.syscallBaseCost);
  context.logCollector?.logAscii(`Program consumption: ${context.meter.remaining} units remaining`);
  return SUCCESS;
};

/** `sol_log_pubkey`: r1 public key; r0 = 0. Units: 100. Faults: units; access violation. */
export const solLogPubkey: RuntimeSyscall = (context, vm, address) => {
  context.consumeChecked(context.environment.cost.logPubkeyUnits);
  const pubkey = translateBytes(vm.memory, address, PUBKEY_BYTES);
  logProgramLogAscii(context.logCollector, addressFromPubkey(pubkey));
  return SUCCESS;
};

/**
 * `sol_log_data`: r1 slices (pointer, length), r2 how many; r0 = 0. Units: 100, then 100 per slice, then the sum of
 * their lengths. Faults: units; access violation, `Unaligned pointer` of the slices; units; units; access violation
 * of what they point to.
 */
export const solLogData: RuntimeSyscall = (context, vm, address, length) => {
  const { syscallBaseCost } = context.environment.cost;
  context.consumeChecked(syscallBaseCost);
  const slices = translateVmSlices(vm.memory, address, length, context.checkAligned);
  context.consumeChecked(syscallBaseCost * slices.length);
  context.consumeChecked(slices.reduce((total, slice) => total + Number(slice.length), 0));
  const fields = slices.map((slice) => translateBytes(vm.memory, slice.vmAddress, slice.length));
  logProgramData(context.logCollector, fields);
  return SUCCESS;
};
