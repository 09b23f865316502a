import { setBytes, subBytes } from "../../base/bytes.js";
import { type U64, U64_MAX, u64SaturatingAdd } from "../../base/u64.js";
import { MM_INPUT_START } from "../../sbpf/memory-layout.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { bytesCost } from "../execution-budget.js";
import { fail, SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import { translateBytes } from "../memory.js";
import { failInvalidPointer } from "../memory-context.js";
import type { SysvarName } from "../sysvar-cache.js";
import { translateOutputPlace, translateTypedOutput } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";

// Agave: syscalls/src/sysvar.rs.

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** How a sysvar's account data becomes the struct that programs know. */
interface StructLayout {
  readonly name: SysvarName;
  readonly structBytes: number;
  readonly alignment: number;
  /** Bytes of account data that count. */
  readonly dataBytes: number;
  /** Padding inside the struct: after how many bytes of data, and how much. The rest of the padding is at the end. */
  readonly paddingAfter?: { readonly dataBytes: number; readonly bytes: number };
}

/** `sol_get_clock_sysvar`: see `getSysvarStruct`. Units: 140. */
export const solGetClockSysvar = getSysvarStruct({ name: "clock", structBytes: 40, alignment: 8, dataBytes: 40 });

/** `sol_get_epoch_schedule_sysvar`: see `getSysvarStruct`. Units: 140. */
export const solGetEpochScheduleSysvar = getSysvarStruct({
  name: "epochSchedule",
  structBytes: 40,
  alignment: 8,
  dataBytes: 33,
  // The flag `warmup` stands before two u64.
  paddingAfter: { dataBytes: 17, bytes: 7 },
});

/** `sol_get_epoch_rewards_sysvar`: see `getSysvarStruct`. Units: 196. */
export const solGetEpochRewardsSysvar = getSysvarStruct({
  name: "epochRewards",
  structBytes: 96,
  alignment: 16,
  dataBytes: 81,
});

/** `sol_get_fees_sysvar`: see `getSysvarStruct`. Units: 108. */
export const solGetFeesSysvar = getSysvarStruct({ name: "fees", structBytes: 8, alignment: 8, dataBytes: 8 });

/** `sol_get_rent_sysvar`: see `getSysvarStruct`. Units: 124. */
export const solGetRentSysvar = getSysvarStruct({ name: "rent", structBytes: 24, alignment: 8, dataBytes: 17 });

/** `sol_get_last_restart_slot`: see `getSysvarStruct`. Units: 108. */
export const solGetLastRestartSlot = getSysvarStruct({
  name: "lastRestartSlot",
  structBytes: 8,
  alignment: 8,
  dataBytes: 8,
});

/**
 * A syscall that writes a sysvar as a struct, padding zeroed: r1 where it goes; r0 = 0. Units: 100 + size of the
 * struct. Faults: units; `Unaligned pointer` for every program of loader v1; `Invalid pointer` in the input region
 * (SIMD-0459); access violation, `Unaligned pointer`; UnsupportedSysvar.
 */
function getSysvarStruct(layout: StructLayout): RuntimeSyscall {
  const { name, structBytes, alignment } = layout;
  // Programs ask again and again, and a cache's data stays as it is.
  let last: Uint8Array | undefined;
  let struct = NO_BYTES;
  return (context, vm, address) => {
    context.consumeChecked(context.environment.cost.sysvarBaseCost + structBytes);
    checkDestination(context, address);
    const offset = translateTypedOutput(vm.memory, address, structBytes, alignment, true);
    const data = context.environment.sysvars.data(name);
    if (data !== last) {
      struct = structOf(data, layout);
      last = data;
    }
    setBytes(vm.memory.linear.bytes, struct, offset);
    return SUCCESS;
  };
}

/** The struct of a sysvar's account data. */
function structOf(data: Uint8Array, { structBytes, dataBytes, paddingAfter }: StructLayout): Uint8Array {
  const struct = new Uint8Array(structBytes);
  const head = paddingAfter?.dataBytes ?? dataBytes;
  struct.set(data.subarray(0, head));
  struct.set(data.subarray(head, dataBytes), head + (paddingAfter?.bytes ?? 0));
  return struct;
}

/** r0 of `sol_get_sysvar` for a sysvar that is not cached. */
const SYSVAR_NOT_FOUND = 2;
/** r0 of `sol_get_sysvar` for bytes beyond the end. */
const OFFSET_LENGTH_EXCEEDS_SYSVAR = 1;

/**
 * `sol_get_sysvar`: r1 id of the sysvar, r2 where the bytes go, r3 offset, r4 length; r0 = 0, 1 for bytes beyond the
 * end of its data, 2 when it is not cached. Units: 100 + ⌊32 / 250⌋ + max(10, ⌊length / 250⌋). Faults: units;
 * `Unaligned pointer` for every program of loader v1; `Invalid pointer` in the input region (SIMD-0459); access
 * violation of r2, of r1; ArithmeticOverflow of r3 + r4, of r2 + r4. SIMD-0127.
 */
export const solGetSysvar: RuntimeSyscall = (context, vm, id, address, offset, length) => {
  const { sysvarBaseCost, cpiBytesPerUnit, memOpBaseCost } = context.environment.cost;
  // Agave: sysvar.rs, where bytes cost nothing if a unit buys none.
  const costOf = (byteLength: number): number => (cpiBytesPerUnit === 0 ? 0 : bytesCost(byteLength, cpiBytesPerUnit));
  const idCost = costOf(PUBKEY_BYTES);
  const lengthCost = Math.max(costOf(Number(length)), memOpBaseCost);
  context.consumeChecked(sysvarBaseCost + idCost + lengthCost);
  checkDestination(context, address);
  const destination = translateOutputPlace(vm.memory, address, length);
  const sysvarId = translateBytes(vm.memory, id, PUBKEY_BYTES);
  const end = checkedAdd(offset, length);
  checkedAdd(address, length);
  const data = context.environment.sysvars.buffer(sysvarId);
  if (data === undefined) return SYSVAR_NOT_FOUND;
  if (end > data.length) return OFFSET_LENGTH_EXCEEDS_SYSVAR;
  const wanted = length === data.length ? data : subBytes(data, Number(offset), Number(end));
  setBytes(vm.memory.linear.bytes, wanted, destination);
  return SUCCESS;
};

function checkDestination(context: InvokeContext, address: U64): void {
  if (!context.checkAligned) throw new SyscallFailure("Unaligned pointer");
  if (address >= MM_INPUT_START && context.environment.features.syscallParameterAddressRestrictions) {
    failInvalidPointer();
  }
}

function checkedAdd(a: U64, b: U64): U64 {
  if (typeof a === "number" && typeof b === "number" && a + b <= Number.MAX_SAFE_INTEGER) return a + b;
  if (BigInt(a) + BigInt(b) > U64_MAX) fail("ArithmeticOverflow");
  return u64SaturatingAdd(a, b);
}
