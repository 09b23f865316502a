import type { U64 } from "../../base/u64.js";
import type { LinearMemory } from "../../sbpf/linear-memory.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { bytesCost } from "../execution-budget.js";
import type { InvokeContext } from "../invoke-context.js";
import { ALIGN_BYTE, translateSlice } from "../memory.js";
import { failOverlappingCopy, isNonoverlapping, translateOutputPlace, translateTypedOutput } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";

// Agave: syscalls/src/mem_ops.rs. Units of each: max(10, ⌊n / 250⌋).

const I32_BYTES = 4;

/**
 * `sol_memcpy_`: r1 destination, r2 source, r3 n; r0 = 0.
 * Faults: units; `Overlapping copy`, by virtual addresses; as `sol_memmove_`.
 */
export const solMemcpy: RuntimeSyscall = (context, vm, destination, source, length) => {
  consumeMemOp(context, length);
  if (overlap(source, destination, Number(length))) failOverlappingCopy();
  move(vm.memory, destination, source, length);
  return SUCCESS;
};

/**
 * `sol_memmove_`: r1 destination, r2 source, r3 n; r0 = 0.
 * Faults: units; access violation of the destination, then of the source.
 */
export const solMemmove: RuntimeSyscall = (context, vm, destination, source, length) => {
  consumeMemOp(context, length);
  move(vm.memory, destination, source, length);
  return SUCCESS;
};

/**
 * `sol_memcmp_`: r1 and r2 bytes, r3 n, r4 where the i32 result goes: the difference of the first bytes that differ,
 * or 0; r0 = 0. Faults: units; access violation of r1, r2, r4; `Unaligned pointer` of r4.
 */
export const solMemcmp: RuntimeSyscall = (context, vm, first, second, length, result) => {
  consumeMemOp(context, length);
  const firstOffset = translateSlice(vm.memory, first, length, 1, ALIGN_BYTE, false);
  const secondOffset = translateSlice(vm.memory, second, length, 1, ALIGN_BYTE, false);
  const difference = compare(vm.memory.linear, firstOffset, secondOffset, Number(length));
  const offset = translateTypedOutput(vm.memory, result, I32_BYTES, I32_BYTES, context.checkAligned);
  vm.memory.linear.view.setInt32(offset, difference, true);
  return SUCCESS;
};

/** `sol_memset_`: r1 destination, r2 byte (its low 8 bits), r3 n; r0 = 0. Faults: units; access violation. */
export const solMemset: RuntimeSyscall = (context, vm, destination, byte, length) => {
  consumeMemOp(context, length);
  const offset = translateOutputPlace(vm.memory, destination, length);
  vm.memory.linear.bytes.fill(lowByte(byte), offset, offset + Number(length));
  return SUCCESS;
};

function lowByte(value: U64): number {
  return typeof value === "number" ? value & 0xff : Number(value & 0xffn);
}

function consumeMemOp(context: InvokeContext, length: U64): void {
  const { memOpBaseCost, cpiBytesPerUnit } = context.environment.cost;
  context.consumeChecked(Math.max(memOpBaseCost, bytesCost(Number(length), cpiBytesPerUnit)));
}

/** Whether `length` bytes at two virtual addresses share one. */
function overlap(a: U64, b: U64, length: number): boolean {
  if (typeof a === "number" && typeof b === "number") return !isNonoverlapping(a, length, b, length);
  const distance = BigInt(a) - BigInt(b);
  return distance < length && -distance < length;
}

/** Copies also where the ranges overlap in host memory. */
function move(mapping: MemoryMapping, destination: U64, source: U64, length: U64): void {
  const to = translateOutputPlace(mapping, destination, length);
  const from = translateSlice(mapping, source, length, 1, ALIGN_BYTE, false);
  mapping.linear.bytes.copyWithin(to, from, from + Number(length));
}

function compare(linear: LinearMemory, a: number, b: number, length: number): number {
  if (linear.equalsWithin(a, b, length)) return 0;
  const { bytes } = linear;
  let i = 0;
  while (bytes[a + i] === bytes[b + i]) i++;
  return bytes[a + i] - bytes[b + i];
}
