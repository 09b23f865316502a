import type { Address } from "@solana/kit";
import { addressOf, createProgramAddress, pubkey } from "callgate/program";
import { RECEIPT_SEED } from "./program.js";

/** Every bump that gives an address for somebody's receipt, the canonical one first. */
export function receiptsOf(programAddress: Address, user: Address): [address: Address, bump: number][] {
  return Array.from({ length: 256 }, (_, i) => 255 - i).flatMap((bump) => {
    const address = receiptAt(programAddress, user, bump);
    return address === undefined ? [] : [[address, bump] as [Address, number]];
  });
}

/** Undefined where the seeds derive a point of the curve. */
function receiptAt(programAddress: Address, user: Address, bump: number): Address | undefined {
  try {
    const seeds = [RECEIPT_SEED, pubkey(user), Uint8Array.of(bump)];
    return addressOf(createProgramAddress(seeds, pubkey(programAddress)));
  } catch {
    return undefined;
  }
}
