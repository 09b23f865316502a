import { u64FromBigInt } from "../../base/u64.js";
import { PUBKEY_BYTES } from "../../solana/pubkey.js";
import { bytesCost } from "../execution-budget.js";
import { translateBytes } from "../memory.js";
import type { RuntimeSyscall } from "./syscall.js";

/**
 * `sol_get_epoch_stake`: r1 vote account's address, or 0; r0 = lamports of active stake this epoch: delegated to that
 * vote account (0 for what is none), or of the whole cluster. Units: 100, with an address 100 + ⌊32 / 250⌋ + 10.
 * Faults: units; access violation. Agave: syscalls/src/lib.rs, SyscallGetEpochStake; SIMD-0133.
 */
export const solGetEpochStake: RuntimeSyscall = (context, vm, voteAddress) => {
  const { cost, epochStake } = context.environment;
  if (voteAddress === 0) {
    context.consumeChecked(cost.syscallBaseCost);
    return u64FromBigInt(epochStake.total);
  }
  const addressCost = bytesCost(PUBKEY_BYTES, cost.cpiBytesPerUnit);
  context.consumeChecked(cost.syscallBaseCost + addressCost + cost.memOpBaseCost);
  return u64FromBigInt(epochStake.forVoteAccount(translateBytes(vm.memory, voteAddress, PUBKEY_BYTES)));
};
