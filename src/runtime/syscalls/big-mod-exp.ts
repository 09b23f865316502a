import { readU64, type U64 } from "../../base/u64.js";
import { bigModExp } from "../../crypto/big-mod-exp.js";
import { SyscallFailure } from "../failure.js";
import { ALIGN_U64, translateBytes, translateType } from "../memory.js";
import { translateOutput } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";

// Agave: syscalls/src/lib.rs, SyscallBigModExp; solana-big-mod-exp.

/** Six u64: pointer and length of base, exponent and modulus. */
const PARAMS_BYTES = 48;
const MAX_OPERAND_BYTES = 512;
/** An exponent counts as at least this many bits. */
const MIN_EXPONENT_BITS = 75;
/** An exponent of one costs only the reduction: this many multiplications. */
const MOD_REDUCTION_COMPLEXITY_FACTOR = 15;
/** Of a long exponent, the highest set bit is sought only in this many bytes at the top. */
const EXPONENT_HEAD_BYTES = 32;

/**
 * `sol_big_mod_exp`: r1 pointers and lengths of base, exponent, modulus, all little-endian; r2 where the result goes,
 * as many bytes as the modulus; r0 = 0. Units: 422, then `operationCost`. Faults: units; access violation, `Unaligned
 * pointer` of r1; `InvalidLength` above 512 bytes; access violation of the exponent; units; access violation of base,
 * of modulus; `InvalidAttribute` for a modulus that is even or below 3; access violation of the result. SIMD-0529.
 */
export const solBigModExp: RuntimeSyscall = (context, vm, paramsAddress, result) => {
  const { bigModularExponentiationBaseCost, bigModularExponentiationCostDivisor } = context.environment.cost;
  context.consumeChecked(bigModularExponentiationBaseCost);
  const at = translateType(vm.memory, paramsAddress, PARAMS_BYTES, ALIGN_U64, context.checkAligned);
  const params = Array.from({ length: 6 }, (_, i) => readU64(vm.memory.linear.view, at + 8 * i));
  const [baseAddress, baseLength, exponentAddress, exponentLength, modulusAddress, modulusLength] = params;
  if (isTooLong(baseLength) || isTooLong(exponentLength) || isTooLong(modulusLength)) {
    throw new SyscallFailure("InvalidLength");
  }
  const exponent = translateBytes(vm.memory, exponentAddress, exponentLength);
  const inputLength = Math.max(Number(baseLength), Number(modulusLength));
  context.consumeChecked(operationCost(inputLength, exponent, bigModularExponentiationCostDivisor));
  const base = translateBytes(vm.memory, baseAddress, baseLength);
  const modulus = translateBytes(vm.memory, modulusAddress, modulusLength);
  const value = bigModExp(base, exponent, modulus);
  if (value === null) throw new SyscallFailure("InvalidAttribute");
  translateOutput(vm.memory, result, modulusLength).set(value);
  return SUCCESS;
};

function isTooLong(length: U64): boolean {
  return length > MAX_OPERAND_BYTES;
}

/** ⌈multiplications × complexity of one / divisor⌉ (Agave: big_mod_exp_operation_cost). */
function operationCost(inputLength: number, exponent: Uint8Array, divisor: number): number {
  const multiplications = isOne(exponent)
    ? MOD_REDUCTION_COMPLEXITY_FACTOR
    : Math.max(adjustedExponentBits(exponent), MIN_EXPONENT_BITS);
  return Math.ceil((multiplicationComplexity(inputLength) * multiplications) / divisor);
}

/** Agave: big_mod_exp_mult_complexity, for operands of up to 512 bytes. */
function multiplicationComplexity(length: number): number {
  return length <= 64 ? length * length : Math.floor((length * length) / 4) + 96 * length - 3072;
}

/** Agave: big_mod_exp_adjusted_exponent_length. */
function adjustedExponentBits(exponent: Uint8Array): number {
  const tailBytes = Math.max(exponent.length - EXPONENT_HEAD_BYTES, 0);
  return 8 * tailBytes + highestSetBit(exponent.subarray(tailBytes));
}

/** Of a little-endian number; 0 also for zero. */
function highestSetBit(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i >= 0; i--) if (bytes[i] !== 0) return 8 * i + 31 - Math.clz32(bytes[i]);
  return 0;
}

function isOne(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte, i) => byte === (i === 0 ? 1 : 0));
}
