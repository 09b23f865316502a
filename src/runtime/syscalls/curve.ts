import type { U64 } from "../../base/u64.js";
import { blsPairingMap } from "../../crypto/bls12-381.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import { ALIGN_BYTE, translateBytes, translateSlice } from "../memory.js";
import {
  COMPRESSIBLE_GROUPS,
  type CurveGroup,
  type GroupOperation,
  MULTISCALAR_GROUPS,
  PAIRINGS,
  SCALAR_BYTES,
} from "./curve-groups.js";
import { translateOutput } from "./outputs.js";
import { REFUSED, type RuntimeSyscall, SUCCESS } from "./syscall.js";

// Agave: syscalls/src/lib.rs, SyscallCurve….
//
// Curves: 0 Edwards and 1 Ristretto form of curve25519; with SIMD-0388 4 BLS12-381, 5 its G1, 6 its G2, + 0x80 for
// big-endian. An unknown curve or operation is the fault `InvalidAttribute`.

const MAX_SUMMANDS = 512;
const G1_BYTES = 96;
const G2_BYTES = 192;
const GROUP_OPERATIONS: readonly GroupOperation[] = ["add", "subtract", "multiply"];

/**
 * `sol_curve_validate_point`: r1 curve, r2 point; r0 = 0 for a point of the group, else 1. Units: 159 (Edwards),
 * 169 (Ristretto), 1565 (G1), 1968 (G2). Faults: unknown curve; units; access violation.
 */
export const solCurveValidatePoint: RuntimeSyscall = (context, vm, curve, address) => {
  const group = findGroup(context, curve);
  if (group === undefined) return refuseUnknown(context);
  context.consumeChecked(context.environment.cost[group.costs.validate]);
  return group.isPoint(translateBytes(vm.memory, address, group.pointBytes)) ? SUCCESS : REFUSED;
};

/**
 * `sol_curve_group_op`: r1 curve, r2 operation (0 add, 1 subtract, 2 multiply), r3 left point or scalar, r4 right
 * point, r5 where the result goes; r0 = 0, or 1 for input that is no point or no scalar. Units: 473, 475, 2177
 * (Edwards), 521, 519, 2208 (Ristretto), 128, 129, 4627 (G1), 203, 204, 8255 (G2). Faults: unknown curve, operation;
 * units; access violation of r3, r4, r5.
 */
export const solCurveGroupOp: RuntimeSyscall = (context, vm, curve, operationId, leftAddress, rightAddress, result) => {
  const group = findGroup(context, curve);
  if (group === undefined) return refuseUnknown(context);
  const operation = GROUP_OPERATIONS[Number(operationId)];
  if (operation === undefined) return group.isBls ? failInvalidAttribute() : refuseUnknown(context);
  context.consumeChecked(context.environment.cost[group.costs[operation]]);
  const left = translateBytes(vm.memory, leftAddress, operation === "multiply" ? SCALAR_BYTES : group.pointBytes);
  const right = translateBytes(vm.memory, rightAddress, group.pointBytes);
  return giveResult(vm.memory, result, group[operation](left, right));
};

/**
 * `sol_curve_multiscalar_mul`: r1 curve (0 or 1), r2 scalars, r3 points, r4 how many of each, r5 where the sum of
 * their products goes; r0 = 0, or 1 for input that is no point or no scalar. Units: 2273 + 758 or 2303 + 788 for each
 * beyond the first. Faults: `InvalidLength` above 512; unknown curve; units; access violation of r2, r3, r5.
 */
export const solCurveMultiscalarMul: RuntimeSyscall = (context, vm, curve, scalars, points, length, result) => {
  if (length > MAX_SUMMANDS) throw new SyscallFailure("InvalidLength");
  const group = MULTISCALAR_GROUPS.get(curve);
  if (group === undefined) return refuseUnknown(context);
  const { cost } = context.environment;
  context.consumeChecked(cost[group.sumCosts.base] + cost[group.sumCosts.incremental] * beyondTheFirst(length));
  const factors = translateElements(vm.memory, scalars, length, SCALAR_BYTES);
  const terms = translateElements(vm.memory, points, length, group.pointBytes);
  return giveResult(vm.memory, result, group.multiscalarMultiply(factors, terms));
};

/**
 * `sol_curve_decompress`: r1 curve (G1 or G2), r2 compressed point, r3 where the point goes; r0 = 0, or 1 for what is
 * no point. Units: 2100, 3050. Faults: unknown curve; units; access violation of r2, of r3.
 */
export const solCurveDecompress: RuntimeSyscall = (context, vm, curve, address, result) => {
  const group = COMPRESSIBLE_GROUPS.get(curve) ?? failInvalidAttribute();
  context.consumeChecked(context.environment.cost[group.decompressCost]);
  return giveResult(vm.memory, result, group.decompress(translateBytes(vm.memory, address, group.compressedBytes)));
};

/**
 * `sol_curve_pairing_map`: r1 curve (4), r2 how many pairs, r3 points of G1, r4 points of G2, r5 where the element of
 * the target group goes; r0 = 0, or 1 for more than 8 pairs or for input that is no point. Units: 25,445 + 13,023 for
 * each pair beyond the first. Faults: unknown curve; units; access violation of r3, r4, r5.
 */
export const solCurvePairingMap: RuntimeSyscall = (context, vm, curve, length, g1Points, g2Points, result) => {
  const endianness = PAIRINGS.get(curve) ?? failInvalidAttribute();
  const { bls12381OnePairCost, bls12381AdditionalPairCost } = context.environment.cost;
  context.consumeChecked(bls12381OnePairCost + bls12381AdditionalPairCost * beyondTheFirst(length));
  const left = translateElements(vm.memory, g1Points, length, G1_BYTES);
  const right = translateElements(vm.memory, g2Points, length, G2_BYTES);
  return giveResult(vm.memory, result, blsPairingMap(left, right, endianness));
};

/** The group of a curve id, if programs may know it. */
function findGroup(context: InvokeContext, curve: U64): CurveGroup | undefined {
  const group = COMPRESSIBLE_GROUPS.get(curve);
  if (group === undefined) return MULTISCALAR_GROUPS.get(curve);
  return context.environment.features.enableBls12381Syscall ? group : failInvalidAttribute();
}

function refuseUnknown(context: InvokeContext): number {
  return context.environment.features.abortOnInvalidCurve ? failInvalidAttribute() : REFUSED;
}

function failInvalidAttribute(): never {
  throw new SyscallFailure("InvalidAttribute");
}

function beyondTheFirst(length: U64): number {
  return Math.max(Number(length) - 1, 0);
}

function translateElements(mapping: MemoryMapping, vmAddress: U64, length: U64, elementBytes: number): Uint8Array[] {
  const offset = translateSlice(mapping, vmAddress, length, elementBytes, ALIGN_BYTE, false);
  return Array.from({ length: Number(length) }, (_, i) => {
    const start = offset + i * elementBytes;
    return mapping.linear.bytes.subarray(start, start + elementBytes);
  });
}

function giveResult(mapping: MemoryMapping, vmAddress: U64, result: Uint8Array | null): number {
  if (result === null) return REFUSED;
  translateOutput(mapping, vmAddress, result.length).set(result);
  return SUCCESS;
}
