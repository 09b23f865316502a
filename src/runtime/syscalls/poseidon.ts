import { poseidon } from "../../crypto/poseidon.js";
import { SyscallFailure } from "../failure.js";
import { translateBytes } from "../memory.js";
import { translateOutput } from "./outputs.js";
import { REFUSED, type RuntimeSyscall, SUCCESS } from "./syscall.js";
import { translateVmSlices } from "./vm-slices.js";

const HASH_BYTES = 32;
const MAX_INPUTS = 12;
/** The only parameters: BN254, S-box x⁵. */
const BN254_X5 = 0;
const BIG_ENDIAN = 0;
const LITTLE_ENDIAN = 1;

/**
 * `sol_poseidon`: r1 parameters, 0; r2 0 for big-endian, 1 for little-endian; r3 inputs (pointer, length), r4 how many,
 * r5 where the hash goes; r0 = 0, or 1 for no inputs or one that is no field element of 32 bytes. Units: 61 n² + 542.
 * Faults: `Invalid parameters.`; `Invalid endianness.`; `InvalidLength` above 12 inputs, after a line in the log;
 * units; access violation of the result; access violation, `Unaligned pointer` of the inputs; access violation of
 * each input. Agave: syscalls/src/lib.rs, SyscallPoseidon.
 */
export const solPoseidon: RuntimeSyscall = (context, vm, parameters, endianness, address, length, result) => {
  if (parameters !== BN254_X5) throw new SyscallFailure("Invalid parameters.");
  if (endianness !== BIG_ENDIAN && endianness !== LITTLE_ENDIAN) throw new SyscallFailure("Invalid endianness.");
  if (length > MAX_INPUTS) {
    context.log(`Poseidon hashing ${length} sequences is not supported`);
    throw new SyscallFailure("InvalidLength");
  }
  const { poseidonCostCoefficientA, poseidonCostCoefficientC } = context.environment.cost;
  context.consumeChecked(poseidonCostCoefficientA * Number(length) ** 2 + poseidonCostCoefficientC);
  translateOutput(vm.memory, result, HASH_BYTES);
  const slices = translateVmSlices(vm.memory, address, length, context.checkAligned);
  const inputs = slices.map((slice) => translateBytes(vm.memory, slice.vmAddress, slice.length));
  const hash = poseidon(inputs, endianness === BIG_ENDIAN ? "big" : "little");
  if (hash === null) return REFUSED;
  translateOutput(vm.memory, result, HASH_BYTES).set(hash);
  return SUCCESS;
};
