import type { U64 } from "../../base/u64.js";
import { type Bls12381Group, blsG1, blsG2 } from "../../crypto/bls12-381.js";
import { edwards, ristretto } from "../../crypto/curve25519.js";
import type { Curve25519Group } from "../../crypto/curve25519-group.js";
import type { Endianness } from "../../crypto/weierstrass.js";
import type { ExecutionCost } from "../execution-budget.js";

// The curves of the syscalls on elliptic curves, by their ids (solana-define-syscall, curve_constants).

export type CostName = { [N in keyof ExecutionCost]: ExecutionCost[N] extends number ? N : never }[keyof ExecutionCost];
export type GroupOperation = "add" | "subtract" | "multiply";

/** A group whose points programs check, add, subtract and multiply. */
export interface CurveGroup {
  readonly pointBytes: number;
  readonly costs: Readonly<Record<GroupOperation | "validate", CostName>>;
  /** Of SIMD-0388: unknown without its gate, and strict about unknown operations. */
  readonly isBls: boolean;
  isPoint(point: Uint8Array): boolean;
  // Each gives null for input that is no point, or no scalar below the order of the group.
  add(left: Uint8Array, right: Uint8Array): Uint8Array | null;
  subtract(left: Uint8Array, right: Uint8Array): Uint8Array | null;
  multiply(scalar: Uint8Array, point: Uint8Array): Uint8Array | null;
}

/** A group of curve25519, in which sums of products can be computed at once. */
export interface MultiscalarGroup extends CurveGroup, Curve25519Group {
  readonly sumCosts: { readonly base: CostName; readonly incremental: CostName };
}

/** A group of BLS12-381, whose points have a compressed form too. */
export interface CompressibleGroup extends CurveGroup {
  readonly compressedBytes: number;
  readonly decompressCost: CostName;
  /** Null for what is no compressed point. */
  decompress(compressed: Uint8Array): Uint8Array | null;
}

/** Bytes of a scalar, in every group. */
export const SCALAR_BYTES = 32;
/** Set in the id of a curve of BLS12-381 whose numbers are big-endian. */
const BIG_ENDIAN = 0x80;

const POINT_25519_BYTES = 32;

export const MULTISCALAR_GROUPS: ReadonlyMap<U64, MultiscalarGroup> = new Map([
  [
    0,
    {
      ...edwards,
      isBls: false,
      pointBytes: POINT_25519_BYTES,
      costs: {
        validate: "curve25519EdwardsValidatePointCost",
        add: "curve25519EdwardsAddCost",
        subtract: "curve25519EdwardsSubtractCost",
        multiply: "curve25519EdwardsMultiplyCost",
      },
      sumCosts: { base: "curve25519EdwardsMsmBaseCost", incremental: "curve25519EdwardsMsmIncrementalCost" },
    },
  ],
  [
    1,
    {
      ...ristretto,
      isBls: false,
      pointBytes: POINT_25519_BYTES,
      costs: {
        validate: "curve25519RistrettoValidatePointCost",
        add: "curve25519RistrettoAddCost",
        subtract: "curve25519RistrettoSubtractCost",
        multiply: "curve25519RistrettoMultiplyCost",
      },
      sumCosts: { base: "curve25519RistrettoMsmBaseCost", incremental: "curve25519RistrettoMsmIncrementalCost" },
    },
  ],
] satisfies [number, MultiscalarGroup][]);

const BLS_G1 = {
  isBls: true,
  pointBytes: 96,
  compressedBytes: 48,
  costs: {
    validate: "bls12381G1ValidateCost",
    add: "bls12381G1AddCost",
    subtract: "bls12381G1SubtractCost",
    multiply: "bls12381G1MultiplyCost",
  },
  decompressCost: "bls12381G1DecompressCost",
} as const;

const BLS_G2 = {
  isBls: true,
  pointBytes: 192,
  compressedBytes: 96,
  costs: {
    validate: "bls12381G2ValidateCost",
    add: "bls12381G2AddCost",
    subtract: "bls12381G2SubtractCost",
    multiply: "bls12381G2MultiplyCost",
  },
  decompressCost: "bls12381G2DecompressCost",
} as const;

export const COMPRESSIBLE_GROUPS: ReadonlyMap<U64, CompressibleGroup> = new Map<U64, CompressibleGroup>([
  [5, { ...BLS_G1, ...inByteOrder(blsG1, "little") }],
  [5 | BIG_ENDIAN, { ...BLS_G1, ...inByteOrder(blsG1, "big") }],
  [6, { ...BLS_G2, ...inByteOrder(blsG2, "little") }],
  [6 | BIG_ENDIAN, { ...BLS_G2, ...inByteOrder(blsG2, "big") }],
]);

function inByteOrder(
  group: Bls12381Group,
  endianness: Endianness,
): Pick<CompressibleGroup, GroupOperation | "isPoint" | "decompress"> {
  return {
    isPoint: (point) => group.isPoint(point, endianness),
    decompress: (compressed) => group.decompress(compressed, endianness),
    add: (left, right) => group.add(left, right, endianness),
    subtract: (left, right) => group.subtract(left, right, endianness),
    multiply: (scalar, point) => group.multiply(scalar, point, endianness),
  };
}

/** Byte orders by the id of a curve with a pairing. */
export const PAIRINGS: ReadonlyMap<U64, Endianness> = new Map<U64, Endianness>([
  [4, "little"],
  [4 | BIG_ENDIAN, "big"],
]);
