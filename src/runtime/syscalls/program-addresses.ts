import type { U64 } from "../../base/u64.js";
import type { MemoryMapping } from "../../sbpf/memory-mapping.js";
import { ADDRESS_ERRORS, createProgramAddress, MAX_SEED_LEN, MAX_SEEDS } from "../../solana/program-derived-address.js";
import { PUBKEY_BYTES, type Pubkey } from "../../solana/pubkey.js";
import { SyscallFailure } from "../failure.js";
import { ALIGN_BYTE, translateBytes } from "../memory.js";
import { translateOutput, translateOutputs } from "./outputs.js";
import { REFUSED, type RuntimeSyscall, SUCCESS } from "./syscall.js";
import { translateVmSlices } from "./vm-slices.js";

// Agave: syscalls/src/lib.rs.

const MAX_BUMP = 255;

/**
 * `sol_create_program_address`: r1 seeds (pointer, length), r2 how many, r3 program id, r4 where the address goes; r0
 * = 0, or 1 when the seeds give an address on the curve. Units: 1500. Faults: units; access violation, `Unaligned
 * pointer` of the seeds; `Could not create program address with signer seeds: …` for too many or, seed by seed, too
 * long ones; access violation of each seed; of the program id; of the result.
 */
export const solCreateProgramAddress: RuntimeSyscall = (context, vm, seedsAddress, seedsLength, programId, result) => {
  context.consumeChecked(context.environment.cost.createProgramAddressUnits);
  const inputs = translateInputs(vm.memory, seedsAddress, seedsLength, programId, context.checkAligned);
  const derived = createProgramAddress(inputs.seeds, inputs.programId);
  if (!derived.ok) return REFUSED;
  translateOutput(vm.memory, result, PUBKEY_BYTES).set(derived.address);
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
  const inputs = translateInputs(vm.memory, seedsAddress, seedsLength, programId, checkAligned);
  const bump = new Uint8Array(1);
  const seeds = [...inputs.seeds, bump];
  for (bump[0] = MAX_BUMP; bump[0] > 0; bump[0]--) {
    const derived = createProgramAddress(seeds, inputs.programId);
    if (derived.ok) {
      const [bumpOffset, addressOffset] = translateOutputs(vm.memory, checkAligned, [
        { vmAddress: bumpAddress, size: 1, alignment: ALIGN_BYTE },
        { vmAddress: result, size: PUBKEY_BYTES, alignment: ALIGN_BYTE },
      ]);
      vm.memory.linear.bytes[bumpOffset] = bump[0];
      vm.memory.linear.bytes.set(derived.address, addressOffset);
      return SUCCESS;
    }
    context.consumeChecked(cost);
  }
  return REFUSED;
};

/** Agave: translate_and_check_program_address_inputs. */
function translateInputs(
  mapping: MemoryMapping,
  seedsAddress: U64,
  seedsLength: U64,
  programIdAddress: U64,
  checkAligned: boolean,
): { seeds: Uint8Array[]; programId: Pubkey } {
  const slices = translateVmSlices(mapping, seedsAddress, seedsLength, checkAligned);
  if (slices.length > MAX_SEEDS) failBadSeeds();
  const seeds = slices.map((slice) => {
    if (slice.length > MAX_SEED_LEN) failBadSeeds();
    return translateBytes(mapping, slice.vmAddress, slice.length);
  });
  return { seeds, programId: translateBytes(mapping, programIdAddress, PUBKEY_BYTES) };
}

function failBadSeeds(): never {
  const { text } = ADDRESS_ERRORS.MaxSeedLengthExceeded;
  throw new SyscallFailure(`Could not create program address with signer seeds: ${text}`);
}
