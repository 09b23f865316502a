import type { U64 } from "../../base/u64.js";
import { bn254G1Add, bn254G1Multiply, bn254G2Add, bn254G2Multiply, bn254Pairing } from "../../crypto/bn254.js";
import { type Bn254Points, bn254G1, bn254G2 } from "../../crypto/bn254-encoding.js";
import type { Endianness } from "../../crypto/weierstrass.js";
import type { RuntimeFeatures } from "../../solana/runtime-features.js";
import type { ExecutionCost } from "../execution-budget.js";
import { SyscallFailure } from "../failure.js";
import { translateBytes } from "../memory.js";
import { translateOutput } from "./outputs.js";
import { REFUSED, type RuntimeSyscall, SUCCESS } from "./syscall.js";

// Agave: syscalls/src/lib.rs, SyscallAltBn128 and SyscallAltBn128Compression; solana-bn254.

/** One operation in one byte order. */
interface Operation {
  readonly outputBytes: number;
  cost(cost: ExecutionCost, inputBytes: number): number;
  /** The result, or null for input that is no good. */
  compute(input: Uint8Array): Uint8Array | null;
  /** Without this gate the operation is unknown. */
  readonly gate: keyof RuntimeFeatures | undefined;
}

/** The result, or null for input that is no good. */
type Compute = (input: Uint8Array, endianness: Endianness) => Uint8Array | null;

/** Set in the number of an operation on little-endian input and output. */
const LITTLE_ENDIAN = 0x80;
const G1_BYTES = 64;
const G2_BYTES = 128;
const PAIR_BYTES = G1_BYTES + G2_BYTES;
const PAIRING_OUTPUT_BYTES = 32;

type Cost = Operation["cost"];
type Gates = { readonly big?: keyof RuntimeFeatures; readonly little: keyof RuntimeFeatures };

const LITTLE: Gates = { little: "altBn128LittleEndian" };
const G2: Gates = { big: "enableAltBn128G2Syscalls", little: "enableAltBn128G2Syscalls" };

const GROUP_OPERATIONS: ReadonlyMap<U64, Operation> = new Map([
  ...inBothOrders(0, G1_BYTES, (cost) => cost.altBn128G1AdditionCost, bn254G1Add, LITTLE),
  ...inBothOrders(2, G1_BYTES, (cost) => cost.altBn128G1MultiplicationCost, bn254G1Multiply, LITTLE),
  ...inBothOrders(3, PAIRING_OUTPUT_BYTES, pairingCost, bn254Pairing, LITTLE),
  ...inBothOrders(4, G2_BYTES, (cost) => cost.altBn128G2AdditionCost, bn254G2Add, G2),
  ...inBothOrders(6, G2_BYTES, (cost) => cost.altBn128G2MultiplicationCost, bn254G2Multiply, G2),
]);

const COMPRESSION_OPERATIONS: ReadonlyMap<U64, Operation> = new Map([
  ...inBothOrders(0, G1_BYTES / 2, (cost) => cost.syscallBaseCost + cost.altBn128G1Compress, compress(bn254G1), LITTLE),
  ...inBothOrders(1, G1_BYTES, (cost) => cost.syscallBaseCost + cost.altBn128G1Decompress, decompress(bn254G1), LITTLE),
  ...inBothOrders(2, G2_BYTES / 2, (cost) => cost.syscallBaseCost + cost.altBn128G2Compress, compress(bn254G2), LITTLE),
  ...inBothOrders(3, G2_BYTES, (cost) => cost.syscallBaseCost + cost.altBn128G2Decompress, decompress(bn254G2), LITTLE),
]);

function inBothOrders(
  operation: number,
  outputBytes: number,
  cost: Cost,
  compute: Compute,
  gates: Gates,
): [U64, Operation][] {
  const inOrder = (endianness: Endianness): Operation => ({
    outputBytes,
    cost,
    compute: (input) => compute(input, endianness),
    gate: gates[endianness],
  });
  return [
    [operation, inOrder("big")],
    [operation | LITTLE_ENDIAN, inOrder("little")],
  ];
}

function pairingCost(cost: ExecutionCost, inputBytes: number): number {
  const otherPairs = Math.max(Math.floor(inputBytes / PAIR_BYTES) - 1, 0);
  return (
    cost.altBn128PairingOnePairCostFirst +
    cost.altBn128PairingOnePairCostOther * otherPairs +
    cost.sha256BaseCost +
    inputBytes +
    PAIRING_OUTPUT_BYTES
  );
}

function compress<T>(points: Bn254Points<T>): Compute {
  return (input, endianness) => points.compress(input, endianness);
}

function decompress<T>(points: Bn254Points<T>): Compute {
  return (input, endianness) => points.decompress(input, endianness);
}

/**
 * `sol_alt_bn128_group_op`: see `altBn128`. Operations: 0 add in G1, 2 multiply in G1, 3 pairing, 4 add in G2, 6
 * multiply in G2. Units: 334; 3,840; 36,364 + 12,121 per further pair + 85 + input bytes + 32; 535; 15,670.
 */
export const solAltBn128GroupOp = altBn128(GROUP_OPERATIONS);

/**
 * `sol_alt_bn128_compression`: see `altBn128`. Operations: 0 compress and 1 decompress in G1, 2 compress and 3
 * decompress in G2. Units: 100 + 30; 398; 86; 13,610.
 */
export const solAltBn128Compression = altBn128(COMPRESSION_OPERATIONS);

/**
 * A syscall on BN254: r1 operation, + 0x80 for little-endian; r2 input, r3 its length, r4 where the result goes; r0 =
 * 0, or 1 for input of another length or that is no point. Faults: `InvalidAttribute` for an unknown operation; units;
 * access violation of the result, of the input.
 */
function altBn128(operations: ReadonlyMap<U64, Operation>): RuntimeSyscall {
  return (context, vm, operationId, address, length, result) => {
    const { cost, features } = context.environment;
    const operation = operations.get(operationId);
    if (operation === undefined || (operation.gate !== undefined && !features[operation.gate])) {
      throw new SyscallFailure("InvalidAttribute");
    }
    context.consumeChecked(operation.cost(cost, Number(length)));
    translateOutput(vm.memory, result, operation.outputBytes);
    const output = operation.compute(translateBytes(vm.memory, address, length));
    if (output === null) return REFUSED;
    translateOutput(vm.memory, result, operation.outputBytes).set(output);
    return SUCCESS;
  };
}
