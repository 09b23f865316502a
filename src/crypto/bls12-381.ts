import type { Fp12 } from "@noble/curves/abstract/tower.js";
import { noble } from "#noble";
import { concatBytes } from "../base/bytes.js";
import { type Bls12381Points, bls12381G1, bls12381G2 } from "./bls12-381-encoding.js";
import { integerFromBe, integerFromLe } from "./integer.js";
import type { Endianness } from "./weierstrass.js";

const MAX_PAIRS = 8;

/**
 * The operations of solana-bls12-381-syscall 0.1 on G1 or G2. Uncompressed points are 96 or 192 bytes, compressed ones
 * half of it, scalars 32; null where one of them is refused. Adding and subtracting take points outside the subgroup.
 */
export interface Bls12381Group {
  isPoint(point: Uint8Array, endianness: Endianness): boolean;
  decompress(compressed: Uint8Array, endianness: Endianness): Uint8Array | null;
  add(left: Uint8Array, right: Uint8Array, endianness: Endianness): Uint8Array | null;
  subtract(left: Uint8Array, right: Uint8Array, endianness: Endianness): Uint8Array | null;
  /** The scalar must be below the group's order. */
  multiply(scalar: Uint8Array, point: Uint8Array, endianness: Endianness): Uint8Array | null;
}

export const blsG1: Bls12381Group = group(bls12381G1);
export const blsG2: Bls12381Group = group(bls12381G2);

function group<T>(points: Bls12381Points<T>): Bls12381Group {
  return {
    isPoint: (point, endianness) => points.decode(point, endianness, true) !== null,
    decompress(compressed, endianness) {
      const point = points.decodeCompressed(compressed, endianness);
      return point && points.encode(point, endianness);
    },
    add(left, right, endianness) {
      const a = points.decode(left, endianness, false);
      const b = a && points.decode(right, endianness, false);
      return b && points.encode(a!.add(b), endianness);
    },
    subtract(left, right, endianness) {
      const a = points.decode(left, endianness, false);
      const b = a && points.decode(right, endianness, false);
      return b && points.encode(a!.subtract(b), endianness);
    },
    multiply(scalar, point, endianness) {
      const p = points.decode(point, endianness, true);
      const factor = (endianness === "big" ? integerFromBe : integerFromLe)(scalar);
      if (p === null || factor >= points.Point.Fn.ORDER) return null;
      return points.encode(p.multiplyUnsafe(factor), endianness);
    },
  };
}

/**
 * The product of the pairings of equally many points of G1 and G2, at most 8, in 576 bytes: the twelve coefficients,
 * little-endian from the lowest on, or all of it the other way round (`bls12_381_pairing_map`). Of none it is one.
 */
export function blsPairingMap(
  g1Points: readonly Uint8Array[],
  g2Points: readonly Uint8Array[],
  endianness: Endianness,
): Uint8Array | null {
  if (g1Points.length !== g2Points.length || g1Points.length > MAX_PAIRS) return null;
  const { bls12_381 } = noble.bls12381();
  const loops: Parameters<typeof bls12_381.millerLoopBatch>[0] = [];
  for (let i = 0; i < g1Points.length; i++) {
    const p = bls12381G1.decode(g1Points[i]!, endianness, true);
    const q = p && bls12381G2.decode(g2Points[i]!, endianness, true);
    if (q === null) return null;
    // A pair with a point at infinity is one.
    if (!p!.is0() && !q.is0()) loops.push([bls12_381.utils.calcPairingPrecomputes(q), p!.x, p!.y]);
  }
  const little = writeFp12(bls12_381.fields.Fp12.finalExponentiate(bls12_381.millerLoopBatch(loops)));
  return endianness === "little" ? little : little.reverse();
}

function writeFp12({ c0, c1 }: Fp12): Uint8Array {
  const coordinates = [c0, c1].flatMap((fp6) => [fp6.c0, fp6.c1, fp6.c2]);
  return concatBytes(...coordinates.map((coordinate) => bls12381G2.writeCoordinate(coordinate)));
}
