import { instructionErrorFromReturn } from "../../../solana/errors.js";
import { ADDRESS_ERRORS, createWithSeed } from "../../../solana/program-derived-address.js";
import { addressFromPubkey, type Pubkey, pubkeyEqual } from "../../../solana/pubkey.js";
import { fail } from "../../failure.js";
import type { InvokeContext } from "../../invoke-context.js";
import { SYSTEM_ERRORS } from "./system-error.js";

/** An account's address, with the base that it was derived from by seed, if it was: then the base signs for it. */
export interface SystemAddress {
  readonly address: Pubkey;
  readonly base: Pubkey | undefined;
}

/** What derives an address: sha256(base ‖ seed ‖ owner). */
export interface Seed {
  readonly base: Pubkey;
  readonly seed: Uint8Array;
  readonly owner: Pubkey;
}

/** The address of an account that stands for itself. */
export function plainAddress(address: Pubkey): SystemAddress {
  return { address, base: undefined };
}

/** The address of an account that must be the one that `seed` derives. */
export function seededAddress(context: InvokeContext, address: Pubkey, seed: Seed): SystemAddress {
  const derived = deriveAddress(seed);
  if (!pubkeyEqual(address, derived)) {
    context.log(
      `Create: address ${addressFromPubkey(address)} does not match derived address ${addressFromPubkey(derived)}`,
    );
    fail(SYSTEM_ERRORS.AddressWithSeedMismatch);
  }
  return { address, base: seed.base };
}

/** The derived address. An address error surfaces by its ordinal, so its number looks like a system error. */
export function deriveAddress({ base, seed, owner }: Seed): Pubkey {
  const derived = createWithSeed(base, seed, owner);
  return derived.ok ? derived.address : fail(instructionErrorFromReturn(ADDRESS_ERRORS[derived.error].ordinal));
}

/** Whether whoever answers for the address has signed the running instruction. */
export function hasSigned(context: InvokeContext, { address, base }: SystemAddress): boolean {
  return context.transaction.currentInstruction.isSignedBy(base ?? address);
}

/** As Rust's `{:?}` prints it in logs. */
export function addressText({ address, base }: SystemAddress): string {
  const baseText = base === undefined ? "None" : `Some(${addressFromPubkey(base)})`;
  return `Address { address: ${addressFromPubkey(address)}, base: ${baseText} }`;
}
