import { noble } from "#noble";
import { BN254_ORDER } from "./bn254-numbers.js";
import { integerFromBe, integerFromLe, integerToBe, integerToLe } from "./integer.js";
import { PoseidonMachine } from "./poseidon-machine.js";

const INPUT_BYTES = 32;
const FULL_ROUNDS = 8;
/** By the number of inputs, from 1 on: circom's parameters. */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65];

type Permutation = (state: bigint[]) => bigint[];

/** By the number of inputs, where the library does it; making one takes some 10 to 25 ms. */
const permutations: Permutation[] = [];

let machine: PoseidonMachine | null | undefined;

/**
 * The Poseidon hash over BN254 with x⁵ and circom's parameters, 32 bytes, of 1 to 12 inputs of 32 bytes each, all below
 * the field's order; otherwise null (light-poseidon 0.4 `new_circom`, `hash_bytes_be` and `hash_bytes_le`).
 */
export function poseidon(inputs: readonly Uint8Array[], endianness: "big" | "little"): Uint8Array | null {
  const partialRounds = PARTIAL_ROUNDS[inputs.length - 1];
  if (partialRounds === undefined || inputs.some(({ length }) => length !== INPUT_BYTES)) return null;
  if (machine === undefined) machine = PoseidonMachine.create(BN254_ORDER);
  return machine === null
    ? hashByLibrary(inputs, partialRounds, endianness)
    : machine.hash(inputs, partialRounds, endianness);
}

/** For hosts that compile no WebAssembly, or none with vectors. */
function hashByLibrary(
  inputs: readonly Uint8Array[],
  partialRounds: number,
  endianness: "big" | "little",
): Uint8Array | null {
  const [read, write] = endianness === "big" ? [integerFromBe, integerToBe] : [integerFromLe, integerToLe];
  const elements = inputs.map(read);
  if (elements.some((element) => element >= BN254_ORDER)) return null;
  const permute = (permutations[inputs.length] ??= libraryPermutation(inputs.length + 1, partialRounds));
  return write(permute([0n, ...elements])[0]!, INPUT_BYTES);
}

function libraryPermutation(t: number, roundsPartial: number): Permutation {
  const { grainGenConstants, poseidon } = noble.poseidon();
  const parameters = { Fp: noble.bn254().bn254_Fr, t, roundsFull: FULL_ROUNDS, roundsPartial, sboxPower: 5 };
  return poseidon({ ...parameters, ...grainGenConstants(parameters) });
}
