import { noble } from "#noble";
import { type Bn254Points, bn254G1, bn254G2 } from "./bn254-encoding.js";
import { Bn254G1 } from "./bn254-g1.js";
import { integerFromBe, integerFromLe, integerToBe, integerToLe } from "./integer.js";
import type { Endianness } from "./weierstrass.js";

const SCALAR_BYTES = 32;

let g1: Bn254G1 | null | undefined;

/** The one of this process; null where the host compiles no WebAssembly. */
function generatedG1(): Bn254G1 | null {
  if (g1 === undefined) g1 = Bn254G1.create();
  return g1;
}

/** The result of a group operation: the bytes, or null where the input is refused. */
type Outcome = Uint8Array | null;

/**
 * The sum of two points of G1 (solana-bn254 `alt_bn128_versioned_g1_addition`, V0): 128 bytes; big-endian input may be
 * shorter, as if zeros followed.
 */
export function bn254G1Add(input: Uint8Array, endianness: Endianness): Outcome {
  const whole = padIfBigEndian(input, 2 * bn254G1.pointBytes, endianness);
  if (whole === null) return null;
  const group = generatedG1();
  return group === null ? add(bn254G1, whole, endianness) : group.add(whole, endianness);
}

/** The sum of two points of G2's curve, in the subgroup or not (`alt_bn128_versioned_g2_addition`, V0): 256 bytes. */
export function bn254G2Add(input: Uint8Array, endianness: Endianness): Outcome {
  return input.length === 2 * bn254G2.pointBytes ? add(bn254G2, input, endianness) : null;
}

/**
 * A point of G1 times a scalar of any 32 bytes (`alt_bn128_versioned_g1_multiplication`, V1): 96 bytes; big-endian input
 * may be shorter, as if zeros followed.
 */
export function bn254G1Multiply(input: Uint8Array, endianness: Endianness): Outcome {
  const whole = padIfBigEndian(input, bn254G1.pointBytes + SCALAR_BYTES, endianness);
  if (whole === null) return null;
  const product = generatedG1()?.multiply(whole, endianness);
  return product === undefined ? multiply(bn254G1, whole, endianness) : product;
}

/** A point of G2 times a scalar of any 32 bytes (`alt_bn128_versioned_g2_multiplication`, V0): 160 bytes. */
export function bn254G2Multiply(input: Uint8Array, endianness: Endianness): Outcome {
  return input.length === bn254G2.pointBytes + SCALAR_BYTES ? multiply(bn254G2, input, endianness) : null;
}

/**
 * 1 or 0 in 32 bytes: whether the pairings of all the pairs, a point of G1 and one of G2 in 192 bytes, multiply to one
 * (`alt_bn128_versioned_pairing`, V1).
 */
export function bn254Pairing(input: Uint8Array, endianness: Endianness): Outcome {
  const { bn254 } = noble.bn254();
  const pairBytes = bn254G1.pointBytes + bn254G2.pointBytes;
  if (input.length % pairBytes !== 0) return null;
  const loops: Parameters<typeof bn254.millerLoopBatch>[0] = [];
  for (let start = 0; start < input.length; start += pairBytes) {
    const split = start + bn254G1.pointBytes;
    const p = bn254G1.decode(input.subarray(start, split), endianness, true);
    const q = p && bn254G2.decode(input.subarray(split, start + pairBytes), endianness, true);
    if (q === null) return null;
    // A pair with a point at infinity is one.
    if (!p!.is0() && !q.is0()) loops.push([bn254.utils.calcPairingPrecomputes(q), p!.x, p!.y]);
  }
  const { Fp12 } = bn254.fields;
  const isOne = Fp12.eql(Fp12.finalExponentiate(bn254.millerLoopBatch(loops)), Fp12.ONE);
  return (endianness === "big" ? integerToBe : integerToLe)(isOne ? 1n : 0n, 32);
}

function padIfBigEndian(input: Uint8Array, length: number, endianness: Endianness): Outcome {
  if (input.length === length) return input;
  if (input.length > length || endianness === "little") return null;
  const padded = new Uint8Array(length);
  padded.set(input);
  return padded;
}

function add<T>(group: Bn254Points<T>, input: Uint8Array, endianness: Endianness): Outcome {
  const left = group.decode(input.subarray(0, group.pointBytes), endianness, false);
  const right = left && group.decode(input.subarray(group.pointBytes), endianness, false);
  return right && group.encode(left!.add(right), endianness);
}

function multiply<T>(group: Bn254Points<T>, input: Uint8Array, endianness: Endianness): Outcome {
  const point = group.decode(input.subarray(0, group.pointBytes), endianness, true);
  if (point === null) return null;
  const scalar = (endianness === "big" ? integerFromBe : integerFromLe)(input.subarray(group.pointBytes));
  return group.encode(point.multiplyUnsafe(scalar % group.Point.Fn.ORDER), endianness);
}
