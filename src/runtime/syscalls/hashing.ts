import { blake3 } from "../../crypto/blake3.js";
import { keccak256 } from "../../crypto/keccak256.js";
import { sha256 } from "../../crypto/sha256.js";
import { sha512 } from "../../crypto/sha512.js";
import { SyscallFailure } from "../failure.js";
import { translateBytes } from "../memory.js";
import { translateOutput } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";
import { translateVmSlices } from "./vm-slices.js";

type Hash = (...slices: readonly Uint8Array[]) => Uint8Array;

/** `sol_sha256`: see `hashSlices`. */
export const solSha256 = hashSlices("Sha256", 32, sha256);
/** `sol_keccak256`: see `hashSlices`. */
export const solKeccak256 = hashSlices("Keccak256", 32, keccak256);
/** `sol_blake3`: see `hashSlices`. */
export const solBlake3 = hashSlices("Blake3", 32, blake3);
/** `sol_sha512`: see `hashSlices`. */
export const solSha512 = hashSlices("Sha512", 64, sha512);

/**
 * A syscall that hashes slices one after the other: r1 slices (pointer, length), r2 how many, r3 where the hash goes;
 * r0 = 0. Units: 85, then max(10, ⌊length / 2⌋) for each slice once it is translated. Faults: `Hashing too many
 * sequences` above 20,000, after a line in the log; units; access violation of the result; access violation,
 * `Unaligned pointer` of the slices; for each slice access violation, units. Agave: syscalls/src/lib.rs, SyscallHash.
 */
function hashSlices(name: string, hashBytes: number, hash: Hash): RuntimeSyscall {
  return (context, vm, address, length, result) => {
    const { sha256BaseCost, sha256ByteCost, memOpBaseCost } = context.environment.cost;
    const { sha256MaxSlices } = context.budget;
    if (length > sha256MaxSlices) {
      context.log(`${name} Hashing ${length} sequences in one syscall is over the limit ${sha256MaxSlices}`);
      throw new SyscallFailure("Hashing too many sequences");
    }
    context.consumeChecked(sha256BaseCost);
    translateOutput(vm.memory, result, hashBytes);
    const slices = translateVmSlices(vm.memory, address, length, context.checkAligned).map((slice) => {
      const bytes = translateBytes(vm.memory, slice.vmAddress, slice.length);
      context.consumeChecked(Math.max(memOpBaseCost, sha256ByteCost * Math.floor(bytes.length / 2)));
      return bytes;
    });
    translateOutput(vm.memory, result, hashBytes).set(hash(...slices));
    return SUCCESS;
  };
}
