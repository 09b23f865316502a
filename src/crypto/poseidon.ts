import { noble } from "#noble";
import { integerFromBe, integerFromLe, integerToBe, integerToLe } from "./integer.js";

/** The order of BN254's scalar field. */
const ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;
const INPUT_BYTES = 32;
const FULL_ROUNDS = 8;
/** By the number of inputs, from 1 on: circom's parameters. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65];

type Permutation = (state: bigint[]) => bigint[];

/** By the number of inputs; making one takes some 10 to 25 ms. */
const permutations: Permutation[] = [];

function permutationFor(inputs: number): Permutation {
  const { grainGenConstants, poseidon } = noble.poseidon();
  const parameters = {
    Fp: noble.bn254().bn254_Fr,
    t: inputs + 1,
    roundsFull: FULL_ROUNDS,
    roundsPartial: PARTIAL_ROUNDS[inputs - 1]!,
    sboxPower: 5,
  };
  return poseidon({ ...parameters, ...grainGenConstants(parameters) });
}

/**
 * The Poseidon hash over BN254 with x⁵ and circom's parameters, 32 bytes, of 1 to 12 inputs of 32 bytes each, all below
 * the field's order; otherwise null (light-poseidon 0.4 `new_circom`, `hash_bytes_be` and `hash_bytes_le`).
 */
export function poseidon(inputs: readonly Uint8Array[], endianness: "big" | "little"): Uint8Array | null {
  if (inputs.length < 1 || inputs.length > PARTIAL_ROUNDS.length) return null;
  const [read, write] = endianness === "big" ? [integerFromBe, integerToBe] : [integerFromLe, integerToLe];
  const state = [0n]; // the domain tag
  for (const input of inputs) {
    const element = read(input);
    if (input.length !== INPUT_BYTES || element >= ORDER) return null;
    state.push(element);
  }
  const permute = (permutations[inputs.length] ??= permutationFor(inputs.length));
  return write(permute(state)[0]!, INPUT_BYTES);
}
