import { type Address, getU64Encoder, type Instruction, type TransactionSigner } from "@solana/kit";
import { readonly, signer, writable } from "../support/metas.js";

/** Adds to a tally through the caller. */
export function add(
  programAddress: Address,
  { user, target, tallyProgram, amount }: AddInput & { amount: bigint },
): Instruction {
  return {
    programAddress,
    accounts: [signer(user), writable(target), readonly(tallyProgram)],
    data: getU64Encoder().encode(amount),
  };
}

interface AddInput {
  readonly user: TransactionSigner;
  /** An account of the tally program. */
  readonly target: Address;
  readonly tallyProgram: Address;
}
