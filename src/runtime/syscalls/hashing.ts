import { readU64 } from "../../base/u64.js";
import { blake3Into } from "../../crypto/blake3.js";
import { type HashInto, joined } from "../../crypto/hash.js";
import { keccak256Into } from "../../crypto/keccak256.js";
import { sha256Into } from "../../crypto/sha256.js";
import { sha512Into } from "../../crypto/sha512.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { SyscallFailure } from "../failure.js";
import type { InvokeContext } from "../invoke-context.js";
import { translateBytes } from "../memory.js";
import { translateOutputPlace } from "./outputs.js";
import { type RuntimeSyscall, SUCCESS } from "./syscall.js";
import { translateVmSlicesPlace, VM_SLICE_BYTES } from "./vm-slices.js";

/** `sol_sha256`: see `hashSlices`. */
export const solSha256 = hashSlices("Sha256", 32, sha256Into);
/** `sol_keccak256`: see `hashSlices`. */
export const solKeccak256 = hashSlices("Keccak256", 32, keccak256Into);
/** `sol_blake3`: see `hashSlices`. */
export const solBlake3 = hashSlices("Blake3", 32, blake3Into);
/** `sol_sha512`: see `hashSlices`. */
export const solSha512 = hashSlices("Sha512", 64, sha512Into);

/**
 * A syscall that hashes slices one after the other: r1 slices (pointer, length), r2 how many, r3 where the hash goes;
 * r0 = 0. Units: 85, then max(10, ⌊length / 2⌋) for each slice once it is translated. Faults: `Hashing too many
 * sequences` above 20,000, after a line in the log; units; access violation of the result; access violation,
 * `Unaligned pointer` of the slices; for each slice access violation, units. Agave: syscalls/src/lib.rs, SyscallHash.
 */
function hashSlices(name: string, digestBytes: number, hashInto: HashInto): RuntimeSyscall {
  return (context, vm, address, length, result) => {
    const { memory } = vm;
    const { sha256MaxSlices } = context.budget;
    if (length > sha256MaxSlices) {
      context.log(`${name} Hashing ${length} sequences in one syscall is over the limit ${sha256MaxSlices}`);
      throw new SyscallFailure("Hashing too many sequences");
    }
    context.consumeChecked(context.environment.cost.sha256BaseCost);
    const resultOffset = translateOutputPlace(memory, result, digestBytes);
    const slices = translateVmSlicesPlace(memory, address, length, context.checkAligned);
    const input =
      length === 1 ? translateSlice(context, memory, slices) : translateSlices(context, memory, slices, Number(length));
    hashInto(input, memory.linear.bytes, resultOffset);
    return SUCCESS;
  };
}

function translateSlices(context: InvokeContext, memory: MemoryMapping, place: number, length: number): Uint8Array {
  const slices = new Array<Uint8Array>(length);
  for (let i = 0; i < length; i++) slices[i] = translateSlice(context, memory, place + i * VM_SLICE_BYTES);
  return joined(slices);
}

/** The bytes of the slice at a host offset, paid for. */
function translateSlice(context: InvokeContext, memory: MemoryMapping, place: number): Uint8Array {
  const { view } = memory.linear;
  const bytes = translateBytes(memory, readU64(view, place), readU64(view, place + 8));
  const { memOpBaseCost, sha256ByteCost } = context.environment.cost;
  context.consumeChecked(Math.max(memOpBaseCost, sha256ByteCost * Math.floor(bytes.length / 2)));
  return bytes;
}
