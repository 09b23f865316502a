// Operands of syscalls that do the mathematics of other chains' proofs: bytes that a program gets as instruction data.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bn254 } from "@noble/curves/bn254.js";
import { u64 } from "../wire.mjs";

/** Where the instruction data lie if the instruction has no accounts. */
const DATA = 0x400000010;
const [ALT_BN128_BYTES, BLS_BYTES] = [32, 48];
/** Set in the number of a curve whose coordinates are big-endian. */
const BIG_ENDIAN = 0x80;
const [BLS12_381, BLS_G1, BLS_G2] = [4 | BIG_ENDIAN, 5 | BIG_ENDIAN, 6 | BIG_ENDIAN];
const SCALAR = 0xfedc_ba98_7654_3210_0123_4567_89ab_cdef_fedc_ba98_7654_3210_0123_4567_89ab_cdefn;

/** @returns the number's bytes, the highest first */
function bigEndian(value, length) {
  return Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex");
}

/** Coordinates of a point; of two coefficients the higher one first. */
function point({ x, y }, length) {
  const coefficients = [x, y].flatMap((one) => (typeof one === "bigint" ? [one] : [one.c1, one.c0]));
  return Buffer.concat(coefficients.map((one) => bigEndian(one, length)));
}

function multiples(curve, group, length) {
  return [3n, 5n, 7n].map((scalar) => point(curve[group].Point.BASE.multiply(scalar).toAffine(), length));
}

const bn = { g1: multiples(bn254, "G1", ALT_BN128_BYTES), g2: multiples(bn254, "G2", ALT_BN128_BYTES) };
const bls = { g1: multiples(bls12_381, "G1", BLS_BYTES), g2: multiples(bls12_381, "G2", BLS_BYTES) };
const [bnScalar, blsScalar] = [bn254, bls12_381].map(({ fields }) => bigEndian(SCALAR % fields.Fr.ORDER, 32));

/** Pieces of data one after the other, and where each lies. */
function placed(...pieces) {
  const data = Buffer.concat(pieces);
  const addresses = [];
  let at = DATA;
  for (const { length } of pieces) {
    addresses.push(at);
    at += length;
  }
  return { data, addresses };
}

function bn254Call(name, operation, resultLength, ...pieces) {
  const { data } = placed(...pieces);
  return {
    name: `bn254 ${name}`,
    syscall: "sol_alt_bn128_group_op",
    data,
    resultLength,
    registers: (result) => [operation, DATA, data.length, result],
  };
}

/** Pointers and lengths first, then what they lead to. */
function slices(...pieces) {
  const start = DATA + 16 * pieces.length;
  const { data, addresses } = placed(...pieces);
  const words = pieces.flatMap(({ length }, i) => [...u64(addresses[i] - DATA + start), ...u64(length)]);
  return Buffer.concat([Uint8Array.from(words), data]);
}

function poseidonCall(inputs) {
  const data = slices(...Array.from({ length: inputs }, (_, i) => bigEndian(BigInt(i + 1), 32)));
  const registers = (result) => [0, 0, DATA, inputs, result];
  return { name: `Poseidon of ${inputs} numbers`, syscall: "sol_poseidon", data, resultLength: 32, registers };
}

function bigModExpCall(bytes, exponent, name) {
  const filled = (byte) => Buffer.alloc(bytes, byte);
  const data = slices(filled(0x5a), exponent, filled(0xc7));
  const registers = (result) => [DATA, result];
  const gates = ["enable_big_mod_exp_syscall"];
  return {
    name: `big_mod_exp of ${8 * bytes} bits, ${name}`,
    syscall: "sol_big_mod_exp",
    data,
    resultLength: bytes,
    registers,
    gates,
  };
}

function blsCall(name, syscall, curve, operation, resultLength, left, right) {
  const { data, addresses } = placed(left, right);
  const registers = (result) => [curve, operation, ...addresses, result];
  return { name: `BLS12-381 ${name}`, syscall, data, resultLength, registers, gates: ["enable_bls12_381_syscall"] };
}

const GROUP_OP = "sol_curve_group_op";
const [ADD, MULTIPLY] = [0, 2];

/**
 * A call of a syscall.
 * @typedef {{ name: string, syscall: string, data: Uint8Array, resultLength: number, gates?: string[],
 *   registers: (result: number) => number[] }} OperandCall
 */

/** @type {readonly OperandCall[]} */
export const POSEIDON_CALLS = [poseidonCall(2), poseidonCall(12)];

/** @type {readonly OperandCall[]} */
export const OTHER_CALLS = [
  bn254Call("addition in G1", 0, 64, bn.g1[0], bn.g1[1]),
  bn254Call("multiplication in G1", 2, 64, bn.g1[0], bnScalar),
  bn254Call("pairing of 2", 3, 32, bn.g1[0], bn.g2[0], bn.g1[1], bn.g2[1]),
  blsCall("addition in G1", GROUP_OP, BLS_G1, ADD, 96, bls.g1[0], bls.g1[1]),
  blsCall("multiplication in G1", GROUP_OP, BLS_G1, MULTIPLY, 96, blsScalar, bls.g1[0]),
  blsCall("multiplication in G2", GROUP_OP, BLS_G2, MULTIPLY, 192, blsScalar, bls.g2[0]),
  blsCall("pairing of 1", "sol_curve_pairing_map", BLS12_381, 1, 576, bls.g1[0], bls.g2[0]),
  bigModExpCall(256, Uint8Array.of(1, 0, 1), "exponent 65537"),
  bigModExpCall(64, Buffer.alloc(64, 0xf3), "exponent as long"),
];
