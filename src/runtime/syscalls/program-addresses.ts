import { readU64, type U64 } from "../../base/u64.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import {
  ADDRESS_ERRORS,
  addressPreimage,
  MAX_BUMP,
  MAX_SEED_LEN,
  MAX_SEEDS,
} from "../../solana/program-derived-address.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { SyscallFailure } from "../failure.js";
import { ALIGN_BYTE, translateSlice } from "../memory.js";
import { translateOutput, translateOutputs } from "./outputs.js";
import { REFUSED, type RuntimeSyscall, SUCCESS } from "./syscall.js";
import { translateVmSlicesPlace, VM_SLICE_BYTES } from "./vm-slices.js";

// Agave: syscalls/src/lib.rs.

/**
 * `sol_create_program_address`: r1 seeds (pointer, length), r2 how many, r3 program id, r4 where the address goes; r0
 * = 0, or 1 when the seeds give an address on the curve. Units: 1500. Faults: units; access violation, `Unaligned
 * pointer` of the seeds; `Could not create program address with signer seeds: …` for too many or, seed by seed, too
 * long ones; access violation of each seed; of the program id; of the result.
 */
export const solCreateProgramAddress: RuntimeSyscall = (context, vm, seedsAddress, seedsLength, programId, result) => {
  context.consumeChecked(context.environment.cost.createProgramAddressUnits);
  beginPreimage(vm.memory, seedsAddress, seedsLength, context.checkAligned);
  endPreimage(vm.memory, programId);
  const address = addressPreimage.derive();
  if (address === undefined) return REFUSED;
  translateOutput(vm.memory, result, PUBKEY_BYTES).set(address);
  return SUCCESS;
};

/**
 * `sol_try_find_program_address`: r1 seeds, r2 how many, r3 program id, r4 where the address goes, r5 where the bump
 * goes; r0 = 0, or 1 when no bump from 255 down to 1 gives an address (as with 16 seeds). Units: 1500, and 1500 more
 * after each bump that fails. Faults: as `sol_create_program_address`, then access violation of bump, of address,
 * `Overlapping copy`.
 */
export const solTryFindProgramAddress: RuntimeSyscall = (
  context,
  vm,
  seedsAddress,
  seedsLength,
  programId,
  result,
  bumpAddress,
) => {
  const cost = context.environment.cost.createProgramAddressUnits;
  const { checkAligned } = context;
  context.consumeChecked(cost);
  beginPreimage(vm.memory, seedsAddress, seedsLength, checkAligned);
  addressPreimage.addBump();
  endPreimage(vm.memory, programId);
  for (let bump = MAX_BUMP; bump > 0; bump--) {
    // The bump is a seed too, and one too many after 16.
    const address = seedsLength === MAX_SEEDS ? undefined : addressPreimage.deriveWithBump(bump);
    if (address !== undefined) {
      const [bumpOffset, addressOffset] = translateOutputs(vm.memory, checkAligned, [
        { vmAddress: bumpAddress, size: 1, alignment: ALIGN_BYTE },
        { vmAddress: result, size: PUBKEY_BYTES, alignment: ALIGN_BYTE },
      ]);
      vm.memory.linear.bytes[bumpOffset] = bump;
      vm.memory.linear.bytes.set(address, addressOffset);
      return SUCCESS;
    }
    context.consumeChecked(cost);
  }
  return REFUSED;
};

// Agave: translate_and_check_program_address_inputs.

/** Begins the preimage with the seeds. */
function beginPreimage(mapping: MemoryMapping, seedsAddress: U64, seedsLength: U64, checkAligned: boolean): void {
  const slices = translateVmSlicesPlace(mapping, seedsAddress, seedsLength, checkAligned);
  if (seedsLength > MAX_SEEDS) failBadSeeds();
  const { view } = mapping.linear;
  addressPreimage.begin();
  for (let i = 0; i < Number(seedsLength); i++) {
    const place = slices + i * VM_SLICE_BYTES;
    const length = readU64(view, place + 8);
    if (length > MAX_SEED_LEN) failBadSeeds();
    addBytes(mapping, readU64(view, place), Number(length));
  }
}

function endPreimage(mapping: MemoryMapping, programIdAddress: U64): void {
  const place = translateSlice(mapping, programIdAddress, PUBKEY_BYTES, 1, ALIGN_BYTE, false);
  addressPreimage.end(mapping.linear.bytes, place);
}

function addBytes(mapping: MemoryMapping, vmAddress: U64, length: number): void {
  addressPreimage.add(mapping.linear.bytes, translateSlice(mapping, vmAddress, length, 1, ALIGN_BYTE, false), length);
}

function failBadSeeds(): never {
  const { text } = ADDRESS_ERRORS.MaxSeedLengthExceeded;
  throw new SyscallFailure(`Could not create program address with signer seeds: ${text}`);
}
